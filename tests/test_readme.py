"""What the documents show is what happens: blocks under `<!-- run -->` are run, in order.

Those under `<!-- run with docker -->` are run where an engine is. A document's blocks share one folder, in which `specs/` is the checkout's. `bash` and `sh` blocks
find this environment's commands; a `python` block is a script. Any other block is for reading.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MARKS = ("<!-- run -->", "<!-- run with docker -->")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text() for path in DOCUMENTS}
Block = tuple[str, str]
"""Its language and what it says."""


def blocks_of(mark: str) -> dict[str, list[Block]]:
    """By the document that they stand in."""
    block = re.compile(rf"^{mark}\n```(bash|sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    found = {name: block.findall(text) for name, text in TEXTS.items()}
    return {name: blocks for name, blocks in found.items() if blocks}


RUN, RUN_WITH_DOCKER = map(blocks_of, MARKS)
SHELLS = {"bash": ["bash", "-euo", "pipefail", "-c"], "sh": ["sh", "-eu", "-c"]}


@pytest.fixture(scope="module")
def model() -> Iterator[dict[str, str]]:
    """The environment of a block: a model answers on loopback, whatever its name."""
    command = [sys.executable, "-m", "tests.pipeline.model_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        url = server.stdout.readline().strip()
        yield {**os.environ, "PATH": path, "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "k"}
        server.terminate()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("document", RUN)
def test_the_blocks_of_a_document_run(document: str, model: dict[str, str], tmp_path: Path) -> None:
    run_blocks(RUN[document], model, tmp_path)


@pytest.mark.docker
@pytest.mark.timeout(600)
@pytest.mark.parametrize("document", RUN_WITH_DOCKER)
def test_the_blocks_about_containers_run(
    document: str, model: dict[str, str], tmp_path: Path
) -> None:
    run_blocks(RUN_WITH_DOCKER[document], model, tmp_path)


def run_blocks(blocks: list[Block], env: dict[str, str], folder: Path) -> None:
    """Run them in order, in one folder."""
    (folder / "specs").symlink_to(ROOT / "specs")
    for language, block in blocks:
        done = subprocess.run(
            [*SHELLS.get(language, [sys.executable, "-c"]), block],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"


@pytest.mark.parametrize("mark", MARKS)
def test_no_marked_block_is_overlooked(mark: str) -> None:
    marked = {name: text.count(f"{mark}\n") for name, text in TEXTS.items() if mark in text}
    assert marked == {name: len(blocks) for name, blocks in blocks_of(mark).items()}


@pytest.mark.consumers
@pytest.mark.timeout(600)
def test_a_fresh_clone_demonstrates_itself(tmp_path: Path) -> None:
    """The README's first command, in a clone with no environment of its own."""
    clone = tmp_path / "nex"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    env = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "MAKEFLAGS")}
    done = subprocess.run(
        ["make", "demo"], cwd=clone, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(list((clone / "runs").glob("*/report.html"))) == 1
