"""The rows of a State at one moment as plain values: for looking around without SQL."""

from __future__ import annotations

from collections.abc import Iterable

from nex.data.task import Patch
from nex.data.world import Value, World
from nex.language.requests.request import Mention, Trait
from nex.worlds.state import Row, State
from nex.worlds.writing import Done

Table = dict[str, Row]
"""Rows by id, in the order they were made."""


class Snapshot:
    """Rows by entity and id; never changed, only followed by another one."""

    __slots__ = ("_found", "_index", "tables", "world")

    def __init__(self, world: World, tables: dict[str, Table]) -> None:
        self.world = world
        self.tables = tables
        self._index: dict[tuple[str, str], dict[Value, list[str]]] = {}
        self._found: dict[Mention, tuple[str, ...]] = {}

    def rows(self, entity: str) -> Table:
        """Every row of an entity by id."""
        return self.tables[entity]

    def cell(self, entity: str, id: str, attribute: str) -> Value:
        """One value; None where it is unset or the row is not there."""
        row = self.tables[entity].get(id)
        return None if row is None else row.get(attribute)

    def having(self, entity: str, attribute: str, value: Value) -> list[str]:
        """The ids of the rows with that value; texts are compared without case."""
        key = (entity, attribute)
        if key not in self._index:
            index: dict[Value, list[str]] = {}
            for id, row in self.tables[entity].items():
                index.setdefault(folded(row[attribute]), []).append(id)
            self._index[key] = index
        return self._index[key].get(folded(value), [])

    def meant(self, mention: Mention) -> tuple[str, ...]:
        """The ids of the rows that a mention fits, in the order they were made."""
        if mention not in self._found:
            self._found[mention] = tuple(self._meant(mention))
        return self._found[mention]

    def only(self, mention: Mention) -> str | None:
        """The one row that a mention fits, every mention within it fitting one row as well."""
        inner = [trait.value for trait in mention.traits if isinstance(trait.value, Mention)]
        inner += [mention.of[1]] if mention.of else []
        found = self.meant(mention)
        if len(found) != 1 or any(self.only(row) is None for row in inner):
            return None
        return found[0]

    def after(self, state: State, done: Done) -> Snapshot:
        """The rows once the action has been done; `state` is the State that it was done on."""
        tables = dict(self.tables)
        for entity in dict.fromkeys(e for e, _ in (*done.changed, *done.created, *done.deleted)):
            tables[entity] = dict(tables[entity])
        for entity, id in (*done.changed, *done.created):
            row = state.row(entity, id)
            if row is not None:
                tables[entity][id] = row
        for entity, id in done.deleted:
            del tables[entity][id]
        return Snapshot(self.world, tables)

    def having_been(self, patches: Iterable[Patch]) -> Snapshot:
        """The rows with single values changed."""
        tables = dict(self.tables)
        for patch in patches:
            table = dict(tables[patch.entity])
            table[patch.row] = {**table[patch.row], patch.attribute: patch.value}
            tables[patch.entity] = table
        return Snapshot(self.world, tables)

    def _meant(self, mention: Mention) -> list[str]:
        if mention.of is not None:
            attribute, holder = mention.of
            held = (self.cell(holder.entity, id, attribute) for id in self.meant(holder))
            return list(dict.fromkeys(id for id in held if isinstance(id, str)))
        if not mention.traits:
            return list(self.tables[mention.entity])
        sets = [self._with(mention.entity, trait) for trait in mention.traits]
        first, *others = sorted(sets, key=len)
        return [id for id in first if all(id in other for other in others)]

    def _with(self, entity: str, trait: Trait) -> list[str]:
        if trait.attribute == "id":
            return [str(trait.value)] if trait.value in self.tables[entity] else []
        if not isinstance(trait.value, Mention):
            return self.having(entity, trait.attribute, trait.value)
        return [
            id
            for target in self.meant(trait.value)
            for id in self.having(entity, trait.attribute, target)
        ]


def snapshot(state: State) -> Snapshot:
    """Everything that a State holds now."""
    return Snapshot(
        state.world,
        {
            entity: {str(row["id"]): row for row in state.rows(entity)}
            for entity in state.schema.tables
        },
    )


def folded(value: Value) -> Value:
    """A value as searches compare it."""
    return value.casefold() if isinstance(value, str) else value
