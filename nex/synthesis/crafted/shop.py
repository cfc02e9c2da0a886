"""The database of a shop: customers, products, orders with their items, payments; with faults in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.synthesis.crafted.names import CITIES, GOODS, people

FILE = "data.db"
SCHEMA = """
PRAGMA page_size = 1024;
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, city TEXT, email TEXT);
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT, price_cents INTEGER, stock INTEGER);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, day TEXT, status TEXT);
CREATE TABLE items (id INTEGER PRIMARY KEY, order_id INTEGER, product_id INTEGER,
                    quantity INTEGER, price_cents INTEGER);
CREATE TABLE payments (id INTEGER PRIMARY KEY, order_id INTEGER, day TEXT, amount_cents INTEGER);
"""
STATUSES = ("open", "shipped", "cancelled")
WRITTEN_BY = 96
"""Where a file says which version of SQLite wrote it: chance, as far as we are concerned."""
VERSION = (3_040_000).to_bytes(4, "big")
Cell = int | str


@dataclass(frozen=True, slots=True)
class Shop:
    """A database as its file, and the level of its tasks."""

    level: int
    content: bytes

    @property
    def files(self) -> dict[str, bytes]:
        """The workspace."""
        return {FILE: self.content}

    def rows(self, query: str, *values: Cell) -> list[tuple[Cell, ...]]:
        """What a query finds."""
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(self.content)
            return connection.execute(query, values).fetchall()

    def after(self, *statements: tuple[str, Sequence[Cell]]) -> dict[str, bytes]:
        """The workspace as these statements leave it."""
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(self.content)
            for statement, values in statements:
                connection.execute(statement, values)
            connection.commit()
            return {FILE: file_of(connection)}


def file_of(connection: sqlite3.Connection) -> bytes:
    """A database as a file that is the same whichever version of SQLite wrote it."""
    content = connection.serialize()
    return content[:WRITTEN_BY] + VERSION + content[WRITTEN_BY + 4 :]


def make_shop(stream: Stream, level: int, orders: int) -> Shop:
    """A shop with so many orders; some customers stand there twice, some payments belong to none."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        for table, rows in _tables(stream, orders):
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        connection.commit()
        return Shop(level, file_of(connection))


def _tables(stream: Stream, orders: int) -> list[tuple[str, list[tuple[Cell, ...]]]]:
    customers = _customers(stream, 4 + orders // 5)
    products = [
        (nth, good, stream.between(3, 90) * 50, stream.between(40, 200))
        for nth, good in enumerate(stream.sample(GOODS, 6 + orders // 20), 1)
    ]
    sold: list[tuple[Cell, ...]] = []
    items: list[tuple[Cell, ...]] = []
    payments: list[tuple[Cell, ...]] = []
    for order in range(101, 101 + orders):
        day = f"2024-{stream.between(1, 6):02}-{stream.between(1, 28):02}"
        status = stream.weighted(STATUSES, (5, 4, 1))
        sold.append((order, stream.choice(customers)[0], day, status))
        total = 0
        for product in stream.sample(products, stream.between(1, 3)):
            quantity = stream.between(1, 6)
            price = product[2] if stream.chance(0.85) else product[2] + 50
            items.append((len(items) + 1, order, product[0], quantity, price))
            total += quantity * price
        payments += _payments(stream, order, total, len(payments))
    for _ in range(1 + orders // 12):
        gone = stream.between(900, 980)
        payments.append((len(payments) + 1, gone, "2024-06-30", stream.between(5, 90) * 100))
    return [
        ("customers", [*customers]),
        ("products", [*products]),
        ("orders", sold),
        ("items", items),
        ("payments", payments),
    ]


def _customers(stream: Stream, count: int) -> list[tuple[int, str, str, str]]:
    found: list[tuple[int, str, str, str]] = []
    for name in people(stream, min(count, 20)):
        email = f"{name.lower().replace(' ', '.')}@example.org"
        found.append((len(found) + 1, name, stream.choice(CITIES[:6]), email))
    for one in stream.sample(found, 1 + count // 6):
        found.append((len(found) + 1, one[1].upper(), one[2], one[3]))
    return found


def _payments(stream: Stream, order: int, total: int, before: int) -> list[tuple[Cell, ...]]:
    day = f"2024-{stream.between(6, 7):02}-{stream.between(1, 28):02}"
    match stream.choice(("all", "halves", "part", "none", "all")):
        case "all":
            return [(before + 1, order, day, total)]
        case "halves":
            half = total // 2
            return [(before + 1, order, day, half), (before + 2, order, day, total - half)]
        case "part":
            return [(before + 1, order, day, total // 3)]
        case _:
            return []
