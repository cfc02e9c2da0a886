"""Every kind of proposal in every manner of reply, through the built-in client and through litellm."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.synthesis.proposals import KINDS, MANNERS

ROOT = Path(__file__).parents[2]
LITELLM = pytest.mark.skipif(
    importlib.util.find_spec("litellm") is None, reason="litellm is not installed: make test"
)
Outcomes = dict[str, str]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The scribe of the shipped library."""
    command = [sys.executable, "-m", "tests.synthesis.scribe"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture(
    scope="module",
    params=["openai", pytest.param("hosted_vllm", marks=LITELLM)],
    ids=["built-in", "litellm"],
)
def outcomes(request: pytest.FixtureRequest, url: str) -> Outcomes:
    """What became of every proposal through one client, in a process of its own."""
    prefix = str(request.param)
    key = {"OPENAI_API_KEY": "k", "HOSTED_VLLM_API_BASE": url, "HOSTED_VLLM_API_KEY": "k"}
    command = [sys.executable, "-m", "tests.synthesis.proposals", prefix, url]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **key}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return orjson.loads(done.stdout.splitlines()[-1])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("manner", ["good", "sloppy"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_fits_is_kept(kind: str, manner: str, outcomes: Outcomes) -> None:
    assert outcomes[f"{kind} {manner}"] == "kept"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("manner", MANNERS[2:])
@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_fit_changes_nothing_and_says_why(
    kind: str, manner: str, outcomes: Outcomes
) -> None:
    said = outcomes[f"{kind} {manner}"]
    refused = kind in ("spec", "kit", "blueprint")
    assert said.startswith("refused: ") if refused else said == "left as it was"
    assert said.isprintable()
