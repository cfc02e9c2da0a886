"""Rows that a spec brings with it: they stand in the start state as they were written."""

from __future__ import annotations

from nex.data.world import Table, Value, World
from nex.errors import InputError
from nex.language.requests.request import label_attribute
from nex.worlds.invariants import invariants, violators
from nex.worlds.state import State


def listed(world: World, entity: str) -> list[dict[str, Value]]:
    """The plain values of an entity's listed rows, in their order."""
    return [
        {
            name: value
            for name, value in zip(t.attributes, row, strict=True)
            if not _refers(world, t, name)
        }
        for t in world.tables
        if t.entity == entity
        for row in t.rows
    ]


def settle_listed(state: State) -> None:
    """Put every listed value in its place, references by label; InputError where one cannot be."""
    for table in state.world.tables:
        ids = state.ids(table.entity)
        for id, row in zip(ids, table.rows, strict=False):
            for name, value in zip(table.attributes, row, strict=True):
                held = _meant(state, table, name, value) if value is not None else None
                state.assign(table.entity, id, name, held)
    for invariant in invariants(state.schema) if state.world.tables else ():
        if violators(state, invariant):
            raise InputError(
                f"world {state.world.name!r}: the rows from its files break one of its rules or "
                f"bounds on {invariant.rule.entity or 'the whole'}; change the rows or the rule"
            )


def _refers(world: World, table: Table, name: str) -> bool:
    attribute = world.entity(table.entity).attribute(name)
    return attribute is not None and attribute.type == "reference"


def _meant(state: State, table: Table, name: str, value: Value) -> Value:
    """The value, or the id of the one row that it labels."""
    if not _refers(state.world, table, name):
        return value
    target = state.schema.column(table.entity, name).attribute.entity or ""
    label = label_attribute(state.world.entity(target))
    ids = [
        str(row["id"])
        for row in state.rows(target)
        if label is not None and str(row[label.name]).casefold() == str(value).casefold()
    ]
    if len(ids) != 1:
        raise InputError(
            f"world {state.world.name!r}: {len(ids)} rows of {target!r} are called {value!r}, which "
            f"the {name} of a {table.entity} names; list that row once, in a file of its own"
        )
    return ids[0]
