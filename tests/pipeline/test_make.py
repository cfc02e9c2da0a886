"""make: from English to a dataset, the same bytes for the same seed, whoever makes it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from nex.cli.main import run
from nex.data.jsons import Json
from nex.environment.folder import read_environment
from nex.pipeline.finishing import read_trajectories

MAKE = ["make", "--example", "library", "--tasks", "40", "--blueprints", "5", "--json"]
ZONES = [("0", "UTC", "1"), ("1", "Pacific/Chatham", "16"), ("31", "America/St_Johns", "3")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    assert run([*MAKE, "--out", str(out)]) == 0
    return out


def only(folder: Path) -> Path:
    [found] = folder.iterdir()
    return found


def prints(run_folder: Path) -> dict[str, str]:
    """Every exported file and its digest."""
    files = sorted((run_folder / "dataset").rglob("*"))
    return {
        str(f.relative_to(run_folder)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in files
        if f.is_file()
    }


@pytest.mark.parametrize(("hash_seed", "zone", "concurrency"), ZONES)
def test_the_same_seed_gives_the_same_bytes(
    made: Path, tmp_path: Path, hash_seed: str, zone: str, concurrency: str
) -> None:
    there = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": zone, "LC_ALL": "C"}
    command = [sys.executable, "-m", "nex.cli", *MAKE, "-c", concurrency, "--out", str(tmp_path)]
    subprocess.run(command, env=there, check=True, capture_output=True)
    assert prints(only(tmp_path / "runs")) == prints(only(made / "runs"))
    assert only(tmp_path / "environments").name == only(made / "environments").name


def test_every_rollout_of_the_teacher_verifies(made: Path) -> None:
    trajectories = read_trajectories(only(made / "runs"))
    assert len(trajectories) >= 35
    assert [t.task for t in trajectories if not (t.verdict and t.verdict.passed)] == []
    assert {t.policy for t in trajectories} == {"planner"}
    assert len({t.architecture for t in trajectories}) == 5


def test_the_folder_holds_the_environment_whole(made: Path) -> None:
    folder = only(made / "environments")
    environment = read_environment(folder, proofs=True)
    assert environment.name == folder.name
    assert [proof.task for proof in environment.proofs] == [task.id for task in environment.tasks]
    assert all(all(proof.checks.values()) for proof in environment.proofs)
    assert {plan.gated_by for plan in environment.blueprints} == {"planner"}


def test_resuming_a_finished_run_makes_nothing(made: Path) -> None:
    folder = only(made / "runs")
    before = prints(folder)
    assert run(["run", "--resume", str(folder)]) == 0
    assert prints(folder) == before


def test_a_run_of_an_environment_can_be_limited_and_repeated(made: Path, tmp_path: Path) -> None:
    folder = only(made / "environments")
    assert run(["run", str(folder), "--limit", "3", "-k", "2", "--out", str(tmp_path)]) == 0
    trajectories = read_trajectories(only(tmp_path / "runs"))
    assert len(trajectories) == 6
    sft = only(tmp_path / "runs") / "dataset" / "trl" / "sft-planner.jsonl"
    rows: list[Json] = [orjson.loads(line) for line in sft.read_bytes().splitlines()]
    assert len({row["messages"].__repr__() for row in rows}) == len(rows)


def test_a_run_that_another_process_writes_is_refused(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = only(made / "runs")
    holder = f"import fcntl,sys; f=open({str(folder / 'lock')!r}, 'r+'); " + (
        "fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert run(["run", "--resume", str(folder)]) == 2
    said = capsys.readouterr().err
    assert "is writing this run" in said
    assert "Traceback" not in said


def test_a_damaged_run_is_refused(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "run"
    shutil.copytree(only(made / "runs"), copy)
    [segment] = (copy / "log").iterdir()
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    assert run(["show", str(copy)]) == 2
    assert f"{segment}: byte" in capsys.readouterr().err
