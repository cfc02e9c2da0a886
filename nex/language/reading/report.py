"""A Reading: a spec as it was understood, statement by statement."""

from __future__ import annotations

from typing import Literal

from nex.data.frozen import Frozen
from nex.data.world import World

StatementKind = Literal["exact", "guess", "note"]


class Statement(Frozen):
    """One statement of a spec and what it compiled to."""

    line: int
    column: int
    text: str
    kind: StatementKind
    echo: tuple[str, ...] = ()
    """exact: canonical English of its meaning; guess: what was assumed; note: nothing."""
    used: bool = False
    """Whether its meaning is in the World: always where exact, for guesses about things too."""
    rewrite: str | None = None
    """guess, note: the nearest statement that would be exact; None where there is none."""
    start: int = 0
    """Offset of its first character in the file."""
    end: int = 0
    """Offset behind its last character."""


class Lint(Frozen):
    """Something odd about what the spec says; an error where it contradicts itself."""

    line: int
    column: int
    text: str
    grade: Literal["warning", "error"] = "warning"


class Reading(Frozen):
    """A spec as it was understood."""

    schema_version: Literal["nex.reading/1"] = "nex.reading/1"
    path: str
    world: World
    statements: tuple[Statement, ...]
    lints: tuple[Lint, ...] = ()

    def count(self, kind: StatementKind) -> int:
        """How many statements are of that kind."""
        return sum(statement.kind == kind for statement in self.statements)

    @property
    def counts(self) -> dict[str, int]:
        """Statements by kind, every kind present."""
        return {kind: self.count(kind) for kind in ("exact", "guess", "note")}
