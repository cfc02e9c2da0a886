"""Tries edits one by one, each in a process of its own; prints which mends how much.

The argument is JSON: the ids of the tests that fail, and the edits as [path, start, end, text].
They are tried on a copy. An edit that mends some of them is tried on the whole suite.
"""

# ruff: noqa: T201 - what it prints is what it is for
from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest

ROOT = Path(mkdtemp()) / "copy"
SECONDS = 5
NONE = 250
IDLE = (
    "faulthandler unraisableexception threadexception doctest junitxml pastebin stepwise "
    "cacheprovider setuponly setupplan debugging warnings"
)
QUICK = ("-q", "-o", "addopts=", "--assert=plain", *(f"-pno:{name}" for name in IDLE.split()))
"""A run that only has to tell which tests fail needs less than half of the usual time."""


class Count:
    """How many tests fail."""

    def __init__(self) -> None:
        self.failed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count it."""
        self.failed += report.failed

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be read fails as a whole."""
        self.failed += NONE * report.failed


def failing(ids: list[str]) -> int:
    """How many of these tests fail now, in a process that is alone with the files."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        signal.alarm(SECONDS)
        count = Count()
        pytest.main([*QUICK, *ids], plugins=[count])
        os._exit(min(count.failed, NONE))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else NONE


def main() -> None:
    """Try them, up to the first that mends everything."""
    asked = json.loads(sys.argv[1])
    ids, found = asked["failed"], list[list[int]]()
    all_before = failing([])
    for number, (path, start, end, text) in enumerate(asked["edits"]):
        file = ROOT / path
        before = file.read_text(encoding="utf-8")
        file.write_text(before[:start] + text + before[end:], encoding="utf-8")
        left = failing(ids)
        whole = failing([]) if left < len(ids) else all_before
        file.write_text(before, encoding="utf-8")
        if whole < all_before:
            found.append([number, whole])
        if whole == 0:
            break
    print(json.dumps(found))


shutil.copytree("/workspace", ROOT)
os.chdir(ROOT)
sys.path.insert(0, str(ROOT))
main()
