"""A State: the rows of one World at one moment, in a SQLite database of its own in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from nex.data.jsons import bytes_digest, canonical
from nex.data.task import Patch
from nex.data.world import Value, World
from nex.errors import InputError
from nex.worlds.schema import Column, Schema, Table, ddl, stored

Row = dict[str, Value]
"""A row: "id" first, then its attributes by name in the World's order."""

Record = tuple[Value, ...]

Place = tuple[str, str]
"""(entity, id)"""


class State:
    """Rows that actions change. A reference holds an id; money and numbers are scaled integers."""

    __slots__ = ("_db", "_texts", "_written", "schema")

    def __init__(self, schema: Schema, image: bytes | None = None) -> None:
        self.schema = schema
        self._written: dict[Place, None] = {}
        self._texts: dict[str, bytes] = {}
        self._db = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False, cached_statements=512
        )
        self._db.create_function("fold", 1, _fold, deterministic=True)
        if image is not None:
            self._db.deserialize(image)
            return
        for statement in ("PRAGMA page_size = 1024", *ddl(schema)):
            self._db.execute(statement)

    @property
    def world(self) -> World:
        """The World that these rows belong to."""
        return self.schema.world

    @property
    def written(self) -> tuple[Place, ...]:
        """The rows that were written since this State was made: no other row differs from then."""
        return tuple(self._written)

    def rows(self, entity: str) -> list[Row]:
        """Every row of an entity, in the order they were made."""
        table = self.schema.table(entity)
        sql = f"SELECT {table.selected} FROM {table.sql} ORDER BY n"
        return [row_of(table, record) for record in self.query(sql)]

    def row(self, entity: str, id: str) -> Row | None:
        """The row of that id; None where there is none."""
        record = self.record(entity, id)
        return None if record is None else row_of(self.schema.table(entity), record)

    def record(self, entity: str, id: str) -> Record | None:
        """The row of that id as it is stored: the id, then its values in the World's order."""
        return self.first(self.schema.table(entity).found, (id,))

    def has(self, entity: str, id: str) -> bool:
        """Whether the entity has a row of that id."""
        table = self.schema.table(entity)
        return self.first(f"SELECT 1 FROM {table.sql} WHERE id = ?", (id,)) is not None

    def ids(self, entity: str) -> list[str]:
        """The ids of an entity's rows, in the order they were made."""
        table = self.schema.table(entity)
        return [str(id) for (id,) in self.query(f"SELECT id FROM {table.sql} ORDER BY n")]

    def cell(self, entity: str, id: str, attribute: str) -> Value:
        """One value of one row; None where it is unset or the row is not there."""
        table, column = self.schema.table(entity), self.schema.column(entity, attribute)
        record = self.first(f"SELECT {column.sql} FROM {table.sql} WHERE id = ?", (id,))
        return None if record is None else typed(column, record[0])

    def insert(self, entity: str, values: Mapping[str, Value]) -> str:
        """Make a row and return its id; attributes that `values` leaves out are unset.

        Raises sqlite3.IntegrityError where a unique value is taken.
        """
        table = self.schema.table(entity)
        issued = self.first("SELECT n FROM issued WHERE entity = ?", (table.number,))
        nth = cast(int, issued[0]) if issued else 0
        self._db.execute("INSERT OR REPLACE INTO issued VALUES (?, ?)", (table.number, nth + 1))
        id = table.id(nth)
        columns = [self.schema.column(entity, key).sql for key in values]
        marks = ", ".join("?" * (len(columns) + 1))
        sql = f"INSERT INTO {table.sql} ({', '.join(('id', *columns))}) VALUES ({marks})"
        self._db.execute(sql, (id, *map(stored, values.values())))
        self._written[entity, id] = None
        return id

    def assign(self, entity: str, id: str, attribute: str, value: Value) -> None:
        """Set one value of one row, unchecked but for uniqueness (sqlite3.IntegrityError)."""
        column = self.schema.column(entity, attribute)
        self._db.execute(column.update, (stored(value), id))
        self._written[entity, id] = None

    def remove(self, entity: str, id: str) -> None:
        """Delete one row, unchecked."""
        self._db.execute(f"DELETE FROM {self.schema.table(entity).sql} WHERE id = ?", (id,))
        self._written[entity, id] = None

    def apply(self, patches: Iterable[Patch]) -> None:
        """Set single values, as a Task's start demands; InputError where a row is not there."""
        for patch in patches:
            if not self.has(patch.entity, patch.row):
                raise InputError(f"patch: there is no {patch.entity} {patch.row!r}")
            self.assign(patch.entity, patch.row, patch.attribute, patch.value)

    def clone(self) -> State:
        """An independent copy."""
        return State(self.schema, self._db.serialize())

    def image(self) -> bytes:
        """The whole database, for making clones."""
        return self._db.serialize()

    def digest(self) -> str:
        """The identity of the rows, ids included; the order in which they were made is not."""
        written = {entity for entity, _ in self._written}
        parts = {name: self._text(name, anew=name in written) for name in self.schema.tables}
        whole = b",".join(canonical(name) + b":" + parts[name] for name in sorted(parts))
        return bytes_digest(b"{" + whole + b"}")

    def _text(self, entity: str, *, anew: bool) -> bytes:
        """An entity's rows as canonical JSON; what nobody has written yet is kept."""
        table = self.schema.tables[entity]
        if anew or entity not in self._texts:
            rows = self.query(f"SELECT {table.selected} FROM {table.sql} ORDER BY id")
            if anew:
                return canonical(rows)
            self._texts[entity] = canonical(rows)
        return self._texts[entity]

    def query(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> list[Record]:
        """Rows of a statement that this room compiled; nothing from outside is ever SQL text."""
        return self._db.execute(sql, values).fetchall()

    def first(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> Record | None:
        """The first row of a statement, or None."""
        return cast("Record | None", self._db.execute(sql, values).fetchone())

    def attempt(self) -> Savepoint:
        """Whatever happens inside is undone when the block raises."""
        return Savepoint(self, keeps=True)

    def trial(self) -> Savepoint:
        """Whatever happens inside is undone in any case."""
        return Savepoint(self, keeps=False)

    def mark(self) -> int:
        """Begin what can be undone; the innermost is undone or kept first."""
        self._db.execute("SAVEPOINT mark")
        return len(self._written)

    def keep(self) -> None:
        """Leave what was done since the last mark."""
        self._db.execute("RELEASE mark")

    def undo(self, mark: int) -> None:
        """Undo what was done since the last mark."""
        self._db.execute("ROLLBACK TO mark")
        self._db.execute("RELEASE mark")
        while len(self._written) > mark:
            self._written.popitem()

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()


class Savepoint:
    """A block after which its State is as it was; `keeps`: only where the block raised."""

    __slots__ = ("_keeps", "_mark", "_state")

    def __init__(self, state: State, *, keeps: bool) -> None:
        self._state = state
        self._keeps = keeps
        self._mark = 0

    def __enter__(self) -> State:
        self._mark = self._state.mark()
        return self._state

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._keeps and kind is None:
            self._state.keep()
        else:
            self._state.undo(self._mark)


def row_of(table: Table, record: Record) -> Row:
    """A record of `table.selected` as a row."""
    row: Row = {"id": record[0]}
    for column, value in zip(table.columns.values(), record[1:], strict=True):
        row[column.key] = typed(column, value)
    return row


def typed(column: Column, value: Value) -> Value:
    """A stored value as the World's: 1 and 0 of a yes/no are True and False."""
    if column.attribute.type == "yes_no" and value is not None:
        return bool(value)
    return value


def _fold(text: Value) -> Value:
    return text.casefold() if isinstance(text, str) else text
