"""Who looks on while the pipeline works: told of each stage's begin, progress and end."""

from __future__ import annotations

from typing import Protocol


class Watch(Protocol):
    """Told what happens, in order, from one task; must not raise."""

    def begins(self, stage: str, total: int | None = None) -> None:
        """A stage starts; `total` steps are ahead, None when nobody knows."""
        ...

    def moves(self, done: int, note: str = "") -> None:
        """`done` steps of the running stage are behind."""
        ...

    def ends(self, text: str) -> None:
        """The running stage is over; `text` says what it brought, in one line."""
        ...


class Unwatched:
    """Nobody looks on."""

    def begins(self, stage: str, total: int | None = None) -> None:
        """Nothing."""

    def moves(self, done: int, note: str = "") -> None:
        """Nothing."""

    def ends(self, text: str) -> None:
        """Nothing."""
