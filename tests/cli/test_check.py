"""`nex check` on what nex wrote: an environment and a run, as they were and as somebody left them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import orjson
import pytest

from nex.batch import chain
from nex.batch.log import read_run
from nex.cli.main import run
from nex.data.jsons import Json
from nex.environment.folder import read_environment
from nex.environment.shipped import shipped_spec


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one environment and one run on it."""
    out = tmp_path_factory.mktemp("whole")
    (out / "library.md").write_text(shipped_spec("library"))
    few = ("--tasks", "10", "--blueprints", "1", "--out", str(out))
    assert run(["synth", str(out / "library.md"), *few]) == 0
    assert run(["run", str(made(out)), "--limit", "5", "--out", str(out)]) == 0
    return out


@pytest.fixture
def mine(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to spoil."""
    return shutil.copytree(whole, tmp_path / "mine")


def made(out: Path) -> Path:
    return next((out / "environments").iterdir())


def ran(out: Path) -> Path:
    return next((out / "runs").iterdir())


def lines(out: Path) -> list[bytes]:
    return (ran(out) / "log" / "000001.jsonl").read_bytes().splitlines(keepends=True)


def put(out: Path, written: list[bytes]) -> None:
    (ran(out) / "log" / "000001.jsonl").write_bytes(b"".join(written))


def check(
    capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0
) -> tuple[Json, str]:
    """What the command says as JSON, and on the screen."""
    capsys.readouterr()
    assert run(["check", *map(str, words), "--json"]) == code
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def test_an_environment_as_nex_wrote_it_holds(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, screen = check(capsys, made(whole))
    assert (found["holds"], found["edits"], found["unproved"]) == (True, [], [])
    assert "all holds: " in screen
    assert f"nex run {made(whole)}" in screen


def test_an_edited_environment_is_made_anew_beside_the_old_one(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = made(mine) / "world.json"
    world.write_text(world.read_text().replace('"most": 3', '"most": 4'))
    before = world.read_bytes()
    found, screen = check(capsys, made(mine), code=2)
    assert found["new"] == ["A member may have at most 4 loans."]
    assert "--write" in screen
    folder = made(mine)
    found, _ = check(capsys, folder, "--write")
    new = Path(str(found["made"]))
    assert new != folder
    assert world.read_bytes() == before
    assert (
        read_environment(new).world.origin
        == json.loads((folder / "environment.json").read_text())["world"]
    )
    check(capsys, new)


def test_what_cannot_be_read_is_named_and_nothing_is_written(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = made(mine) / "environment.json"
    card.write_text(card.read_text().replace('"seed": 0', '"seed": "none"'))
    found, screen = check(capsys, made(mine), "--write", code=2)
    assert found["made"] is None
    assert "environment.json:6: seed" in screen
    assert len(list((mine / "environments").iterdir())) == 1


def test_a_run_as_nex_wrote_it_holds(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, screen = check(capsys, ran(whole))
    assert (found["holds"], found["replayed"], found["missing"]) == (True, 5, 0)
    assert "5 verdicts made again" in screen


def test_every_damaged_line_of_a_run_is_named(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = lines(mine)
    for number in (3, 9):
        written[number - 1] = written[number - 1].replace(b'"events"', b'"Events"', 1)
    del written[14]
    put(mine, written)
    found, screen = check(capsys, ran(mine), code=2)
    assert isinstance(found["faults"], list)
    assert [str(fault).split(": ")[0].rpartition(":")[2] for fault in found["faults"]] == [
        "3",
        "9",
        "15",
    ]
    assert "000001.jsonl:9: byte " in screen
    assert "does not match its content (rollout " in screen


def test_a_verdict_that_was_changed_is_found_though_the_chain_is_whole(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark, forged, done = chain.ORIGIN, list[bytes](), False
    for line in lines(mine):
        body = {k: v for k, v in orjson.loads(line).items() if k not in ("prev", "digest")}
        if "finish" in body and not done:
            body["finish"]["verdict"]["passed"] = not body["finish"]["verdict"]["passed"]
            done = True
        text, mark = chain.link(mark, orjson.dumps(body)[1:-1])
        forged.append(text)
    put(mine, forged)
    assert read_run(ran(mine)).sealed
    found, _ = check(capsys, ran(mine), code=2)
    assert "differs from the record: its verdict" in str(found["faults"])


def test_a_run_whose_plan_was_edited_is_named(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ran(mine) / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["plan"][1]["model"] = "openai/better"
    path.write_text(json.dumps(manifest))
    found, _ = check(capsys, ran(mine), code=2)
    assert "item 2 of the plan" in str(found["faults"])


def test_a_run_without_its_environment_says_what_was_not_checked(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = made(whole)
    away = place.rename(whole / "away")
    try:
        found, screen = check(capsys, ran(whole))
    finally:
        away.rename(place)
    assert (found["holds"], found["replayed"]) == (True, None)
    assert "verdicts were not made again" in screen


def test_a_folder_that_is_neither_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(tmp_path)]) == 2
    assert "neither an environment nor a run" in capsys.readouterr().err


def test_options_about_specs_are_refused_for_folders(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(made(whole)), "--strict"]) == 2
    assert "about specs" in capsys.readouterr().err
    assert run(["check", str(ran(whole)), "--write"]) == 2
    assert "a run stays as it is" in capsys.readouterr().err


def test_a_shipped_environment_is_found_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "git-history", "--strict"]) == 2
    assert "git-history: --strict and --writer are about specs" in capsys.readouterr().err
