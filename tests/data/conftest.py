"""One example of each record, and the golden files that hold their form."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden() -> Callable[[str, str], str]:
    """The text that the golden file holds; `make golden` first writes what is there now."""

    def held(name: str, text: str) -> str:
        path = GOLDEN / name
        if os.environ.get("NEX_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8")
        if not path.exists():
            pytest.fail(f"{path.name} is missing; make golden writes it")
        return path.read_text(encoding="utf-8")

    return held
