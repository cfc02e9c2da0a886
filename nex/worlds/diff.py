"""What differs between two States: an exact multiset of changes, blind to fresh ids."""

from __future__ import annotations

from nex.data.jsons import canonical
from nex.data.task import Change
from nex.data.world import Value
from nex.worlds.masks import masked, masks
from nex.worlds.schema import Table
from nex.worlds.state import Record, State, row_of

Records = dict[str, dict[Value, Record]]
"""Rows by entity and id."""


def diff(before: State, after: State) -> tuple[Change, ...]:
    """Every row that differs, in an order that depends on nothing but the changes."""
    return diff_from(records(before), after)


def records(state: State) -> Records:
    """Everything that a State holds, for comparing many others with it."""
    tables = state.schema.tables.values()
    return {table.entity.name: _records(state, table) for table in tables}


def diff_from(before: Records, after: State) -> tuple[Change, ...]:
    """Every row that differs from what was there before."""
    updated: list[tuple[Table, Record, Record]] = []
    deleted: list[tuple[Table, Record]] = []
    created: dict[str, tuple[str, dict[str, Value]]] = {}
    for table in after.schema.tables.values():
        old, new = before[table.entity.name], _records(after, table)
        if old == new:
            continue
        for id, record in new.items():
            if id not in old:
                created[str(id)] = (table.entity.name, _content(table, record))
            elif old[id] != record:
                updated.append((table, old[id], record))
        deleted += [(table, record) for id, record in old.items() if id not in new]
    names = masks(created)
    changes = [_updated(*change, names) for change in updated]
    changes += [
        Change(
            kind="deleted",
            entity=table.entity.name,
            row=str(record[0]),
            before=_content(table, record),
        )
        for table, record in deleted
    ]
    changes += [
        Change(kind="created", entity=entity, row=names[id], after=masked(content, names))
        for id, (entity, content) in created.items()
    ]
    return tuple(sorted(changes, key=order)) if len(changes) > 1 else tuple(changes)


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
