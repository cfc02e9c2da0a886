"""One run of a test suite in a process of its own, told line by line through a pipe.

A line is JSON: the run's nonce, then a test's id, its outcome and, where it failed, what was said
where. The last line says how many there were; a run that ends in any other way has proved nothing.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path

import pytest

END = 77
"""Exit code of a process that has run all its tests, whatever came of them."""
MOST_SAID = 600
MIB = 1 << 20
MOST_MEMORY = 384 * MIB

Tell = Callable[[Mapping[str, object]], None]


class Reporter:
    """A plugin that tells the outcome of each test once it is over."""

    def __init__(self, tell: Tell, wanted: Sequence[str]) -> None:
        self.tell = tell
        self.wanted = frozenset(wanted)
        self.outcomes: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Run those that are asked for; all where none is named."""
        if self.wanted:
            items[:] = [item for item in items if item.nodeid in self.wanted]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """What a phase of a test came to; the worst of its phases counts."""
        report = yield
        if report.failed:
            self.note(item, "failed" if report.when == "call" else "error", call)
        elif report.when == "call" or report.skipped:
            self.note(item, report.outcome, None)
        return report

    def note(self, item: pytest.Item, outcome: str, call: pytest.CallInfo[None] | None) -> None:
        """Tell it, unless something as bad was told before."""
        known = self.outcomes.get(item.nodeid)
        if known is None or (known == "passed" and outcome != "passed"):
            self.outcomes[item.nodeid] = outcome
            self.tell({"id": item.nodeid, "outcome": outcome, **said(item, call)})

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected is told by its name."""
        if report.failed:
            errors = [x[2:].strip() for x in report.longreprtext.splitlines() if x[:2] == "E "]
            why = errors[-1][:MOST_SAID] if errors else "it cannot be read"
            self.tell({"broken": f"{report.nodeid or 'the suite'}: {why}"})


def said(item: pytest.Item, call: pytest.CallInfo[None] | None) -> dict[str, object]:
    """The exception of a failed test, and the statement of the test that it came from."""
    if call is None or call.excinfo is None:
        return {}
    entries = [e for e in call.excinfo.traceback if str(e.path) == str(item.path)]
    statement = " ".join(str(entries[-1].statement).split()) if entries else ""
    return {
        "error": call.excinfo.typename,
        "said": str(call.excinfo.value)[:MOST_SAID],
        "statement": statement[:MOST_SAID],
    }


def run(root: Path, wanted: Sequence[str], options: Sequence[str], pipe: int) -> None:
    """Run the tests of a project and tell of them; never returns."""
    nonce = os.urandom(16).hex()

    def tell(line: Mapping[str, object]) -> None:
        os.write(pipe, json.dumps({"nonce": nonce, **line}).encode() + b"\n")

    reporter = Reporter(tell, wanted)
    tell({"begins": True})
    os.chdir(root)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path[:] = [str(root), *(p for p in sys.path if p and p != "/opt/code")]
    for name in [name for name in sys.modules if name.partition(".")[0] == "nex"]:
        del sys.modules[name]
    code = pytest.main([*options, "--rootdir=."], plugins=[reporter])
    tell({"ends": int(code), "count": len(reporter.outcomes)})
    os._exit(END)


def confine(seconds: int) -> None:
    """Leave this process nothing to speak with but its pipe, and bound what it may use."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, MIB))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
