"""The writes of an action carried out: cells, new rows, deletions, and what the tables forbid."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from nex.data.world import Value
from nex.language.words.morphology import with_article
from nex.worlds.blocking import Blocked, Undo
from nex.worlds.effects import CellWrite, RowWrite, Writes
from nex.worlds.schema import Table
from nex.worlds.state import Place, Record, State
from nex.worlds.values import LARGEST


@dataclass(slots=True)
class Done:
    """What an action did: the rows that it changed, made and deleted, in order of its effects."""

    changed: list[Place] = field(default_factory=list[Place])
    created: list[Place] = field(default_factory=list[Place])
    deleted: list[Place] = field(default_factory=list[Place])


def write(state: State, writes: Writes, record: Record, values: Mapping[str, Value]) -> Done:
    """Carry out the writes; raises Undo where uniqueness or a reference forbids them.

    `record`: what `writes.reads` came to before; `values`: every name that its SQL uses.
    """
    gone = dict.fromkeys(
        (g.table.entity.name, str(id)) for g in writes.gone for (id,) in state.query(g.sql, values)
    )
    done = Done()
    for cell in writes.cells:
        _set(state, cell, record, done)
    for row in writes.rows:
        done.created.append(_create(state, row, record))
    for entity, id in gone:
        state.remove(entity, id)
    for entity, id in gone:
        _let_go(state, entity, id)
    done.deleted.extend(gone)
    done.changed = [place for place in dict.fromkeys(done.changed) if place not in gone]
    return done


def _set(state: State, cell: CellWrite, record: Record, done: Done) -> None:
    row, value = record[cell.row], record[cell.value]
    if row is None or (value is None and (cell.keeps or cell.sign)):
        return
    entity, key = cell.table.entity.name, cell.column.key
    if cell.sign:
        value = _sum(record[cell.present], value, cell)
    try:
        state.assign(entity, str(row), key, value)
    except sqlite3.IntegrityError:
        raise Undo(_taken(cell.table, key, value)) from None
    done.changed.append((entity, str(row)))


def _sum(present: Value, amount: Value, cell: CellWrite) -> int:
    total = round(float(amount or 0)) * cell.sign + int(present or 0)
    if abs(total) > LARGEST:
        sentence = f"the {cell.table.entity.name}'s {cell.column.key} must stay a number in reach"
        raise Undo(Blocked("rule_violation", sentence, f"Not done: {sentence}."))
    return total


def _create(state: State, row: RowWrite, record: Record) -> Place:
    entity = row.table.entity.name
    values = row.constants | {key: record[at] for key, at in row.columns}
    for key in row.required:
        if values[key] is None:
            raise Undo(
                Blocked("validation_error", "", f"Not done: the new {entity} needs its {key}.")
            )
    try:
        return entity, state.insert(entity, values)
    except sqlite3.IntegrityError as error:
        column = str(error).rpartition(".")[2]
        key = next((c.key for c in row.table.columns.values() if c.sql == column), "")
        raise Undo(_taken(row.table, key, values.get(key))) from None


def _let_go(state: State, entity: str, id: str) -> None:
    for other, column in state.schema.referrers[entity]:
        held = state.first(f"SELECT id FROM {other.sql} WHERE {column.sql} = ?", (id,))
        if held is not None:
            text = (
                f"Not done: {entity} {id} is still the {column.key} of {other.entity.name} "
                f"{held[0]}; what refers to it has to go first."
            )
            raise Undo(Blocked("conflict", "", text))


def _taken(table: Table, key: str, value: Value) -> Blocked:
    name = table.entity.name
    text = f"Not done: {with_article(name)} with the {key} {value!r} is there already; it must be unique."
    return Blocked("conflict", "", text)
