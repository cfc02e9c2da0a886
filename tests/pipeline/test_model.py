"""make with a model: the teacher proves, the model acts, its rows stand apart with their reasoning."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from nex.data.jsons import Json
from nex.pipeline.finishing import read_trajectories

ROOT = Path(__file__).parents[2]
QUICK = ["--example", "library", "--tasks", "12", "--blueprints", "2", "--repeats", "2"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.pipeline.model_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def make(out: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nex.cli", "make", *QUICK, "-o", str(out), *options]
    env = os.environ | environment
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def rows(out: Path, name: str) -> list[Json]:
    [file] = (out / "runs").glob(f"*/dataset/trl/{name}")
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def test_a_model_makes_the_rollouts_and_its_rows_stand_apart(url: str, tmp_path: Path) -> None:
    made = make(
        tmp_path, "--model", "openai/wise", "--base-url", url, "--price", "1,2", "--max-cost", "9"
    )
    assert made.returncode == 0, made.stderr
    trajectories = read_trajectories(next((tmp_path / "runs").iterdir()))
    assert {(t.policy, t.language) for t in trajectories} == {("openai/wise", "model")}
    assert all(t.verdict and t.verdict.passed for t in trajectories)
    assert len(trajectories) == 2 * len({t.task for t in trajectories})
    assert list((tmp_path / "runs").glob("*/dataset/trl/*planner*")) == []
    [first, *_] = rows(tmp_path, "sft-openai-wise.jsonl")
    assert "look first" in orjson.dumps(first).decode()


def test_a_budget_stops_the_run_and_says_how_to_go_on(url: str, tmp_path: Path) -> None:
    made = make(
        tmp_path, "--model", "openai/dear", "--base-url", url, "--price", "9000,9000",
        "--max-cost", "1",
    )  # fmt: skip
    assert made.returncode == 3, made.stderr
    assert "nex run --resume" in made.stderr


def test_a_limit_on_a_model_without_a_price_is_refused(url: str, tmp_path: Path) -> None:
    made = make(tmp_path, "--model", "openai/unheard-of", "--base-url", url, "--max-cost", "1")
    assert made.returncode == 2
    assert "--price IN,OUT" in made.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(
    importlib.util.find_spec("litellm") is None, reason="litellm is not installed: make test"
)
def test_the_same_through_litellm(url: str, tmp_path: Path) -> None:
    made = make(
        tmp_path, "--model", "hosted_vllm/wise", HOSTED_VLLM_API_BASE=url, HOSTED_VLLM_API_KEY="k"
    )
    assert made.returncode == 0, made.stderr
    trajectories = read_trajectories(next((tmp_path / "runs").iterdir()))
    assert {t.policy for t in trajectories} == {"hosted_vllm/wise"}
    assert all(t.verdict and t.verdict.passed for t in trajectories)
