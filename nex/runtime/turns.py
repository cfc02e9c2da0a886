"""Turns: siblings run concurrently, their events come out as if one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nex.data.events import Event
from nex.runtime.unit import Unit


class Turns:
    """Lets the first unfinished sibling write at once and keeps what the later ones write."""

    __slots__ = ("_emit", "_finished", "_front", "_kept")

    def __init__(self, emit: Callable[[Event], None], siblings: int) -> None:
        self._emit = emit
        self._kept: list[list[Event]] = [[] for _ in range(siblings)]
        self._finished = [False] * siblings
        self._front = 0

    def emitter(self, sibling: int) -> Callable[[Event], None]:
        """Where that sibling, and all below it, writes its events."""
        keep = self._kept[sibling].append

        def emit(event: Event) -> None:
            if sibling == self._front:
                self._emit(event)
            else:
                keep(event)

        return emit

    def finish(self, sibling: int) -> None:
        """That sibling has ended: whoever is first now may write."""
        self._finished[sibling] = True
        while self._front < len(self._kept) and self._finished[self._front]:
            self._flush(self._front)
            self._front += 1
            if self._front < len(self._kept):
                self._flush(self._front)

    def close(self) -> None:
        """All have ended or never began: write what is still kept."""
        for sibling in range(self._front, len(self._kept)):
            self._flush(sibling)
        self._front = len(self._kept)

    def _flush(self, sibling: int) -> None:
        for event in self._kept[sibling]:
            self._emit(event)
        self._kept[sibling].clear()


def lanes(units: Sequence[Unit]) -> list[list[int]]:
    """Positions of the units, grouped by lane; a unit without one is a lane of its own."""
    plan: list[list[int]] = []
    known: dict[str, list[int]] = {}
    for position, unit in enumerate(units):
        lane: str | None = getattr(unit, "lane", None)
        if lane in known:
            known[lane].append(position)
            continue
        plan.append([position])
        if lane is not None:
            known[lane] = plan[-1]
    return plan
