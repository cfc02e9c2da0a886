"""Solves spreadsheet: reads the sheets, works out the cells, writes each where it belongs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import orjson

from nex.data.jsons import JsonValue
from nex.data.messages import Signature
from nex.data.task import Outcome
from nex.models.solvers.reading import LOST, Step, answered, call, read

BOOK = "/workspace/book.xlsx"
ALL = 20_000
Cells = list[JsonValue]


class Order(NamedTuple):
    """One row of the sheet Orders."""

    row: int
    id: int
    day: str
    region: str
    item: str
    quantity: int


class Book(NamedTuple):
    """What was read."""

    orders: list[Order]
    prices: dict[str, float]
    regions: list[Cells]
    corrections: list[Cells]

    def revenue(self, order: Order) -> float:
        """What an order comes to."""
        return order.quantity * self.prices[order.item]


Found = dict[str, str]
Way = Callable[[Found, Book], Step[Outcome]]


def solve(request: str, _tools: Sequence[Signature]) -> Step[Outcome]:
    """Work through the tools of the excel server; refuse what cannot be understood."""
    for pattern, way in WAYS:
        if (found := read(pattern, request)) is not None:
            return (yield from way(found, (yield from _book())))
    return LOST


def _book() -> Step[Book]:
    orders = yield from _rows("Orders")
    prices = yield from _rows("Prices")
    regions = yield from _rows("Regions")
    corrections = yield from _rows("Corrections")
    return Book(
        [
            Order(nth, _whole(r[0]), str(r[1]), str(r[2]), str(r[3]), _whole(r[4]))
            for nth, r in enumerate(orders, 2)
        ],
        {str(row[0]): float(str(row[1])) for row in prices},
        regions,
        corrections,
    )


def _rows(sheet: str) -> Step[list[Cells]]:
    """A sheet's rows below its headings."""
    text = yield from call("read_range", path=BOOK, sheet=sheet, max_cells=ALL)
    found = cast("dict[str, list[Cells]]", orjson.loads(text)) if text[:1] == "{" else {}
    return found.get("values", [])[1:]


def _whole(value: JsonValue) -> int:
    return round(float(str(value)))


def _write(sheet: str, at: str, rows: list[Cells]) -> Step[None]:
    told: list[JsonValue] = [*rows]
    yield from call("write_range", path=BOOK, sheet=sheet, at=at, rows=told)


def _sold(found: Found, book: Book) -> Step[Outcome]:
    yield from ()
    mine = [
        o for o in book.orders if o.region == found["region"] and o.day.startswith(found["month"])
    ]
    return answered(sum(book.revenue(order) for order in mine))


def _manager(found: Found, book: Book) -> Step[Outcome]:
    yield from ()
    pieces: Counter[str] = Counter()
    for order in book.orders:
        if order.item == found["item"]:
            pieces[order.region] += order.quantity
    [(best, _)] = pieces.most_common(1)
    return answered(next(row[1] for row in book.regions if row[0] == best))


def _dearest(found: Found, book: Book) -> Step[Outcome]:
    yield from ()
    mine = [order for order in book.orders if order.region == found["region"]]
    return answered(max(mine, key=book.revenue).id)


def _totals(found: Found, book: Book) -> Step[Outcome]:
    for order in book.orders:
        if order.region == found["region"]:
            yield from _write("Orders", f"F{order.row}", [[book.revenue(order)]])
    return Outcome()


def _regions(found: Found, book: Book) -> Step[Outcome]:
    sums: list[Cells] = []
    for row in book.regions:
        mine = [o for o in book.orders if o.region == row[0] and o.day.startswith(found["month"])]
        sums.append([sum(book.revenue(order) for order in mine)])
    yield from _write("Regions", "C2", sums)
    return Outcome()


def _corrected(found: Found, book: Book) -> Step[Outcome]:
    right = {
        _whole(row[0]): _whole(row[1])
        for row in book.corrections
        if _whole(row[1]) > int(found["least"])
    }
    for order in book.orders:
        if order.id in right:
            yield from _write("Orders", f"E{order.row}", [[right[order.id]]])
    return Outcome()


def _pieces(book: Book) -> dict[str, int]:
    pieces = dict.fromkeys(book.prices, 0)
    for order in book.orders:
        pieces[order.item] += order.quantity
    return pieces


def _top(found: Found, book: Book) -> Step[Outcome]:
    ranked = sorted(_pieces(book).items(), key=lambda one: (-one[1], one[0]))
    rows: list[Cells] = [["item", "pieces"]]
    for item, count in ranked[: int(found["count"])]:
        rows.append([item, count])
    yield from call("create_sheet", path=BOOK, new_name=found["sheet"])
    yield from _write(found["sheet"], "A1", rows)
    return Outcome()


def _cheaper(found: Found, book: Book) -> Step[Outcome]:
    pieces = _pieces(book)
    for row, (item, price) in enumerate(book.prices.items(), 2):
        if pieces[item] < int(found["least"]):
            yield from _write("Prices", f"B{row}", [[price - 1.25]])
    return Outcome()


def _notes(found: Found, book: Book) -> Step[Outcome]:
    for order in book.orders:
        if order.day.startswith(found["month"]) and order.quantity >= int(found["least"]):
            yield from _write("Orders", f"G{order.row}", [["check"]])
    return Outcome()


MONTH, REGION = r"(?P<month>2024-\d\d)", r"(?P<region>[A-Z]\w+)"
WAYS: tuple[tuple[str, Way], ...] = (
    (rf"What do the orders of {MONTH} from {REGION} come to", _sold),
    (rf"all orders from {REGION} in {MONTH} come to", _sold),
    (r"most pieces of the item (?P<item>\w+)\?", _manager),
    (rf"Which order from {REGION} comes to most", _dearest),
    (rf"Fill in the column total of the sheet Orders for every order from {REGION}:", _totals),
    (rf"Fill it in for the orders from {REGION},", _totals),
    (rf"total of the sheet Regions: .* in {MONTH} come", _regions),
    (r"The sheet Corrections .* above (?P<least>\d+)\.", _corrected),
    (r'Make a new sheet "(?P<sheet>Top (?P<count>\d))"', _top),
    (r"of which fewer than (?P<least>\d+) pieces", _cheaper),
    (rf"each order of {MONTH} with a quantity of (?P<least>\d+) or more", _notes),
)
