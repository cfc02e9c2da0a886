"""`sqlite`: every row of every table of every SQLite file; the file is data and may be hostile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

from nex.data.world import Value
from nex.grounding.readings.reading import Found
from nex.worlds.tables import Tables, column

MAGIC = b"SQLite format 3\x00"
MOST_ROWS = 100_000
MOST_STEPS = 50_000
"""Thousands of steps of SQLite's machine that reading one file may take."""
SCHEMA = "schema"
BROKEN = "database"
"""The entity of files that look like databases and cannot be read."""


def read(found: Found) -> Tables:
    """Entity = the table's name; row = its primary key, else its rowid; REAL is shown to six places.

    The entity `schema` has a row for each table, with the statement that made it.
    A write-ahead log beside the file that nobody folded in is no part of it. What cannot be read
    is a row of the entity `database` that says why.
    """
    tables: dict[str, dict[str, Mapping[str, Value]]] = {}
    for path, content in sorted(found.files.items()):
        if path.endswith((".db", ".sqlite", ".sqlite3")) or content.startswith(MAGIC):
            for entity, row, columns in _rows(path, content):
                tables.setdefault(entity, {})[row] = columns
    return tables


def _rows(path: str, content: bytes) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(content)
            yield from list(_told(connection))
    except (sqlite3.Error, ValueError, OverflowError, UnicodeDecodeError) as e:
        yield BROKEN, path, {"broken": column(" ".join(str(e).split()))}


def _told(connection: sqlite3.Connection) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    steps = iter(range(MOST_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, 1000)
    # A file of the journal mode WAL cannot be read from memory before it says otherwise.
    names = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    ).fetchall()
    left = MOST_ROWS
    for name, made in names:
        table = str(name)
        yield SCHEMA, table, {"sql": column(str(made))}
        keys = _keys(connection, table)
        for row in _table(connection, table, left):
            left -= 1
            named = [row[key] for key in keys] if keys else [row["nex rowid"]]
            columns = {key: value for key, value in row.items() if key != "nex rowid"}
            yield table, " ".join(map(str, named)), columns


def _keys(connection: sqlite3.Connection, table: str) -> list[str]:
    found = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
    return [str(name) for name, place in sorted(found, key=lambda it: it[1]) if place]


def _table(connection: sqlite3.Connection, table: str, most: int) -> Iterator[dict[str, Value]]:
    quoted = '"' + table.replace('"', '""') + '"'
    try:
        cursor = connection.execute(f'SELECT rowid AS "nex rowid", * FROM {quoted} LIMIT {most}')
    except sqlite3.OperationalError:
        cursor = connection.execute(f"SELECT * FROM {quoted} LIMIT {most}")
    names = [str(column[0]) for column in cursor.description]
    for values in cursor:
        yield dict(zip(names, map(_value, values), strict=True))


def _value(value: object) -> Value:
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    if isinstance(value, bytes):
        return column(value.hex())
    if isinstance(value, str):
        return column(value)
    return value if isinstance(value, int) else None
