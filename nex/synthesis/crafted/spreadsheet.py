"""spreadsheet: a workbook of orders to fill in, to correct, to sum up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.synthesis.crafted.names import CITIES, GOODS, people
from nex.synthesis.crafted.sketch import Crafted, Place, Sketch, drawn, worded
from nex.worlds.formats.xlsx import Cell, column_name, written_workbook

NAME = "spreadsheet"
SIZES = (10, 24, 45, 80)
FILE = "book.xlsx"
OFFERED = (
    "describe_workbook", "describe_sheet", "read_range", "write_range", "find_cells",
    "create_sheet", "rename_sheet", "delete_sheet", "clear_range",
)  # fmt: skip
PLACES = (Place("excel", offered=OFFERED, reads=("sheet",)),)
NOTES = (
    "The workbook is /workspace/book.xlsx. Write values into cells, not formulas.",
    "What an order comes to is its quantity times the price of its item in the sheet Prices.",
)
Row = list[Cell]
Rows = list[Row]


class Order(NamedTuple):
    """One row of the sheet Orders."""

    id: int
    day: str
    region: str
    item: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook's content."""

    level: int
    orders: tuple[Order, ...]
    prices: Mapping[str, float]
    managers: Mapping[str, str]
    corrections: tuple[tuple[int, int], ...]

    def revenue(self, order: Order) -> float:
        """What an order comes to; exact: prices are quarters."""
        return order.quantity * self.prices[order.item]

    def sheets(self) -> dict[str, Rows]:
        """Sheet -> rows, the first with the headings."""
        return {
            "Orders": _table(
                ("order", "day", "region", "item", "quantity", "total", "note"),
                *((*order, None, None) for order in self.orders),
            ),
            "Prices": _table(("item", "price"), *self.prices.items()),
            "Regions": _table(
                ("region", "manager", "total"),
                *((region, manager, None) for region, manager in self.managers.items()),
            ),
            "Corrections": _table(("order", "quantity"), *self.corrections),
        }


def _table(*rows: Sequence[Cell]) -> Rows:
    return [[*row] for row in rows]


def files_of(sheets: Mapping[str, Rows]) -> dict[str, bytes]:
    """The workspace."""
    cells = {
        name: {
            f"{column_name(column)}{row}": plain(value)
            for row, values in enumerate(rows, 1)
            for column, value in enumerate(values, 1)
            if value is not None
        }
        for name, rows in sheets.items()
    }
    return {FILE: written_workbook(cells)}


def plain(value: Cell) -> Cell:
    """A whole number without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def make_book(stream: Stream, level: int, count: int) -> Book:
    """So many orders of a few items in a few regions."""
    items = sorted(stream.sample(GOODS, 5 + level))
    regions: list[str] = sorted(stream.sample(CITIES, 3 + level))
    prices = {item: stream.between(8, 160) / 4 for item in items}
    orders = tuple(
        Order(
            1000 + nth,
            f"2024-{stream.between(1, 6):02}-{stream.between(1, 28):02}",
            stream.choice(regions),
            stream.choice(items),
            stream.between(1, 40),
        )
        for nth in range(1, count + 1)
    )
    managers = dict(zip(regions, people(stream, len(regions)), strict=True))
    wrong = [stream.choice(orders).id for _ in range(3 + 2 * level)]
    corrections = tuple((id, stream.between(41, 90)) for id in wrong)
    return Book(level, orders, prices, managers, corrections)


def draft(seed: int, tasks: int) -> Crafted:
    """Workbooks of growing size, and tasks on them."""
    books = [
        make_book(Stream(NAME, seed, "book", size), level, size)
        for level, size in enumerate(SIZES, 1)
    ]
    makers = (_sold, _totals, _regions, _manager, _corrected, _top, _dearest, _cheaper, _notes)
    return Crafted(NAME, PLACES, drawn(makers, books, tasks, Stream(NAME, seed)), NOTES)


def _sold(book: Book, stream: Stream) -> Sketch | None:
    region, month = stream.choice(sorted(book.managers)), f"2024-{stream.between(1, 6):02}"
    mine = [o for o in book.orders if o.region == region and o.day.startswith(month)]
    asked = worded(
        stream,
        (
            "What do the orders of {month} from {region} come to? Answer with the number.",
            "Add up what all orders from {region} in {month} come to. Answer with the number.",
        ),
        region=region,
        month=month,
    )
    total = sum(book.revenue(order) for order in mine)
    return _question("sold", book, asked, total) if mine else None


def _manager(book: Book, stream: Stream) -> Sketch | None:
    item = stream.choice(sorted(book.prices))
    pieces: Counter[str] = Counter()
    for order in book.orders:
        if order.item == item:
            pieces[order.region] += order.quantity
    best = pieces.most_common(2)
    if len(best) < 2 or best[0][1] == best[1][1]:
        return None
    asked = (
        f"Who manages the region that ordered most pieces of the item {item}? Answer with the name."
    )
    return _question("manager", book, asked, book.managers[best[0][0]])


def _dearest(book: Book, stream: Stream) -> Sketch | None:
    region = stream.choice(sorted(book.managers))
    mine = sorted(
        (order for order in book.orders if order.region == region), key=book.revenue, reverse=True
    )
    if len(mine) < 2 or book.revenue(mine[0]) == book.revenue(mine[1]):
        return None
    asked = f"Which order from {region} comes to most? Answer with its number."
    return _question("dearest", book, asked, mine[0].id)


def _question(shape: str, book: Book, asked: str, answer: JsonValue) -> Sketch:
    files = files_of(book.sheets())
    return Sketch("question", shape, book.level, asked, files, answer=answer, calls=3, depth=2)


def _totals(book: Book, stream: Stream) -> Sketch | None:
    region = stream.choice(sorted(book.managers))
    sheets = book.sheets()
    for row, order in zip(sheets["Orders"][1:], book.orders, strict=True):
        row[5] = book.revenue(order) if order.region == region else None
    asked = worded(
        stream,
        (
            "Fill in the column total of the sheet Orders for every order from {region}: what it "
            "comes to. Leave the other rows as they are.",
            "In the sheet Orders the column total is empty. Fill it in for the orders from "
            "{region}, and for no others.",
        ),
        region=region,
    )
    return _work("totals", book, asked, sheets)


def _regions(book: Book, stream: Stream) -> Sketch | None:
    month = f"2024-{stream.between(1, 6):02}"
    sheets = book.sheets()
    for row in sheets["Regions"][1:]:
        mine = [o for o in book.orders if o.region == row[0] and o.day.startswith(month)]
        row[2] = sum(book.revenue(order) for order in mine)
    asked = (
        "Fill in the column total of the sheet Regions: what all orders of the region in "
        f"{month} come to, 0 where there are none."
    )
    return _work("regions", book, asked, sheets)


def _corrected(book: Book, stream: Stream) -> Sketch | None:
    least = stream.choice((40, 50, 60))
    right = {id: quantity for id, quantity in book.corrections if quantity > least}
    sheets = book.sheets()
    for row in sheets["Orders"][1:]:
        row[4] = right.get(int(row[0] or 0), row[4])
    asked = (
        "The sheet Corrections lists orders with their right quantity. Correct the quantities in "
        f"the sheet Orders, but heed only lines of Corrections with a quantity above {least}. Where "
        "several of these name one order, the last counts."
    )
    return _work("corrected", book, asked, sheets)


def _top(book: Book, stream: Stream) -> Sketch | None:
    count = stream.choice((2, 3, 4))
    pieces = dict.fromkeys(book.prices, 0)
    for order in book.orders:
        pieces[order.item] += order.quantity
    ranked = sorted(pieces.items(), key=lambda one: (-one[1], one[0]))[:count]
    sheets = book.sheets()
    sheets[f"Top {count}"] = _table(("item", "pieces"), *ranked)
    asked = (
        f'Make a new sheet "Top {count}" at the end, with the headings item and pieces in its first '
        f"row, and below them the {count} items of which most pieces were ordered, most first, "
        "equal ones by the alphabet."
    )
    return _work("top", book, asked, sheets)


def _cheaper(book: Book, stream: Stream) -> Sketch | None:
    least = stream.between(20, 60 * book.level)
    pieces = Counter[str]()
    for order in book.orders:
        pieces[order.item] += order.quantity
    sheets = book.sheets()
    for row in sheets["Prices"][1:]:
        if pieces[str(row[0])] < least:
            row[1] = book.prices[str(row[0])] - 1.25
    asked = (
        f"Lower the price of every item of which fewer than {least} pieces were ordered by 1.25, in "
        "the sheet Prices."
    )
    return _work("cheaper", book, asked, sheets)


def _notes(book: Book, stream: Stream) -> Sketch | None:
    month, least = f"2024-{stream.between(1, 6):02}", stream.choice((10, 20, 30))
    sheets = book.sheets()
    for row, order in zip(sheets["Orders"][1:], book.orders, strict=True):
        if order.day.startswith(month) and order.quantity >= least:
            row[6] = "check"
    asked = (
        f"Write check into the column note of the sheet Orders for each order of {month} with a "
        f"quantity of {least} or more."
    )
    return _work("notes", book, asked, sheets)


def _work(shape: str, book: Book, asked: str, sheets: Mapping[str, Rows]) -> Sketch | None:
    before, after = book.sheets(), sheets
    changed = sum(
        old != new
        for name, rows in before.items()
        for old, new in zip(rows, after[name], strict=True)
    )
    if before == after:
        return None
    return Sketch(
        "do",
        shape,
        book.level,
        asked,
        files_of(before),
        files_of(after),
        calls=4 + min(changed, 40),
        actions=max(changed, 1),
        depth=3,
    )
