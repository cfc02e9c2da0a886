"""`nex play`: what a person types is what an agent would call; the same code judges."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from nex.cli.exits import NOTHING_STARTED
from nex.cli.main import run
from nex.cli.play import read_arguments
from nex.environment.folder import write_environment
from tests.plant import library


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_environment(library(), tmp_path_factory.mktemp("played"))


def played(folder: Path, task: str, *lines: str) -> str:
    """What a person sees who types these lines."""
    command = [sys.executable, "-m", "nex.cli", "play", str(folder), "--task", task]
    found = subprocess.run(
        [*command, "--sandbox", "direct"],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return found.stderr


def test_the_reference_solution_typed_in_passes(folder: Path) -> None:
    task = next(task for task in library().tasks if task.kind == "do")
    proof = next(proof for proof in library().proofs if proof.task == task.id)
    calls = [f"{c.tool} {orjson.dumps(c.arguments).decode()}" for c in proof.solution]
    shown = played(folder, task.id, "tools", *calls, "finish status=done")
    assert task.instruction in shown
    assert calls[0].partition(" ")[0] in shown
    assert "passed: every condition holds" in shown


def test_who_leaves_has_not_passed(folder: Path) -> None:
    task = library().tasks[0]
    for lines in (["quit"], []):
        assert "failed" in played(folder, task.id, *lines)


def test_arguments_are_words_or_json() -> None:
    assert read_arguments('title="The Long Way" count=3 open=true') == {
        "title": "The Long Way",
        "count": 3,
        "open": True,
    }
    assert read_arguments('{"title": "x"}') == {"title": "x"}
    with pytest.raises(ValueError, match="key=value"):
        read_arguments("title")


def test_real_servers_without_an_engine_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    assert run(["play", "database"]) == NOTHING_STARTED
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "no Docker daemon answers" in said
