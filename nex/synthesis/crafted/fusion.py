"""fusion: what something costs somebody follows from a database, notices and a graph together."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.streams import Stream
from nex.synthesis.crafted.sketch import Crafted, Place, Sketch, drawn, worded
from nex.synthesis.crafted.trade import FILES, Line, Trade, make_trade

NAME = "fusion"
SIZES = (8, 12, 16, 22)
PLACES = (
    Place(
        "sqlite",
        offered=("read_query", "write_query", "list_tables", "describe_table"),
        prefix="db_",
        folder="db",
        reads=("sqlite",),
    ),
    Place(
        "filesystem",
        offered=(
            "read_text_file", "read_multiple_files", "write_file", "list_directory",
            "create_directory", "search_files",
        ),
        prefix="files_",
        folder="files",
        reads=("files",),
    ),
    Place(
        "memory",
        offered=("read_graph", "search_nodes", "open_nodes", "add_observations",
                 "create_entities", "create_relations", "delete_observations"),
        prefix="graph_",
        folder="graph",
        reads=("memory",),
    ),
)  # fmt: skip
NOTES = (
    "Three places hold what the office knows: a database (tools db_), files under /workspace "
    "(tools files_) and a knowledge graph (tools graph_).",
    "The price of a product stands in the table products with the day from which it holds, and in "
    "the notices under /workspace/notices. Where they differ, the price that holds from the latest "
    "day counts, wherever it stands; a notice that a later notice withdraws does not count.",
    "The graph says which product is delivered in the place of another (replaced by): it is then "
    "delivered and paid at its own price. It also says to which group a customer belongs, and what "
    "discount the group has.",
)


def draft(seed: int, tasks: int) -> Crafted:
    """Offices of growing size, and tasks each of which needs all three places."""
    trades = [
        make_trade(Stream(NAME, seed, "trade", size), level, size)
        for level, size in enumerate(SIZES, 1)
    ]
    makers = (_quote, _enter, _offer, _owes)
    return Crafted(NAME, PLACES, drawn(makers, trades, tasks, Stream(NAME, seed)), NOTES)


def _lines(trade: Trade, stream: Stream) -> tuple[str, list[Line]] | None:
    """A customer and what is ordered, such that every place matters; None where none turns up."""
    names = [product.name for product in trade.products]
    for _ in range(40):
        customer = stream.choice(sorted(trade.members))
        wanted = stream.sample(names, 1 + trade.level)
        lines = [(stream.between(2, 30), name) for name in wanted]
        if trade.decisive(lines, customer):
            return customer, lines
    return None


def _said(lines: Sequence[Line]) -> str:
    return " and ".join(f"{count} x {name}" for count, name in lines)


def _quote(trade: Trade, stream: Stream) -> Sketch | None:
    if (drawn := _lines(trade, stream)) is None:
        return None
    customer, lines = drawn
    asked = worded(
        stream,
        (
            "What do {lines} come to for {customer}, in cents?",
            "{customer} asks for {lines}. What does that come to for them? Answer in cents.",
        ),
        lines=_said(lines),
        customer=customer,
    )
    answer = trade.total(lines, customer)
    level = trade.level
    return Sketch("question", "quote", level, asked, trade.files(), answer=answer, calls=5, depth=3)


def _enter(trade: Trade, stream: Stream) -> Sketch | None:
    if (drawn := _lines(trade, stream)) is None:
        return None
    customer, lines = drawn
    first = stream.between(10, 900)
    rows = [
        (first + nth, customer, trade.delivered(name), count, trade.unit(name, customer))
        for nth, (count, name) in enumerate(lines)
    ]
    asked = (
        f"Enter the order of {customer} into the table orders: {_said(lines)}. One row for each, in "
        f"this order, with the ids from {first} on; product is what is delivered, unit_cents what "
        "the customer pays for a piece."
    )
    return _work("enter", trade, asked, trade.files(orders=rows), len(rows))


def _offer(trade: Trade, stream: Stream) -> Sketch | None:
    if (drawn := _lines(trade, stream)) is None:
        return None
    customer, lines = drawn
    path = f"offers/{customer.lower().replace(' ', '-')}.txt"
    text = f"{customer}: {trade.total(lines, customer)} cents\n"
    asked = (
        f"Write an offer to {customer} for {_said(lines)}: the file {path} with the one line "
        '"CUSTOMER: TOTAL cents" and a line break, with the name and what it comes to for them.'
    )
    end = {**trade.files(), f"{FILES}{path}": text.encode()}
    return _work("offer", trade, asked, end, 2)


def _owes(trade: Trade, stream: Stream) -> Sketch | None:
    if (drawn := _lines(trade, stream)) is None:
        return None
    customer, lines = drawn
    end = trade.graph.saying(customer, [f"owes {trade.total(lines, customer)} cents"])
    asked = (
        f"{customer} took {_said(lines)} and has not paid. Add the observation "
        '"owes TOTAL cents" to the customer in the graph, with what it comes to for them.'
    )
    return _work("owes", trade, asked, trade.files(graph=end), 1)


def _work(shape: str, trade: Trade, asked: str, end: dict[str, bytes], actions: int) -> Sketch:
    return Sketch(
        "do",
        shape,
        trade.level,
        asked,
        trade.files(),
        end,
        calls=4 + actions,
        actions=actions,
        depth=4,
    )
