"""Bad input costs one line that says what, where and the way out; exit 2, nothing half written."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from nex.cli.main import run

GOOD = """# {title}

A book has a title and a status: available, on loan or lost.
A member has a name.
There are 8 books and 4 members.
Staff can lend a book to a member.
A book can only be lent if it is available.
When a book is lent, it becomes on loan.
Staff can return a book: on loan -> available.
"""
BAD: dict[str, bytes] = {
    "an empty file": b"",
    "one character": b"x",
    "white space": b" \n\t\n",
    "60 MB": b"A book has a title.\n" * 3_000_000,
    "binary": random.Random(3).randbytes(5000),
    "NUL": b"A book has a title.\x00",
    "UTF-16": "A book has a title.".encode("utf-16"),
    "no thing in it": b"Please be nice to everybody.\n",
    "rules that contradict": (
        GOOD.format(title="Desk") + "A book can only be lent if it is lost.\n"
    ).encode(),
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    assert said.out == ""
    lines = [line for line in said.err.splitlines() if line.startswith("nex: ")]
    assert len(lines) == 1, said.err
    assert "Traceback" not in said.err
    return lines[0]


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("verb", ["make", "check"])
def test_a_spec_that_is_none(
    what: str, verb: str, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.md"
    spec.write_bytes(BAD[what])
    options = ["--out", str(out)] if verb == "make" else []
    code = run([verb, str(spec), *options])
    if verb == "check" and what == "rules that contradict":
        assert code == 2  # the reading is shown, with the contradiction in its place
        assert "error" in capsys.readouterr().err
        return
    assert code == 2
    assert str(spec) in one_line(capsys)
    assert not out.exists()


@pytest.mark.parametrize("verb", ["make", "check"])
def test_a_missing_file(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb, str(tmp_path / "nowhere.md")]) == 2
    assert "nowhere.md" in one_line(capsys)


@pytest.mark.parametrize("verb", ["make", "check"])
def test_a_folder(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb, str(tmp_path)]) == 2
    assert "is a folder" in one_line(capsys)


def test_a_title_that_climbs_stays_in_its_folder(tmp_path: Path, out: Path) -> None:
    spec = tmp_path / "spec.md"
    spec.write_text(GOOD.format(title="../../etc/passwd"), encoding="utf-8")
    assert run(["synth", str(spec), "--tasks", "10", "--out", str(out)]) == 0
    [folder] = (out / "environments").iterdir()
    assert folder.parent == out / "environments"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "spec.md"]


NASTY = {
    "quotes": 'An "o\'clock" has a name and a state: on or off.',
    "emoji": "A 📚 has a name and a state: on or off.",
    "SQL": "A book; DROP TABLE books;-- has a name and a state: on or off.",
    "template": "A {{book}} has a name and a state: on or off.",
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_names_are_kept_or_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.md"
    spec.write_text(
        f"# Desk\n\n{NASTY[name]}\nA lamp has a name and a state: on or off.\n"
        "Staff can light a lamp: off -> on.\n",
        encoding="utf-8",
    )
    code = run(["check", str(spec)])
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert code in (0, 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["make"], "--example"),
        (["make", "--example", "nowhere"], "known: clinic"),
        (["make", "--example", "library", "--sandbox", "cloud"], "direct, inprocess, process"),
        (["make", "--example", "library", "--model", "wise"], "unknown model"),
        (["make", "--example", "library", "--model", "teacher:slip=2"], "slip"),
        (["make", "--example", "library", "--model", "openai/x", "--price", "a"], "--price"),
        (["run"], "--resume"),
        (["run", "nowhere"], "nowhere"),
        (["show", "nowhere"], "no such folder"),
        (["score", "nowhere"], "no such folder"),
        (["export", "nowhere"], "no such folder"),
        (["serve", "nowhere"], "no environment"),
    ],
)
def test_wrong_use(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    assert said in one_line(capsys)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_option_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["make", "--frob"]) == 2
    assert "--frob" in capsys.readouterr().err


def test_no_arguments_print_help(capsys: pytest.CaptureFixture[str]) -> None:
    run([])
    said = capsys.readouterr()
    assert "make" in said.out + said.err
