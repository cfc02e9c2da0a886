"""Stepping: leaf through the frames of a rollout with the keyboard, or list them all."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from rich.console import Console

KEYS = "n, Enter: next   p: back   g, G: first, last   q: leave"
NEXT = {"n", " ", "\r", "\n", "j", "\x1b[C", "\x1b[B"}
BACK = {"p", "k", "b", "\x1b[D", "\x1b[A"}
LEAVE = {"q", "\x1b", "\x03", "\x04"}


def step_through(frames: Sequence[str], out: Console) -> None:
    """One frame at a time where there is a terminal; otherwise all of them, one after another."""
    if not (sys.stdin.isatty() and out.is_terminal):
        out.print("\n\n".join(frames))
        return
    place: int | None = 0
    while place is not None:
        out.clear()
        out.print(f"{frames[place]}\n\n  {KEYS}")
        place = moved(place, _key(), len(frames))


def moved(place: int, key: str, count: int) -> int | None:
    """Where a key leads from a frame; None: out. Unknown keys lead nowhere."""
    if key in LEAVE:
        return None
    if key in NEXT:
        return min(place + 1, count - 1)
    if key in BACK:
        return max(place - 1, 0)
    return {"g": 0, "G": count - 1}.get(key, place)


def _key() -> str:
    try:
        return typer.getchar()
    except (KeyboardInterrupt, EOFError):
        return "q"
