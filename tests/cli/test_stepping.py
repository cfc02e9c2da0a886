"""Leafing through a rollout: where each key leads."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from nex.cli.stepping import moved, step_through

KEYS = [
    (0, "n", 1), (2, "\r", 2), (1, "p", 0), (0, "\x1b[D", 0), (1, "G", 2), (2, "g", 0),
    (1, "x", 1), (1, "q", None), (1, "\x03", None),
]  # fmt: skip


@pytest.mark.parametrize(("place", "key", "there"), KEYS)
def test_keys_lead_from_page_to_page(place: int, key: str, there: int | None) -> None:
    assert moved(place, key, 3) == there


def test_without_a_terminal_all_pages_are_listed() -> None:
    out = io.StringIO()
    step_through(("one", "two"), Console(file=out))
    assert out.getvalue() == "one\n\ntwo\n"
