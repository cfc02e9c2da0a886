"""Rows from CSV files that stand beside the spec: read whole, checked cell by cell, bounded."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from nex.data.world import Attribute, Entity, Table, Value, identifier
from nex.errors import InputError
from nex.language.reading.intake import MOST_BYTES, decoded
from nex.language.words.literals import read_literal

MOST_ROWS = 5000
LONGEST = 1000
"""Characters of a cell, at most."""


def table(entity: Entity, path: Path) -> Table:
    """The rows of an entity. InputError says which line and which cell cannot be."""
    return table_of(entity, list(_lines(path)), str(path))


def table_of(entity: Entity, lines: Sequence[list[str]], path: str) -> Table:
    """The rows of an entity, from a head and the lines under it; `path` is for messages."""
    if not lines:
        raise InputError(f"{path}:1:1: no header; its first line names attributes of the rows")
    head = [_attribute(entity, name, path) for name in lines[0]]
    if len({a.name for a in head}) < len(head):
        raise InputError(f"{path}:1:1: a column stands there twice: {', '.join(lines[0])}")
    rows = tuple(_row(head, cells, f"{path}:{n}") for n, cells in enumerate(lines[1:], 2))
    for at, attribute in enumerate(head):
        column = [row[at] for row in rows if row[at] is not None]
        if attribute.unique and len(set(column)) < len(column):
            raise InputError(f"{path}: the {attribute.name} must be unique; a value stands twice")
    return Table(entity=entity.name, attributes=tuple(a.name for a in head), rows=rows)


def _lines(path: Path) -> Iterator[list[str]]:
    if path.is_symlink() or not path.is_file():
        raise InputError(f"{path}: no such file beside the spec; put it there, or say the rows")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path}: larger than 1 MiB; split the rows or say fewer")
    text = decoded(path.read_bytes(), str(path))
    try:
        found = [line for line in csv.reader(text.splitlines(), strict=True) if line]
    except csv.Error as e:
        raise InputError(f'{path}: no CSV: {e}; separate cells by commas, quote with "') from e
    if len(found) > MOST_ROWS + 1:
        raise InputError(f"{path}: {len(found) - 1} rows; at most {MOST_ROWS} are read")
    yield from found


def _attribute(entity: Entity, name: str, path: str) -> Attribute:
    for attribute in entity.attributes:
        if identifier(attribute.name) == identifier(name):
            return attribute
    known = ", ".join(a.name for a in entity.attributes)
    raise InputError(
        f"{path}:1:1: column {name!r} is nothing that a {entity.name} has; it has {known}"
    )


def _row(head: list[Attribute], cells: list[str], where: str) -> tuple[Value, ...]:
    if len(cells) != len(head):
        raise InputError(f"{where}:1: {len(cells)} cells; the header has {len(head)}")
    pairs = zip(head, cells, strict=True)
    return tuple(_cell(attribute, cell.strip(), where) for attribute, cell in pairs)


def _cell(attribute: Attribute, text: str, where: str) -> Value:
    if not text and attribute.optional:
        return None
    value = text if attribute.type in ("text", "reference") else _literal(attribute, text)
    fits = bool(text) and len(text) <= LONGEST and text.isprintable()
    if value is None or not fits or not _within(attribute, value):
        kind = attribute.type.replace("_", " ")
        allowed = f": {', '.join(attribute.values)}" if attribute.values else ""
        raise InputError(f"{where}:1: {text[:60]!r} is no {attribute.name} ({kind}{allowed})")
    return value


def _literal(attribute: Attribute, text: str) -> Value:
    bare = text.replace(",", "") if attribute.type in ("integer", "money", "number") else text
    return read_literal(bare.lower(), attribute)


def _within(attribute: Attribute, value: Value) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return True
    low, high = attribute.minimum, attribute.maximum
    return (low is None or value >= low) and (high is None or value <= high)
