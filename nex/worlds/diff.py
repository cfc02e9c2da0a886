"""What differs between two States: an exact multiset of changes, blind to fresh ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from nex.data.jsons import canonical
from nex.data.task import Change, Patch
from nex.data.world import Value
from nex.worlds.masks import masked, masks
from nex.worlds.schema import Schema, Table, stored
from nex.worlds.state import Place, Record, State, row_of

Records = dict[str, dict[Value, Record]]
"""Rows by entity and id."""


class Pair(NamedTuple):
    """One row before and after; None: it was not there."""

    table: Table
    id: str
    old: Record | None
    new: Record | None


def diff(before: State, after: State) -> tuple[Change, ...]:
    """Every row that differs, in an order that depends on nothing but the changes."""
    return _changes(chain.from_iterable(_pairs(before, after, t) for t in _tables(after)))


def records(state: State) -> Records:
    """Everything that a State holds, for comparing many others with it."""
    return {table.entity.name: _records(state, table) for table in _tables(state)}


def differing(before: Records, after: State) -> dict[Place, Record | None]:
    """The rows that differ from what the State held when it was made, ids as they are."""
    found = ((place, after.record(*place)) for place in after.written)
    return {place: new for place, new in found if new != before[place[0]].get(place[1])}


def patched(before: Records, schema: Schema, patches: Iterable[Patch]) -> Records:
    """The rows with single values changed, as a Task's start demands."""
    tables = dict(before)
    for patch in patches:
        place = [*schema.table(patch.entity).columns].index(patch.attribute) + 1
        record = tables[patch.entity][patch.row]
        changed = (*record[:place], stored(patch.value), *record[place + 1 :])
        tables[patch.entity] = {**tables[patch.entity], patch.row: changed}
    return tables


def diff_from(before: Records, after: State) -> tuple[Change, ...]:
    """Every row that differs from what the State held when it was made."""
    return _changes(
        Pair(after.schema.table(entity), id, before[entity].get(id), new)
        for (entity, id), new in differing(before, after).items()
    )


def _changes(pairs: Iterable[Pair]) -> tuple[Change, ...]:
    differing = [pair for pair in pairs if pair.old != pair.new]
    created = {
        id: (table.entity.name, _content(table, new))
        for table, id, old, new in differing
        if old is None and new is not None
    }
    names = masks(created)
    changes = [
        Change(kind="created", entity=entity, row=names[id], after=masked(content, names))
        for id, (entity, content) in created.items()
    ]
    for table, id, old, new in differing:
        if old is None:
            continue
        entity = table.entity.name
        if new is None:
            before = _content(table, old)
            changes.append(Change(kind="deleted", entity=entity, row=id, before=before))
        else:
            changes.append(_updated(table, old, new, names))
    return tuple(sorted(changes, key=order)) if len(changes) > 1 else tuple(changes)


def _tables(state: State) -> Iterable[Table]:
    return state.schema.tables.values()


def _pairs(before: State, after: State, table: Table) -> Iterator[Pair]:
    old, new = _records(before, table), _records(after, table)
    for id in dict.fromkeys((*old, *new)):
        yield Pair(table, str(id), old.get(id), new.get(id))


def order(change: Change) -> tuple[str, str, str, bytes]:
    """Sorts changes by kind, entity, row and content."""
    return (change.kind, change.entity, change.row, canonical([change.before, change.after]))


def _records(state: State, table: Table) -> dict[Value, Record]:
    found = state.query(f"SELECT {table.selected} FROM {table.sql}")
    return {record[0]: record for record in found}


def _content(table: Table, record: Record) -> dict[str, Value]:
    row = row_of(table, record)
    del row["id"]
    return row


def _updated(table: Table, old: Record, new: Record, names: dict[str, str]) -> Change:
    before, after = _content(table, old), masked(_content(table, new), names)
    changed = [key for key in after if after[key] != before[key]]
    return Change(
        kind="updated",
        entity=table.entity.name,
        row=str(old[0]),
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
