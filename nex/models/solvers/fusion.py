"""Solves fusion: prices from two places, replacements and discounts from a third.

Where a place is out of reach it goes on with what the others say, as somebody would who forgot it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import orjson

from nex.data.jsons import JsonValue
from nex.data.messages import Signature
from nex.data.task import Outcome
from nex.models.solvers.database import rows
from nex.models.solvers.reading import LOST, Step, answered, call, offered, read

ROOT = "/workspace/"
NOTICE = re.compile(r"Notice of (\S+)\s+From (\S+) on the (\w+) costs (\d+) cents\.")
WITHDRAWN = re.compile(r"The notice of (\S+) is withdrawn\.")
LINE = re.compile(r"(\d+) x (\w+)")


@dataclass(slots=True)
class Known:
    """What the places say."""

    prices: dict[str, list[tuple[str, int]]] = field(
        default_factory=dict[str, list[tuple[str, int]]]
    )
    """Product -> (since, cents)."""
    replaced: dict[str, str] = field(default_factory=dict[str, str])
    percent: dict[str, int] = field(default_factory=dict[str, int])
    """Customer -> discount."""

    def delivered(self, product: str) -> str:
        """What is sent for a product."""
        return self.replaced.get(product, product)

    def unit(self, product: str, customer: str) -> int:
        """What the customer pays for a piece."""
        price = max(self.prices.get(self.delivered(product), []), default=("", 0))[1]
        return price * (100 - self.percent.get(customer, 0)) // 100

    def total(self, found: Found) -> int:
        """What the lines of a request come to."""
        return sum(n * self.unit(name, found["customer"]) for n, name in lines(found))


Found = dict[str, str]
Way = Callable[[Found, Known], Step[Outcome]]


def lines(found: Found) -> list[tuple[int, str]]:
    """So many pieces of which product."""
    return [(int(count), name) for count, name in LINE.findall(found["lines"])]


def solve(request: str, tools: Sequence[Signature]) -> Step[Outcome]:
    """Work through three servers; refuse what cannot be understood."""
    for pattern, way in WAYS:
        if (found := read(pattern, request)) is not None:
            known = Known()
            for prefix, look in LOOKS:
                if offered(tools, prefix):
                    yield from look(known)
            return (yield from way(found, known))
    return LOST


def _database(known: Known) -> Step[None]:
    text = yield from call("db_read_query", query="SELECT * FROM products ORDER BY id")
    for row in rows(text):
        price = (str(row["valid_from"]), int(row["price_cents"]))
        known.prices.setdefault(str(row["name"]), []).append(price)


def _files(known: Known) -> Step[None]:
    listed = yield from call("files_search_files", path=ROOT, pattern="**/*.txt")
    paths = sorted(line for line in listed.splitlines() if "/notices/" in line)
    wanted: list[JsonValue] = [*paths]
    text = yield from call("files_read_multiple_files", paths=wanted)
    gone = set(WITHDRAWN.findall(text))
    for date, since, product, cents in NOTICE.findall(text):
        if date not in gone:
            known.prices.setdefault(product, []).append((since, int(cents)))


def _graph(known: Known) -> Step[None]:
    text = yield from call("graph_read_graph")
    found = cast("dict[str, list[dict[str, str]]]", orjson.loads(text))
    discounts: dict[str, int] = {}
    for entity in found["entities"]:
        said = re.search(r"discount (\d+) percent", " ".join(entity["observations"]))
        if said is not None:
            discounts[entity["name"]] = int(said[1])
    for relation in found["relations"]:
        if relation["relationType"] == "replaced by":
            known.replaced[relation["from"]] = relation["to"]
        elif relation["to"] in discounts:
            known.percent[relation["from"]] = discounts[relation["to"]]


def _quote(found: Found, known: Known) -> Step[Outcome]:
    yield from ()
    return answered(known.total(found))


def _enter(found: Found, known: Known) -> Step[Outcome]:
    customer = found["customer"]
    for nth, (count, name) in enumerate(lines(found), int(found["first"])):
        values = (
            f"{nth}, '{customer}', '{known.delivered(name)}', {count}, {known.unit(name, customer)}"
        )
        yield from call("db_write_query", query=f"INSERT INTO orders VALUES ({values})")
    return Outcome()


def _offer(found: Found, known: Known) -> Step[Outcome]:
    yield from call("files_create_directory", path=f"{ROOT}offers")
    text = f"{found['customer']}: {known.total(found)} cents\n"
    yield from call("files_write_file", path=ROOT + found["path"], content=text)
    return Outcome()


def _owes(found: Found, known: Known) -> Step[Outcome]:
    said = f"owes {known.total(found)} cents"
    one: JsonValue = {"entityName": found["customer"], "contents": [said]}
    yield from call("graph_add_observations", observations=[one])
    return Outcome()


LOOKS: tuple[tuple[str, Callable[[Known], Step[None]]], ...] = (
    ("db_", _database),
    ("files_", _files),
    ("graph_", _graph),
)
CUSTOMER = r"(?P<customer>[A-Z]\w+ [A-Z]\w+)"
ASKED = r"(?P<lines>\d+ x \w+(?: and \d+ x \w+)*)"
WAYS: tuple[tuple[str, Way], ...] = (
    (rf"What do {ASKED} come to for {CUSTOMER},", _quote),
    (rf"{CUSTOMER} asks for {ASKED}\.", _quote),
    (
        rf"the order of {CUSTOMER} into the table orders: {ASKED}\. .* ids from (?P<first>\d+)",
        _enter,
    ),
    (rf"offer to {CUSTOMER} for {ASKED}: the file (?P<path>\S+) with", _offer),
    (rf"{CUSTOMER} took {ASKED} and has not paid", _owes),
)
