"""Where a World's rows lie: its tables, columns and ids.

Tables and columns are numbered (`t0`, `c2`), so no name of a World ever stands in SQL text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from typing import NamedTuple

from nex.data.streams import Stream, world_stream
from nex.data.world import Attribute, Entity, Value, World, identifier
from nex.errors import InputError


class Column(NamedTuple):
    """One attribute's place."""

    attribute: Attribute
    sql: str
    update: str
    """The statement that sets it: (value, id)."""

    @property
    def key(self) -> str:
        """The attribute's name."""
        return self.attribute.name


@dataclass(frozen=True, slots=True)
class Table:
    """One entity's place, and how its ids are numbered."""

    entity: Entity
    number: int
    columns: dict[str, Column]
    prefix: str
    step: int
    offset: int
    sql: str
    """The table's name in SQL."""
    selected: str
    """Every column in attribute order, the id first, as SQL."""
    found: str
    """The statement that finds a row: (id)."""

    def id(self, nth: int) -> str:
        """The id of the nth row ever made (from 0): opaque, never reused, four digits at least."""
        low, size = 1000, 9000
        while nth >= size:
            nth, low, size = nth - size, low * 10, size * 10
        return f"{self.prefix}-{low + (nth * self.step + self.offset) % size}"


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A World's tables by entity name, and who refers to whom."""

    world: World
    digest: str
    tables: dict[str, Table]
    referrers: dict[str, tuple[tuple[Table, Column], ...]]
    """Entity -> the columns that point to it."""

    @property
    def dice(self) -> str:
        """What world streams derive from: the World's digest, or that of what it was edited from."""
        return self.world.origin or self.digest

    def table(self, entity: str) -> Table:
        """The table of an entity; InputError when the World has none of that name."""
        try:
            return self.tables[entity]
        except KeyError:
            known = ", ".join(self.tables)
            raise InputError(
                f"world {self.world.name!r}: no thing is called {entity!r}; it has {known}"
            ) from None

    def column(self, entity: str, attribute: str) -> Column:
        """The column of an attribute; InputError when the entity has none of that name."""
        columns = self.table(entity).columns
        try:
            return columns[attribute]
        except KeyError:
            known = ", ".join(columns) or "nothing"
            raise InputError(
                f"world {self.world.name!r}: {entity!r} has no {attribute!r}; it has {known}"
            ) from None

    def owner(self, id: str) -> str | None:
        """The entity that an id's prefix names; None where it names none."""
        prefix = id.rpartition("-")[0]
        return next((t.entity.name for t in self.tables.values() if t.prefix == prefix), None)


def schema_of(world: World, seed: int) -> Schema:
    """The tables of a World; ids are numbered by the seed. InputError where references break."""
    digest = world.digest
    dice = world.origin or digest
    prefixes = _prefixes(world)
    tables = {
        entity.name: _table(
            entity, number, prefixes[number], world_stream(seed, dice, "", "ids", number)
        )
        for number, entity in enumerate(world.entities)
    }
    if len(tables) < len(world.entities):
        raise InputError(f"world {world.name!r}: two things have the same name")
    for one in world.others:
        demand_action(world, one.action)
    return Schema(world, digest, tables, _referrers(world, tables))


def demand_action(world: World, name: str) -> None:
    """Raises InputError where somebody else shall do what is no action of the World."""
    if all(action.name != name for action in world.actions):
        known = ", ".join(action.name for action in world.actions)
        raise InputError(
            f"world {world.name!r}: somebody else shall {name!r}, which nobody can; known: {known}"
        )


def ddl(schema: Schema) -> Iterator[str]:
    """The statements that make the tables."""
    yield "CREATE TABLE issued (entity INTEGER PRIMARY KEY, n INTEGER NOT NULL)"
    for table in schema.tables.values():
        columns = ", ".join(("n INTEGER PRIMARY KEY", "id TEXT UNIQUE NOT NULL", *_columns(table)))
        yield f"CREATE TABLE {table.sql} ({columns})"
        for column in table.columns.values():
            if column.attribute.unique or column.attribute.type == "reference":
                unique = "UNIQUE " if column.attribute.unique else ""
                yield (
                    f"CREATE {unique}INDEX {table.sql}{column.sql} ON {table.sql} ({column.sql})"
                )


def _columns(table: Table) -> Iterator[str]:
    return (column.sql for column in table.columns.values())


def _table(entity: Entity, number: int, prefix: str, stream: Stream) -> Table:
    sql = f"t{number}"
    columns = {
        a.name: Column(a, f"c{i}", f"UPDATE {sql} SET c{i} = ? WHERE id = ?")
        for i, a in enumerate(entity.attributes)
    }
    if len(columns) < len(entity.attributes):
        raise InputError(f"{entity.name!r} has two attributes of the same name")
    if "id" in columns:
        raise InputError(
            f"{entity.name!r} has an attribute 'id', and every row has an id of its own anyway; "
            "leave it out, or call it number or code"
        )
    step = stream.between(1500, 7500)
    while gcd(step, 30) > 1:  # with no factor of 9 * 10**k every number of a block is met once
        step += 1
    numbering = (prefix, step, stream.below(9000))
    selected = ", ".join(("id", *(column.sql for column in columns.values())))
    found = f"SELECT {selected} FROM {sql} WHERE id = ?"
    return Table(entity, number, columns, *numbering, sql=sql, selected=selected, found=found)


def _referrers(
    world: World, tables: dict[str, Table]
) -> dict[str, tuple[tuple[Table, Column], ...]]:
    found: dict[str, list[tuple[Table, Column]]] = {name: [] for name in tables}
    for table in tables.values():
        for column in table.columns.values():
            if column.attribute.type != "reference":
                continue
            if column.attribute.entity not in found:
                raise InputError(
                    f"world {world.name!r}: {column.key!r} of {table.entity.name!r} points to "
                    f"{column.attribute.entity!r}, which is no thing of this world"
                )
            found[column.attribute.entity].append((table, column))
    return {name: tuple(columns) for name, columns in found.items()}


def _prefixes(world: World) -> list[str]:
    """Two letters of each entity's name, no two alike."""
    taken: list[str] = []
    for entity in world.entities:
        taken.append(next(p for p in _candidates(entity.name) if p not in taken))
    return taken


def _candidates(name: str) -> Iterator[str]:
    letters = identifier(name).replace("_", "").upper()
    yield letters[:2]
    for other in letters[2:]:
        yield letters[0] + other
    yield letters
    number = 2
    while True:
        yield f"{letters[:2]}{number}"
        number += 1


def stored(value: Value) -> Value:
    """A value as SQLite holds it: yes and no are 1 and 0."""
    return int(value) if isinstance(value, bool) else value
