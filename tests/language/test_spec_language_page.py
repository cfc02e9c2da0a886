"""Every block of docs/spec-language.md has the class that it states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nex.language.reading.reader import inspect_spec

PAGE = Path(__file__).resolve().parents[2] / "docs" / "spec-language.md"
BLOCKS = re.findall(r"```spec (exact|guess|note)\n(.*?)```", PAGE.read_text(), re.DOTALL)


def test_the_page_has_blocks_of_every_class() -> None:
    assert {kind for kind, _ in BLOCKS} == {"exact", "guess", "note"}
    assert len(BLOCKS) > 15


@pytest.mark.parametrize("at", range(len(BLOCKS)))
def test_a_block_of_the_page_has_its_class(at: int) -> None:
    kind, block = BLOCKS[at]
    before = "" if at == 0 else f"{BLOCKS[0][1]}\n---\n\n"
    reading = inspect_spec(before + block, "page.md")
    own = [s for s in reading.statements if s.start >= len(before)]
    assert [(s.text, s.kind) for s in own] == [(s.text, kind) for s in own]
    assert len(own) > 0
