"""Runs a suite under a tracer; prints which tests fail and which lines are the most suspicious.

The suspicion of a line is Ochiai's: failed(line) / sqrt(failed * (failed(line) + passed(line))).
What runs once, when a module is loaded, counts as run by every test that runs any line of its file.
"""

# ruff: noqa: T201 - what it prints is what it is for
from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Generator, Sequence
from math import sqrt
from types import FrameType

import pytest

ROOT = f"{os.getcwd()}/"  # noqa: PTH109 - names of sources begin with it
MOST_SAID = 10_000
"""Characters; what a shell prints beyond it may be cut."""
FUNCTION = 1
"""The flag of functions among pieces of code."""


class Spectrum:
    """Which lines each test ran."""

    def __init__(self) -> None:
        self.lines: set[tuple[str, int]] = set()
        self.loading: set[tuple[str, int]] = set()
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
            inner = frame.f_code.co_flags & FUNCTION
            (self.lines if inner else self.loading).add((path, frame.f_lineno))
        return self.trace

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Note what runs when modules are loaded."""
        sys.settrace(self.trace)  # pyright: ignore[reportArgumentType]
        try:
            return (yield)
        finally:
            sys.settrace(None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """One test with the tracer on."""
        self.lines = set()
        sys.settrace(self.trace)  # pyright: ignore[reportArgumentType]
        try:
            return (yield)
        finally:
            sys.settrace(None)
            files = {path for path, _ in self.lines}
            loaded = {place for place in self.loading if place[0] in files}
            self.ran[item.nodeid] = frozenset(self.lines | loaded)

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


def told(failed: Sequence[str], lines: Sequence[tuple[str, int, float]]) -> str:
    """What fails and which lines are suspicious, by their files, as much of it as can be said."""
    files: dict[str, list[tuple[int, float]]] = {}
    for path, line, score in lines:
        files.setdefault(path, []).append((line, score))
    return json.dumps({"failed": failed, "lines": files}, separators=(",", ":"))


sys.path.insert(0, ROOT)
spectrum = Spectrum()
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    pytest.main(["-q", "-o", "addopts="], plugins=[spectrum])
failed, lines = spectrum.failed[:50], spectrum.suspicious()
while len(text := told(failed, lines)) > MOST_SAID and lines:
    lines = lines[: len(lines) * 9 // 10]
print(text)
