"""nex inside other agent projects and driven by it, each in a virtual environment of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nex.environment.folder import write_environment
from tests.plant import library

ROOT = Path(__file__).parents[1]
LEAN = ("pydantic", "anyio", "orjson")
"""All that nex.runtime needs."""
INSIDE = {
    "inside_langgraph": ("langgraph", "langchain-core"),
    "inside_openai_agents": ("openai-agents",),
    "inside_pydantic_ai": ("pydantic-ai-slim",),
    "inside_smolagents": ("smolagents",),
}
"""Example -> what it needs beside LEAN."""
DRIVEN = {
    "driven_langgraph": ("langgraph", "langchain-openai"),
    "driven_openai_agents": ("openai-agents",),
    "driven_pydantic_ai": ("pydantic-ai-slim[openai]",),
    "driven_smolagents": ("smolagents", "openai"),
}
"""The same, for a project whose model is an endpoint of nex."""

pytestmark = [pytest.mark.consumers, pytest.mark.timeout(600)]


def environment(folder: Path, packages: tuple[str, ...]) -> Path:
    """The Python of a new environment with those packages; skips where they cannot be had."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    done = subprocess.run([*install, *packages], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"not installable here: {' '.join(packages)}: {done.stderr.strip()[-200:]}")
    return python


def output(python: Path, *arguments: str | Path, **variables: str) -> str:
    """What a program prints that sees nex but not the packages of nex's own environment."""
    done = subprocess.run(
        [python, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("example", INSIDE)
def test_nex_is_a_tool_inside_another_project(example: str, tmp_path: Path) -> None:
    python = environment(tmp_path / "venv", (*LEAN, *INSIDE[example]))
    said = output(python, ROOT / "examples" / f"{example}.py")
    assert said.strip().endswith("Three A1 cost 37.50 euros.")


@pytest.fixture(scope="module")
def teacher() -> Iterator[str]:
    """The address of `nex serve --model teacher`."""
    command = [sys.executable, "-m", "nex.cli", "serve", "--model", "teacher"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        yield server.stderr.readline().split(" at ")[1].split()[0]
        server.send_signal(signal.SIGINT)


@pytest.mark.parametrize("example", DRIVEN)
def test_another_project_passes_a_task_driven_by_the_teacher(
    example: str, teacher: str, tmp_path: Path
) -> None:
    folder = write_environment(library(), tmp_path)
    python = environment(tmp_path / "venv", (*LEAN, *DRIVEN[example]))
    program = ROOT / "examples" / f"{example}.py"
    assert output(python, program, folder, OPENAI_BASE_URL=teacher) == "passed\n"


def test_the_runtime_works_where_there_are_three_packages(tmp_path: Path) -> None:
    python = environment(tmp_path / "venv", LEAN)
    assert "completed" in output(python, "-W", "error", ROOT / "examples" / "embedding.py")
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "nex" / "runtime").rglob("*.py"))
    ]
    output(python, "-W", "error", "-c", f"import {', '.join(modules)}")
