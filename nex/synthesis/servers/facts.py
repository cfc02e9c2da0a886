"""What is known of a seeded workspace: the values that calls on it may speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

HOME = "/workspace"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its columns, and its rows in their order; column 0 is the key."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int | str, ...], ...]

    def column(self, nth: int) -> tuple[int | str, ...]:
        """Its values, each once, in order."""
        return tuple(dict.fromkeys(row[nth] for row in self.rows))


@dataclass(frozen=True, slots=True)
class Facts:
    """Values that stand in a workspace."""

    files: tuple[str, ...] = ()
    """Absolute paths."""
    folders: tuple[str, ...] = ()
    tables: tuple[Rows, ...] = ()
    words: tuple[str, ...] = ()
    """Words that occur in it."""
    lines: tuple[str, ...] = ()
    """Whole lines of its files."""
    names: tuple[str, ...] = ()
    """Of the things in it: nodes of a graph."""
    branches: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeded:
    """A workspace and what is known of it."""

    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Path in the workspace -> content."""
    facts: Facts = field(default_factory=Facts)
    statements: tuple[str, ...] = ()
    """SQL that makes the tables where only the server itself can write its file."""
    named: Facts = field(default_factory=Facts)
    """Where the records stand that were put into it: what a call that finds one may speak of."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a World that a workspace speaks of."""

    entity: str
    label: str

    @property
    def line(self) -> str:
        """How a text says it."""
        return f"{self.entity}: {self.label}"


def joined(one: Facts, other: Facts) -> Facts:
    """Both together; what both know counts once."""
    return Facts(
        **{
            f.name: tuple(dict.fromkeys((*getattr(one, f.name), *getattr(other, f.name))))
            for f in fields(Facts)
        }
    )
