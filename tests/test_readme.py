"""What the documents show is what happens: blocks under `<!-- run -->` are run, in order.

A document's blocks share one folder, in which `specs/` is the checkout's. `bash` and `sh` blocks
find this environment's commands; a `python` block is a script. Any other block is for reading.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^<!-- run -->\n```(bash|sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN = {path.relative_to(ROOT).as_posix(): BLOCK.findall(path.read_text()) for path in DOCUMENTS}
SHELLS = {"bash": ["bash", "-euo", "pipefail", "-c"], "sh": ["sh", "-eu", "-c"]}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("document", [name for name, blocks in RUN.items() if blocks])
def test_the_blocks_of_a_document_run(document: str, tmp_path: Path) -> None:
    (tmp_path / "specs").symlink_to(ROOT / "specs")
    for language, block in RUN[document]:
        done = subprocess.run(
            [*SHELLS.get(language, [sys.executable, "-c"]), block],
            cwd=tmp_path,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"


def test_no_marked_block_is_overlooked() -> None:
    marks = {name: (ROOT / name).read_text().count("<!-- run -->") for name in RUN}
    assert marks == {name: len(blocks) for name, blocks in RUN.items()}
