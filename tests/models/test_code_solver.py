"""What the solver of code environments sends through the shell: where it looks, what it tries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import cast

import pytest

TOOL = """LIMIT = 4


class Till:
    def __init__(self, start=1):
        self.cents = start

    def add(self, cents):
        self.cents += cents
        return self.cents


def within(n):
    return n < LIMIT


def down(n):
    while n > 0:
        n -= 1
    return n
"""
SUITE = """from tool import Till, down, within


def test_a_till_begins_empty():
    assert Till().add(2) == 2


def test_a_till_begins_with_something():
    assert Till(5).add(2) == 7


def test_five_is_within():
    assert within(5)


def test_six_is_not():
    assert not within(6)


def test_down():
    assert down(3) == 0
"""
EMPTY, FIVE = (
    "tests/test_tool.py::test_a_till_begins_empty",
    "tests/test_tool.py::test_five_is_within",
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A till that begins with a cent too much, and a limit that is one too low."""
    folder = tmp_path / "with space"
    for path, text in (("tool.py", TOOL), ("tests/test_tool.py", SUITE)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def said(script: str, repository: Path, *arguments: str) -> str:
    """What a script prints that is sent to a repository."""
    text = files("nex.models.solvers.scripts").joinpath(script).read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-", *arguments],
        input=text, cwd=repository, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip
    return done.stdout


def edit(old: str, new: str) -> tuple[str, int, int, str]:
    start = TOOL.index(old)
    return "tool.py", start, start + len(old), new


def tried(repository: Path, *edits: tuple[str, int, int, str]) -> list[list[int]]:
    asked = json.dumps({"failed": [EMPTY, FIVE], "edits": edits})
    return cast("list[list[int]]", json.loads(said("search.py", repository, asked)))


def test_lines_that_failing_tests_run_are_suspicious_and_so_is_what_their_files_begin_with(
    repository: Path,
) -> None:
    found = json.loads(said("localise.py", repository))
    assert found["failed"] == [EMPTY, FIVE]
    lines = dict(found["lines"]["tool.py"])
    assert lines[14] == lines[6] == 0.5
    assert lines[1] == lines[5] == round(2 / 10**0.5, 4)
    assert 20 not in lines


def test_edits_of_functions_of_defaults_and_of_constants_mend(repository: Path) -> None:
    edits = [edit("n < LIMIT", "n <= LIMIT + 1"), edit("LIMIT = 4", "LIMIT = 6"), edit("1)", "0)")]
    assert tried(repository, *edits) == [[0, 1], [1, 1], [2, 1]]


def test_an_edit_that_hangs_crashes_or_breaks_as_much_mends_nothing(repository: Path) -> None:
    edits = [
        edit("return n < LIMIT", "return [0 for _ in iter(int, 1)]"),
        edit("self.cents = start", "__import__('os')._exit(0)"),
        edit("self.cents = start", "raise SystemExit"),
        edit("return n < LIMIT", "return True"),
        edit("def down", "def up"),
    ]
    assert tried(repository, *edits) == []


def test_every_trial_begins_with_the_program_as_it_is(repository: Path) -> None:
    mend, harm = edit("n < LIMIT", "n <= LIMIT + 0 or n == 5"), edit("n -= 1", "n -= 2")
    assert tried(repository, mend, harm, mend) == [[0, 1], [2, 1]]
    assert (repository / "tool.py").read_text(encoding="utf-8") == TOOL
