"""What a World stands among: files that its rows come from, real servers beside its tools."""

from __future__ import annotations

from nex.data.frozen import Frozen


class Table(Frozen):
    """Rows that an entity starts with, instead of drawn ones."""

    entity: str
    attributes: tuple[str, ...]
    rows: tuple[tuple[bool | int | str | None, ...], ...]
    """Values in the order of `attributes`; a reference is the label of the row that is meant."""


class Mount(Frozen):
    """A real server of the catalogue that stands beside the World's own tools."""

    server: str
    holds: str | None = None
    """What is kept there, in the plural; None: the spec only names the server."""
