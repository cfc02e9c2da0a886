"""Tables: what a real server left behind, as rows that a Verdict can be made from."""

from __future__ import annotations

from collections.abc import Mapping

from nex.data.jsons import digest
from nex.data.task import Change
from nex.data.world import Value
from nex.worlds.diff import order

Row = Mapping[str, Value]
Tables = Mapping[str, Mapping[str, Row]]
"""Entity -> row -> column -> value. A row's name is what stays the same while its columns change."""
ID = "id"
"""The column that names a created row: unlike a World's ids, a file's path is no chance."""
LONGEST = 64 << 10
"""Characters of a text that a column holds; of a longer one it holds the digest."""


def diff_tables(before: Tables, after: Tables) -> tuple[Change, ...]:
    """Every row that differs, in an order that depends on nothing but the changes."""
    changes: list[Change] = []
    for entity in sorted({*before, *after}):
        old, new = before.get(entity, {}), after.get(entity, {})
        changes += [_created(entity, row, new[row]) for row in sorted(new.keys() - old.keys())]
        changes += [_deleted(entity, row, old[row]) for row in sorted(old.keys() - new.keys())]
        changes += [
            _updated(entity, row, old[row], new[row])
            for row in sorted(old.keys() & new.keys())
            if old[row] != new[row]
        ]
    return tuple(sorted(changes, key=order))


def column(text: str) -> str:
    """A text as a column holds it."""
    return text if len(text) <= LONGEST else f"sha256:{digest(text)}"


def _created(entity: str, row: str, columns: Row) -> Change:
    return Change(kind="created", entity=entity, row=row, after={ID: row, **columns})


def _deleted(entity: str, row: str, columns: Row) -> Change:
    return Change(kind="deleted", entity=entity, row=row, before=dict(columns))


def _updated(entity: str, row: str, old: Row, new: Row) -> Change:
    changed = sorted(
        name
        for name in {*old, *new}
        if old.get(name) != new.get(name) or (name in old) != (name in new)
    )
    return Change(
        kind="updated",
        entity=entity,
        row=row,
        before={name: old.get(name) for name in changed},
        after={name: new.get(name) for name in changed},
    )
