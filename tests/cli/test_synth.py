"""`nex synth`: from a line, from nothing, from a schema; what it cannot make it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nex.cli.main import run

SQL = """
CREATE TABLE rooms (id INT PRIMARY KEY, name TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'clean' CHECK (state IN ('clean', 'dirty')));
CREATE TABLE stays (id INT PRIMARY KEY, room_id INT NOT NULL REFERENCES rooms(id), guest TEXT NOT NULL);
"""
QUICK = ("--tasks", "10", "--blueprints", "2")


def synth(out: Path, *words: str) -> int:
    return run(["synth", *words, *QUICK, "--out", str(out)])


def test_a_line_becomes_a_spec_that_says_which_kit_made_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert synth(tmp_path, "a veterinary clinic") == 0
    said = capsys.readouterr().err
    assert "kit       veterinary clinic" in said
    assert (tmp_path / "specs" / "veterinary-clinic.md").read_text().startswith("# veterinary")
    assert len(list((tmp_path / "environments").iterdir())) == 1


def test_an_edited_spec_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    spec = tmp_path / "specs" / "bike-rental.md"
    spec.parent.mkdir()
    spec.write_text("mine")
    assert synth(tmp_path, "bicycles") == 2
    assert "is there already and differs" in capsys.readouterr().err
    assert spec.read_text() == "mine"


def test_a_line_that_no_kit_knows_names_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert synth(tmp_path, "a vetrinary surgery") == 2
    said = capsys.readouterr().err
    assert "veterinary clinic" in said
    assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("???",),
        ("no/such/file.md",),
        ("a bakery", "--sample", "2"),
        ("a bakery", "--from", "x.sql"),
        ("--from", "schema.yaml"),
        ("--sample", "2", "--kits", "nowhere"),
        ("a bakery", "a museum", "--spec-out", "x.md"),
        (),
    ],
    ids=str,
)
def test_what_cannot_be_made_is_one_line_and_exit_2(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert synth(tmp_path, *words) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_sample_goes_on_where_it_stopped(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
):
    assert synth(tmp_path, "--sample", "2", "--json") == 0
    first = json.loads(capsysbinary.readouterr().out)
    assert [entry["missing"] for entry in first["environments"]] == ["", ""]
    ledger = Path(first["ledger"])
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(lines[0] + lines[1][:30])
    assert synth(tmp_path, "--sample", "2", "--json") == 0
    again = json.loads(capsysbinary.readouterr().out)
    assert again == first
    assert ledger.read_bytes() == b"".join(lines)
    specs = sorted(path.name for path in (tmp_path / "specs" / "sample-0").iterdir())
    assert [name[:4] for name in specs] == ["0001", "0002"]


def test_a_schema_becomes_a_spec_and_an_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    schema = tmp_path / "hostel.sql"
    schema.write_text(SQL)
    assert synth(tmp_path, "--from", str(schema)) == 0
    assert "0 guess, 0 note" in capsys.readouterr().err
    assert "A stay has a room and a guest." in (tmp_path / "specs" / "hostel.md").read_text()


def test_several_specs_that_share_things_make_one_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    said = "A book has a title and a state: new or old.\n\nAnybody can {verb} a book.\n\n"
    effect = "When a book is {done}, it becomes {state}.\n"
    for name, verb, done, state in (
        ("mill", "mend", "mended", "new"),
        ("yard", "soak", "soaked", "old"),
    ):
        text = f"# {name}\n\n" + (said + effect).format(verb=verb, done=done, state=state)
        (tmp_path / f"{name}.md").write_text(text)
    specs = (str(tmp_path / "mill.md"), str(tmp_path / "yard.md"))
    assert synth(tmp_path, *specs, "--shared") == 0
    [folder] = (tmp_path / "environments").iterdir()
    world = json.loads((folder / "world.json").read_text())
    assert world["name"] == "mill and yard"
    assert [(a["verb"], a["section"]) for a in world["actions"]] == [
        ("mend", "mill"),
        ("soak", "yard"),
    ]
    assert synth(tmp_path, specs[0], "--shared") == 2
    assert "--shared takes several specs" in capsys.readouterr().err


def test_the_rows_of_a_table_stand_beside_its_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    sheet = tmp_path / "books.csv"
    sheet.write_text("Title,Price,Added\n" + "".join(f"B{n},{n}.50,2026-01-0{n}\n" for n in (1, 2)))
    assert synth(tmp_path, "--from", str(sheet)) == 0
    assert "0 guess, 0 note" in capsys.readouterr().err
    assert "The books are in books-rows.csv." in (tmp_path / "specs" / "books.md").read_text()
    rows = (tmp_path / "specs" / "books-rows.csv").read_text()
    assert rows == "title,price,added\nB1,1.50,2026-01-01\nB2,2.50,2026-01-02\n"
