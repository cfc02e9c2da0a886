"""Runs a suite under a tracer; prints which tests fail and which lines are the most suspicious.

The suspicion of a line is Ochiai's: failed(line) / sqrt(failed * (failed(line) + passed(line))).
"""

# ruff: noqa: T201 - what it prints is what it is for
from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Generator
from math import sqrt
from types import FrameType

import pytest

ROOT = "/workspace/"
MOST = 60


class Spectrum:
    """Which lines each test ran."""

    def __init__(self) -> None:
        self.lines: set[tuple[str, int]] = set()
        self.ran: dict[str, frozenset[tuple[str, int]]] = {}
        self.failed: list[str] = []
        self.known: dict[str, str] = {}

    def path(self, name: str) -> str:
        """The path of a source within the repository; "" for anything else."""
        if name not in self.known:
            inner = name[len(ROOT) :] if name.startswith(ROOT) else ""
            file = inner.rpartition("/")[2]
            test = file.startswith(("test_", "conftest")) or file.endswith("_test.py")
            self.known[name] = "" if test else inner
        return self.known[name]

    def trace(self, frame: FrameType, event: str, _: object) -> object:
        """Note the lines of sources."""
        path = self.path(frame.f_code.co_filename)
        if not path:
            return None
        if event == "line":
            self.lines.add((path, frame.f_lineno))
        return self.trace

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """One test with the tracer on."""
        self.lines = set()
        sys.settrace(self.trace)  # pyright: ignore[reportArgumentType]
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.ran[item.nodeid] = frozenset(self.lines)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note which tests fail."""
        if report.failed and report.nodeid not in self.failed:
            self.failed.append(report.nodeid)

    def suspicious(self) -> list[tuple[str, int, float]]:
        """The lines by their suspicion, the highest first."""
        bad = [self.ran[id] for id in self.failed if id in self.ran]
        good = [lines for id, lines in self.ran.items() if id not in self.failed]
        found: list[tuple[str, int, float]] = []
        for path, line in {place for lines in bad for place in lines}:
            hit = sum((path, line) in lines for lines in bad)
            missed = sum((path, line) in lines for lines in good)
            found.append((path, line, round(hit / sqrt(len(bad) * (hit + missed)), 4)))
        return sorted(found, key=lambda place: (-place[2], place[0], place[1]))


os.chdir(ROOT)
sys.path.insert(0, ROOT)
spectrum = Spectrum()
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    pytest.main(["-q", "-o", "addopts="], plugins=[spectrum])
print(
    json.dumps(
        {
            "failed": spectrum.failed[:100],
            "passed": len(spectrum.ran) - len(spectrum.failed),
            "lines": spectrum.suspicious()[:MOST],
        }
    )
)
