"""Tries edits of a program one by one; prints which mends how much.

The argument is JSON: the ids of the tests that fail, and the edits as [path, start, end, text].
The suite is collected once, in a copy. Each edit then gets a process of its own, in which the code
of the function that it touches is exchanged and the tests run; what stands outside of functions is
tried by writing the file and starting over. An edit that mends some of the tests is tried on all
others. Prints [[number, left], ...]: the edits after which fewer tests fail.
"""

# ruff: noqa: T201 - what it prints is what it is for
from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import CodeType, FunctionType

import pytest

HOME = os.getcwd()  # noqa: PTH109 - paths of sys.path begin with it
ROOT = Path(mkdtemp()) / "copy"
FEWEST, MOST, AGAIN = 0.3, 4.0, 10
"""Seconds of computing of one trial: ten times what the tests take as they are, within bounds."""
WAIT = 20
"""Seconds by the clock, for what waits instead of computing."""
MEMORY = 384 << 20
WRITTEN = -1
OPTIMIZED = 1
"""The flag of functions among pieces of code."""
IDLE = (
    "faulthandler unraisableexception threadexception doctest junitxml pastebin stepwise "
    "cacheprovider setuponly setupplan debugging warnings"
)
QUICK = ("-q", "-s", "-o", "addopts=", "--assert=plain", *(f"-pno:{name}" for name in IDLE.split()))
"""A run that only has to tell which tests fail needs less than half of the usual time."""
Edit = tuple[str, int, int, str]
Functions = Mapping[tuple[str, str, int], Sequence[FunctionType]]


class Unswappable(Exception):
    """The edit cannot be made in a program that is loaded."""


class Failures:
    """A plugin that notes which tests fail."""

    def __init__(self) -> None:
        self.now: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that fails."""
        if report.failed:
            self.now.add(report.nodeid)


class Trials(Failures):
    """A plugin that runs the collected suite once for each edit, instead of once."""

    def __init__(self, failed: Sequence[str], edits: Sequence[Edit]) -> None:
        super().__init__()
        self.failed, self.edits = frozenset(failed), edits
        self.found: list[tuple[int, int]] = []
        """[number, left] of each edit; -1 left: it has to be written to be tried."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try all of them."""
        self.first = [item for item in session.items if item.nodeid in self.failed]
        self.rest = [item for item in session.items if item.nodeid not in self.failed]
        if len(self.first) < len(self.failed):
            return True
        functions = loaded()
        gc.freeze()
        self.seconds = MOST
        self.seconds = min(MOST, max(FEWEST, AGAIN * self.usual()))
        self.found = [(n, self.left(edit, functions)) for n, edit in enumerate(self.edits)]
        return True

    def usual(self) -> float:
        """Seconds of computing that the failing tests take as they are."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.tried([])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def left(self, edit: Edit, functions: Functions) -> int:
        """How many tests fail after an edit."""
        try:
            return self.tried(list(swapped(edit, functions)))
        except Unswappable:
            return WRITTEN
        except (SyntaxError, ValueError):
            return len(self.failed)

    def tried(self, swaps: Sequence[tuple[FunctionType, CodeType]]) -> int:
        """How many tests fail in a process in which these functions are exchanged."""

        def trial() -> int:
            for function, code in swaps:
                function.__code__ = code
            run(self.first)
            if len(self.now) < len(self.first):
                run(self.rest)
            return len(self.now)

        return int(heard(trial, self.seconds) or len(self.failed))


def heard(say: Callable[[], object], seconds: float, wait: int = WAIT) -> str:
    """What a function says in a process of its own; nothing where it does not end in time."""
    hears, speaks = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            confine(seconds, wait)
            os.write(speaks, f"{say()}".encode())
        finally:
            os._exit(0)
    os.close(speaks)
    with os.fdopen(hears) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def confine(seconds: float, wait: int) -> None:
    """Leave this process no stream, and bound what it may use."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(wait)


def run(items: Sequence[pytest.Item]) -> None:
    """Run collected tests in order."""
    for item, after in zip(items, [*items[1:], None], strict=False):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)


def loaded() -> Functions:
    """Every function of the copy that is there, by its file, its name and its line."""
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for it in gc.get_objects():
        if isinstance(it, FunctionType) and it.__code__.co_filename.startswith(f"{ROOT}/"):
            code = it.__code__
            place = (code.co_filename, code.co_qualname, code.co_firstlineno)
            found.setdefault(place, []).append(it)
    return found


def swapped(edit: Edit, functions: Functions) -> Iterator[tuple[FunctionType, CodeType]]:
    """The functions that an edit touches, each with its new code."""
    before, after = texts(edit)
    name = str(ROOT / edit[0])
    for old, new in differing(compiled(before, name), compile(after, name, "exec")):
        owners = functions.get((name, old.co_qualname, old.co_firstlineno), ())
        if not owners or old.co_freevars != new.co_freevars:
            raise Unswappable
        yield from ((owner, new) for owner in owners)


@cache
def compiled(text: str, name: str) -> CodeType:
    """The file as it is; every edit of it is held against it."""
    return compile(text, name, "exec")


def texts(edit: Edit) -> tuple[str, str]:
    """The file as it is and as it would be."""
    path, start, end, text = edit
    before = (ROOT / path).read_text(encoding="utf-8")
    return before, before[:start] + text + before[end:]


def differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The outermost functions of two modules that are not alike; nothing else may differ."""
    inner, outer = parts(old), parts(new)
    if len(inner) != len(outer) or surface(old) != surface(new):
        raise Unswappable
    for one, other in zip(inner, outer, strict=True):
        if not one.co_flags & OPTIMIZED:
            yield from differing(one, other)
        elif whole(one) != whole(other):
            yield one, other


def parts(code: CodeType) -> list[CodeType]:
    """The pieces of code within a piece of code."""
    return [it for it in code.co_consts if isinstance(it, CodeType)]


def surface(code: CodeType) -> str:
    """What a piece of code does, but for the pieces in it."""
    constants = [it for it in code.co_consts if not isinstance(it, CodeType)]
    names = (code.co_name, code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars)
    return repr((code.co_code, code.co_exceptiontable, names, constants))


def whole(code: CodeType) -> str:
    """What a piece of code does, with the pieces in it."""
    return repr([surface(code), *(whole(part) for part in parts(code))])


def hot(failed: Sequence[str], edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """How many tests fail after each edit, of a suite that is collected once."""

    def trials() -> str:
        plugin = Trials(failed, edits)
        pytest.main([*QUICK], plugins=[plugin])
        return json.dumps(plugin.found)

    return json.loads(heard(trials, MOST * (1 + len(edits)), 0) or "[]")


def cold(failed: Sequence[str], edit: Edit) -> int:
    """How many tests fail after an edit, of a suite that starts over."""

    def trial() -> int:
        plugin = Failures()
        ended = pytest.main([*QUICK], plugins=[plugin])
        return len(plugin.now) if ended in (0, 1) else len(failed)

    path, (before, after) = ROOT / edit[0], texts(edit)
    path.write_text(after, encoding="utf-8")
    said = heard(trial, MOST)
    path.write_text(before, encoding="utf-8")
    return int(said or len(failed))


def main() -> None:
    """Try all of them."""
    asked = json.loads(sys.argv[1])
    failed, edits = asked["failed"], asked["edits"]
    shutil.copytree(HOME, ROOT, ignore=shutil.ignore_patterns(".git", "__pycache__"))
    os.chdir(ROOT)
    others = [path for path in sys.path if not path.startswith(HOME)]
    sys.path[:] = [str(ROOT), str(ROOT / "src"), *others]
    found: list[tuple[int, int]] = []
    for number, left in hot(failed, edits):
        if left == WRITTEN:
            left = cold(failed, edits[number])  # noqa: PLW2901
        if left < len(failed):
            found.append((number, left))
    print(json.dumps(found))


main()
