"""What the documents show is what happens: blocks under `<!-- run -->` are run, in order.

A document's blocks share one folder, in which `specs/` is the checkout's. `bash` and `sh` blocks
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
BLOCK = re.compile(r"^<!-- run -->\n```(bash|sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN = {path.relative_to(ROOT).as_posix(): BLOCK.findall(path.read_text()) for path in DOCUMENTS}
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
@pytest.mark.parametrize("document", [name for name, blocks in RUN.items() if blocks])
def test_the_blocks_of_a_document_run(document: str, model: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "specs").symlink_to(ROOT / "specs")
    for language, block in RUN[document]:
        done = subprocess.run(
            [*SHELLS.get(language, [sys.executable, "-c"]), block],
            cwd=tmp_path,
            env=model,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"


def test_no_marked_block_is_overlooked() -> None:
    marks = {name: (ROOT / name).read_text().count("<!-- run -->") for name in RUN}
    assert marks == {name: len(blocks) for name, blocks in RUN.items()}


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
