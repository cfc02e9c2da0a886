"""A trading office whose facts lie in three places, one of them partly out of date."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.synthesis.crafted.names import GOODS, firms
from nex.synthesis.crafted.registry import Graph
from nex.synthesis.crafted.shop import file_of

DATABASE, FILES, GRAPH = "db/data.db", "files/", "graph/memory.jsonl"
SCHEMA = """
PRAGMA page_size = 1024;
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT, price_cents INTEGER, valid_from TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, product TEXT, quantity INTEGER,
                     unit_cents INTEGER);
"""
SOURCES = ("db_", "files_", "graph_")
Line = tuple[int, str]
"""So many pieces of a product."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the database has it."""

    id: int
    name: str
    cents: int
    since: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A file that says from when a product costs what, or that takes back another notice."""

    date: str
    product: str = ""
    cents: int = 0
    since: str = ""
    withdraws: str = ""

    @property
    def text(self) -> str:
        """What the file says."""
        if self.withdraws:
            return f"Notice of {self.date}\n\nThe notice of {self.withdraws} is withdrawn.\n"
        return (
            f"Notice of {self.date}\n\nFrom {self.since} on the {self.product} costs "
            f"{self.cents} cents.\n"
        )


@dataclass(frozen=True, slots=True)
class Trade:
    """The office: what each of the three places holds."""

    level: int
    products: tuple[Product, ...]
    notices: tuple[Notice, ...]
    groups: Mapping[str, int]
    """Group -> percent off."""
    members: Mapping[str, str]
    """Customer -> group."""
    replaced: Mapping[str, str]
    """Product -> what is delivered in its place."""

    @property
    def graph(self) -> Graph:
        """What the graph holds."""
        graph = Graph((), ())
        for group, percent in self.groups.items():
            graph = graph.with_entity(group, "group", [f"discount {percent} percent"])
        for customer, group in self.members.items():
            graph = graph.with_entity(customer, "customer")
            graph = graph.relating((customer, "member of", group))
        for old, new in self.replaced.items():
            graph = graph.with_entity(old, "product").with_entity(new, "product")
            graph = graph.relating((old, "replaced by", new))
        return graph

    def files(
        self, *, graph: Graph | None = None, orders: Sequence[Sequence[str | int]] = ()
    ) -> dict[str, bytes]:
        """The workspace, with another graph or further orders."""
        notices = {
            f"{FILES}notices/{notice.date}.txt": notice.text.encode() for notice in self.notices
        }
        held = (graph or self.graph).content
        return {DATABASE: _database(self.products, orders), GRAPH: held, **notices}

    def unit(self, product: str, customer: str, without: str = "") -> int:
        """What the customer pays for a piece, in cents, by all places, or all but one."""
        delivered = product if without == "graph_" else self.delivered(product)
        percent = 0 if without == "graph_" else self.groups[self.members[customer]]
        return self._price(delivered, without) * (100 - percent) // 100

    def delivered(self, product: str) -> str:
        """What is sent for a product."""
        return self.replaced.get(product, product)

    def _price(self, name: str, without: str) -> int:
        """The price with the latest begin; a notice that was taken back is none."""
        known = [(p.since, p.cents) for p in self.products if p.name == name]
        gone = {notice.withdraws for notice in self.notices}
        told = [
            (notice.since, notice.cents)
            for notice in self.notices
            if notice.product == name and notice.date not in gone
        ]
        prices = [
            *([] if without == "db_" else known),
            *([] if without == "files_" else told),
        ]
        return max(prices, default=("", 0))[1]

    def decisive(self, lines: Sequence[Line], customer: str) -> bool:
        """Whether what these lines come to differs without any one of the places."""
        true = self.total(lines, customer)
        return all(self.total(lines, customer, source) != true for source in SOURCES)

    def total(self, lines: Sequence[Line], customer: str, without: str = "") -> int:
        """What these lines come to for the customer, in cents."""
        return sum(count * self.unit(product, customer, without) for count, product in lines)


def _database(products: Sequence[Product], orders: Sequence[Sequence[str | int]]) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        rows = [(p.id, p.name, p.cents, p.since) for p in products]
        connection.executemany("INSERT INTO products VALUES (?, ?, ?, ?)", rows)
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", orders)
        connection.commit()
        return file_of(connection)


def make_trade(stream: Stream, level: int, count: int) -> Trade:
    """So many products, notices for about half of them, customers in groups."""
    names = stream.sample(GOODS, count)
    products = tuple(
        Product(nth, name, _cents(stream), _day(stream, 3, 8)) for nth, name in enumerate(names, 1)
    )
    groups = {f"group {letter}": 5 * (nth + 1) for nth, letter in enumerate("ABCD"[: level + 1])}
    customers = firms(stream, 3 + level)
    members = {customer: stream.choice(sorted(groups)) for customer in customers}
    old = stream.sample(names, level)
    new = [name for name in names if name not in old]
    return Trade(
        level,
        products,
        _notices(stream, products, count + level),
        groups,
        members,
        {name: stream.choice(new) for name in old},
    )


def _cents(stream: Stream) -> int:
    return stream.between(2, 90) * 100


def _day(stream: Stream, first: int, last: int) -> str:
    return f"2024-{stream.between(first, last):02}-{stream.between(1, 28):02}"


def _notices(stream: Stream, products: Sequence[Product], count: int) -> tuple[Notice, ...]:
    """Notices of different days; some hold from before the database's price: they are stale."""
    days = sorted({_day(stream, 1, 9) for _ in range(count)})
    found: list[Notice] = []
    taken = {(product.name, product.since) for product in products}
    names = [product.name for product in products]
    for day in days:
        earlier = [notice for notice in found if notice.product]
        if earlier and stream.chance(0.15):
            found.append(Notice(day, withdraws=stream.choice(earlier).date))
        else:
            name, since = stream.choice(names), _day(stream, 1, 11)
            if (name, since) not in taken:
                found.append(Notice(day, name, _cents(stream), since))
            taken.add((name, since))
    return tuple(found)
