"""Repositories as data: read, broken, told about, with tests held out and expectations spoilt."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from nex.data.streams import Stream
from nex.environment.shipped import shipped_projects
from nex.errors import InputError
from nex.synthesis.code.hiding import hidden_functions
from nex.synthesis.code.issue import Failure, observed, write_issue
from nex.synthesis.code.mutants import combined, draw_mutants
from nex.synthesis.code.project import Project, read_project
from nex.synthesis.code.suite import spoilt, top_level, without

SUITE = """import pytest
from tool.core import double


@pytest.mark.parametrize("n", [1, 2])
def test_double(n):
    assert double(n) == n + n


def test_words_are_refused():
    with pytest.raises(TypeError):
        double("a")


def test_zero():
    assert not double(0)
"""
TOOL = Project(
    "tool",
    {
        "tool/__init__.py": b"",
        "tool/core.py": b"def double(n):\n    return n * 2\n",
        "tests/test_core.py": SUITE.encode(),
        "tests/conftest.py": b"",
        "setup.py": b"",
    },
)


def test_at_least_five_projects_ship() -> None:
    found = {name: read_project(folder) for name, folder in shipped_projects().items()}
    assert len(found) >= 5
    for project in found.values():
        assert len(project.sources) >= 4
        assert project.folders == (project.name,)


def test_sources_are_told_from_tests_and_settings() -> None:
    assert TOOL.sources == ("tool/__init__.py", "tool/core.py")
    assert TOOL.tests == ("tests/test_core.py",)


def test_a_git_repository_is_what_git_tracks(tmp_path: Path) -> None:
    for path, content in TOOL.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "tool", "tests"], cwd=tmp_path, check=True)
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    assert set(read_project(tmp_path).files) == set(TOOL.files) - {"setup.py"}


def test_a_folder_without_tests_is_refused(tmp_path: Path) -> None:
    (tmp_path / "core.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no tests"):
        read_project(tmp_path)


def test_a_file_is_weighed_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.bin").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(InputError, match="more than 2000 files or 8 MiB"):
        read_project(tmp_path)


@pytest.mark.parametrize("tracked", [True, False])
def test_names_and_texts_that_cannot_be_read_are_left_out(tmp_path: Path, tracked: bool) -> None:
    folder = tmp_path / "9 lives, of cats"
    odd = {"tests/test_old.py": b'print "x"\n', "tests/test_latin.py": b"# caf\xe9\n"}
    mark = {"tests/test_mark.py": b"\xef\xbb\xbfdef test_it():\n    assert 1 == 1\n"}
    for path, content in {**TOOL.files, **odd, **mark, "caf\udce9.txt": b""}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    if tracked:
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    project = read_project(folder)
    assert project.name == "9_lives_of_cats"
    assert set(project.files) == {*TOOL.files, *odd, *mark}
    assert set(spoilt(project)) == {"tests/test_core.py", "tests/test_mark.py"}
    assert "tests/test_mark.py::test_it" in top_level(project)


def test_the_same_seed_draws_the_same_mutants_of_many_kinds() -> None:
    project = read_project(shipped_projects()["ledger"])
    drawn = [draw_mutants(project, 30, Stream("a", 1)) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len({mutant.kinds for mutant in drawn[0]}) >= 12
    several = combined(drawn[0], 6, Stream("b", 1))
    assert {len(mutant.slips) for mutant in several} == {2, 3}
    for mutant in (*drawn[0], *several):
        texts = mutant.texts(project)
        assert all(texts[path] != project.text(path) for path in mutant.paths)


def test_functions_held_out_leave_the_rest_as_it_is() -> None:
    cut = without(TOOL, frozenset({"tests/test_core.py::test_double"}))
    text = cut["tests/test_core.py"].decode()
    assert "test_double" not in text
    assert "parametrize" not in text
    assert text.endswith("def test_zero():\n    assert not double(0)\n")
    assert top_level(TOOL) == {
        f"tests/test_core.py::{name}"
        for name in ("test_double", "test_words_are_refused", "test_zero")
    }


def test_every_test_is_spoilt_in_one_place() -> None:
    text = spoilt(TOOL)["tests/test_core.py"]
    assert "== [n + n, 0]" in text
    assert "raises(ZeroDivisionError)" in text
    assert "assert not (not double(0))" in text


def test_one_failing_function_stays_to_be_seen() -> None:
    tests = [f"t.py::test_{n}" for n in range(20)]
    hidden = hidden_functions(tests, tests[:3], frozenset(tests), Stream("h"))
    assert len(hidden & set(tests[:3])) == 1
    assert len(hidden) == 1 + int(17 * 0.25)
    assert not hidden_functions(tests[:1], tests[:1], frozenset(tests), Stream("h"))


EQUAL = Failure(
    "tests/test_a.py::test_sums[1]",
    "AssertionError",
    "assert 5 == 6\n +  where 5 = total([1, 4])",
    "assert total(rows) == expected",
)
SILENT = Failure(
    "tests/test_a.py::test_words_are_refused",
    "Failed",
    "DID NOT RAISE <class 'TypeError'>",
    'with pytest.raises(TypeError): double("a")',
)


def test_an_issue_says_what_came_and_what_should_have_come() -> None:
    assert observed(EQUAL) == "`total([1, 4])` gives `5`; it should give `6`."
    assert observed(SILENT) == '`double("a")` should raise TypeError, and does not.'


def test_an_issue_names_tests_or_only_what_they_saw() -> None:
    named = write_issue("tool", [EQUAL, SILENT], 2, "named", Stream("w"))
    behaviour = write_issue("tool", [EQUAL, SILENT], 1, "behaviour", Stream("w"))
    brief = write_issue("tool", [EQUAL, SILENT], 1, "brief", Stream("w"))
    assert "test_words_are_refused" in named
    assert "two separate causes" in named
    assert "test_" not in behaviour
    assert behaviour.count("\n- ") == 2
    assert brief.count("`") == 6
    assert "\n" not in brief
