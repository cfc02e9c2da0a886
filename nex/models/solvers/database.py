"""Solves database: reads whole tables, works out what is asked for, writes row by row."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

from nex.data.messages import Signature
from nex.data.task import Outcome
from nex.models.solvers.reading import LOST, Step, answered, call, read

Cell = int | str
Row = dict[str, Cell]
Found = dict[str, str]


class Shop:
    """The tables, by name, as they were read."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.customers, self.products = tables["customers"], tables["products"]
        self.orders, self.items = tables["orders"], tables["items"]
        self.payments = tables["payments"]
        self.names = {row["id"]: row for row in self.customers}
        self.total: Counter[Cell] = Counter()
        for item in self.items:
            self.total[item["order_id"]] += int(item["quantity"]) * int(item["price_cents"])
        self.paid: Counter[Cell] = Counter()
        for payment in self.payments:
            self.paid[payment["order_id"]] += int(payment["amount_cents"])

    def of(self, *statuses: str, month: str = "") -> list[Row]:
        """The orders of these statuses, and of that month where one is given."""
        return [
            order
            for order in self.orders
            if order["status"] in statuses and str(order["day"]).startswith(month)
        ]


Way = Callable[[Found, Shop], Step[Outcome]]
LIVE = ("open", "shipped")


def solve(request: str, _tools: Sequence[Signature]) -> Step[Outcome]:
    """Work through the SQLite server's tools; refuse what cannot be understood."""
    for pattern, way in WAYS:
        if (found := read(pattern, request)) is not None:
            tables: dict[str, list[Row]] = {}
            for table in ("customers", "products", "orders", "items", "payments"):
                text = yield from call("read_query", query=f"SELECT * FROM {table} ORDER BY id")
                tables[table] = rows(text)
            return (yield from way(found, Shop(tables)))
    return LOST


def rows(text: str) -> list[Row]:
    """The rows that the server wrote down; none where it wrote something else."""
    try:
        return cast("list[Row]", ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return []


def _write(query: str) -> Step[str]:
    return (yield from call("write_query", query=query))


def _revenue(found: Found, shop: Shop) -> Step[Outcome]:
    yield from ()
    mine = [
        order
        for order in shop.of(found["status"])
        if shop.names[order["customer_id"]]["city"] == found["city"]
    ]
    return answered(sum(shop.total[order["id"]] for order in mine))


def _owing(found: Found, shop: Shop) -> Step[Outcome]:
    yield from ()
    name = found["name"].casefold()
    mine = [
        order
        for order in shop.of(*LIVE)
        if str(shop.names[order["customer_id"]]["name"]).casefold() == name
    ]
    return answered(sum(shop.total[o["id"]] - shop.paid[o["id"]] for o in mine))


def _best(found: Found, shop: Shop) -> Step[Outcome]:
    yield from ()
    ids = {order["id"] for order in shop.of(*LIVE, month=found["month"])}
    sold: Counter[Cell] = Counter()
    for item in shop.items:
        if item["order_id"] in ids:
            sold[item["product_id"]] += int(item["quantity"])
    [(best, _)] = sold.most_common(1)
    return answered(next(str(p["name"]) for p in shop.products if p["id"] == best))


def _unpaid(found: Found, shop: Shop) -> Step[Outcome]:
    yield from ()
    mine = shop.of("shipped", month=found["month"])
    return answered([int(o["id"]) for o in mine if shop.paid[o["id"]] < shop.total[o["id"]]])


def _ship(found: Found, shop: Shop) -> Step[Outcome]:
    order = int(found["order"])
    yield from _write(f"UPDATE orders SET status = 'shipped' WHERE id = {order}")
    taken: Counter[Cell] = Counter()
    for item in shop.items:
        if item["order_id"] == order:
            taken[item["product_id"]] += int(item["quantity"])
    for product, count in sorted(taken.items()):
        yield from _write(f"UPDATE products SET stock = stock - {count} WHERE id = {product}")
    return Outcome()


def _settle(found: Found, shop: Shop) -> Step[Outcome]:
    mine = shop.of("open", month=found["month"])
    ids = [str(o["id"]) for o in mine if shop.paid[o["id"]] >= shop.total[o["id"]]]
    yield from _write(f"UPDATE orders SET status = 'shipped' WHERE id IN ({', '.join(ids)})")
    return Outcome()


def _twins(found: Found, shop: Shop) -> Step[Outcome]:
    first, *rest = [row["id"] for row in shop.customers if row["email"] == found["email"]]
    for other in rest:
        yield from _write(f"UPDATE orders SET customer_id = {first} WHERE customer_id = {other}")
        yield from _write(f"DELETE FROM customers WHERE id = {other}")
    return Outcome()


def _orphans(found: Found, shop: Shop) -> Step[Outcome]:
    known = {order["id"] for order in shop.orders}
    ids = [
        str(payment["id"])
        for payment in shop.payments
        if payment["order_id"] not in known and int(payment["amount_cents"]) < int(found["cents"])
    ]
    yield from _write(f"DELETE FROM payments WHERE id IN ({', '.join(ids)})")
    return Outcome()


def _prices(found: Found, shop: Shop) -> Step[Outcome]:
    product = next(p for p in shop.products if p["name"] == found["product"])
    open_ones = {order["id"] for order in shop.of("open")}
    for item in shop.items:
        mine = item["product_id"] == product["id"] and item["order_id"] in open_ones
        if mine and item["price_cents"] != product["price_cents"]:
            price = product["price_cents"]
            yield from _write(f"UPDATE items SET price_cents = {price} WHERE id = {item['id']}")
    return Outcome()


def _cities(found: Found, shop: Shop) -> Step[Outcome]:
    table = found["table"]
    counts = Counter(
        str(shop.names[order["customer_id"]]["city"])
        for order in shop.of(*LIVE, month=found["month"])
    )
    yield from call(
        "create_table", query=f"CREATE TABLE {table} (city TEXT PRIMARY KEY, orders INTEGER)"
    )
    for city, count in sorted(counts.items()):
        yield from _write(f"INSERT INTO {table} VALUES ('{city}', {count})")
    return Outcome()


MONTH = r"(?P<month>2024-\d\d)"
WAYS: tuple[tuple[str, Way], ...] = (
    (r"What do the (?P<status>\w+) orders of customers from (?P<city>\w+) come", _revenue),
    (r"totals of all (?P<status>\w+) orders by customers from (?P<city>\w+)\.", _revenue),
    (r"How much does (?P<name>[\w ]+) still owe", _owing),
    (rf"Which product sold most pieces in orders of {MONTH}", _best),
    (rf"Name the product of which most pieces were ordered in {MONTH}", _best),
    (rf"Which orders of {MONTH} were shipped though", _unpaid),
    (r"Order (?P<order>\d+) goes out today", _ship),
    (r"Ship order (?P<order>\d+)\.", _ship),
    (rf"Open orders of {MONTH} whose payments reach", _settle),
    (r"The customer with the address (?P<email>\S+) stands", _twins),
    (r"Delete the payments .* less than (?P<cents>\d+) cents", _orphans),
    (r"hold a price for the (?P<product>\w+) that", _prices),
    (rf"Make a table (?P<table>\w+) with .* orders of {MONTH} came", _cities),
)
