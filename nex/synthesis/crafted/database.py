"""database: a shop's tables to analyse, and to correct where they contradict themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.data.task import Pattern
from nex.synthesis.crafted.shop import Cell, Shop, make_shop
from nex.synthesis.crafted.sketch import Crafted, Place, Sketch, drawn, worded

NAME = "database"
SIZES = (12, 30, 60, 110)
OFFERED = ("read_query", "write_query", "create_table", "list_tables", "describe_table")
PLACES = (Place("sqlite", offered=OFFERED, reads=("sqlite",)),)
NOTES = (
    "The database is a shop's: customers, products, orders, items of orders, payments for orders.",
    "An order's total is the sum of quantity times price over its items. All amounts are in cents.",
)
TOTAL = "(SELECT SUM(quantity * price_cents) FROM items WHERE order_id = orders.id)"
PAID = "(SELECT COALESCE(SUM(amount_cents), 0) FROM payments WHERE order_id = orders.id)"
Statement = tuple[str, Sequence[Cell]]


def draft(seed: int, tasks: int) -> Crafted:
    """Shops of growing size, and tasks on them."""
    shops = [
        make_shop(Stream(NAME, seed, "shop", size), level, size)
        for level, size in enumerate(SIZES, 1)
    ]
    makers = (_revenue, _ship, _owing, _settle, _best, _twins, _unpaid, _orphans, _prices, _cities)
    return Crafted(NAME, PLACES, drawn(makers, shops, tasks, Stream(NAME, seed)), NOTES)


def _month(stream: Stream) -> str:
    return f"2024-{stream.between(1, 6):02}"


def _revenue(shop: Shop, stream: Stream) -> Sketch | None:
    [(city,)] = [stream.choice(shop.rows("SELECT DISTINCT city FROM customers ORDER BY city"))]
    status = stream.choice(("open", "shipped"))
    [(cents,)] = shop.rows(
        f"SELECT COALESCE(SUM({TOTAL}), 0) FROM orders JOIN customers c ON c.id = customer_id "
        "WHERE c.city = ? AND status = ?",
        city,
        status,
    )
    asked = worded(
        stream,
        (
            "What do the {status} orders of customers from {city} come to, in cents?",
            "Add up the totals of all {status} orders by customers from {city}. Answer in cents.",
        ),
        status=status,
        city=str(city),
    )
    return _question("revenue", shop, asked, cents) if cents else None


def _owing(shop: Shop, stream: Stream) -> Sketch | None:
    [(name,)] = [stream.choice(shop.rows("SELECT name FROM customers WHERE id < 6"))]
    [(cents,)] = shop.rows(
        f"SELECT COALESCE(SUM({TOTAL} - {PAID}), 0) FROM orders JOIN customers c "
        "ON c.id = customer_id WHERE lower(c.name) = lower(?) AND status != 'cancelled'",
        name,
    )
    asked = (
        f"How much does {name} still owe for orders that are not cancelled, in cents? A customer "
        "may stand there twice, once with the name in capitals; both count."
    )
    return _question("owing", shop, asked, cents) if cents else None


def _best(shop: Shop, stream: Stream) -> Sketch | None:
    month = _month(stream)
    found = shop.rows(
        "SELECT p.name, SUM(quantity) AS sold FROM items JOIN products p ON p.id = product_id "
        "JOIN orders ON orders.id = order_id WHERE day LIKE ? AND status != 'cancelled' "
        "GROUP BY p.id ORDER BY sold DESC, p.name LIMIT 2",
        f"{month}-%",
    )
    if len(found) < 2 or found[0][1] == found[1][1]:
        return None
    asked = worded(
        stream,
        (
            "Which product sold most pieces in orders of {month} that were not cancelled? Answer "
            "with its name.",
            "Name the product of which most pieces were ordered in {month}, cancelled orders left "
            "out.",
        ),
        month=month,
    )
    return _question("best", shop, asked, found[0][0])


def _unpaid(shop: Shop, stream: Stream) -> Sketch | None:
    month = _month(stream)
    found = shop.rows(
        f"SELECT id FROM orders WHERE day LIKE ? AND status = 'shipped' AND {PAID} < {TOTAL}",
        f"{month}-%",
    )
    asked = (
        f"Which orders of {month} were shipped though their payments do not reach their total? "
        "Answer with the list of their ids."
    )
    ids = sorted(int(id) for (id,) in found)
    return _question("unpaid", shop, asked, ids) if ids else None


def _question(shape: str, shop: Shop, asked: str, answer: Cell | list[int]) -> Sketch:
    said: JsonValue = [*answer] if isinstance(answer, list) else answer
    return Sketch("question", shape, shop.level, asked, shop.files, answer=said, calls=4, depth=2)


def _ship(shop: Shop, stream: Stream) -> Sketch | None:
    open_ones = shop.rows("SELECT id FROM orders WHERE status = 'open'")
    [(order,)] = [stream.choice(open_ones)]
    asked = worded(
        stream,
        (
            "Order {order} goes out today: set its status to shipped, and take what it holds from "
            "the stock of its products.",
            "Ship order {order}. Its status becomes shipped, and the stock of each of its products "
            "falls by the quantity ordered.",
        ),
        order=str(order),
    )
    return _work(
        "ship",
        shop,
        asked,
        ("UPDATE orders SET status = 'shipped' WHERE id = ?", (order,)),
        (
            "UPDATE products SET stock = stock - (SELECT SUM(quantity) FROM items WHERE "
            "order_id = ? AND product_id = products.id) WHERE id IN "
            "(SELECT product_id FROM items WHERE order_id = ?)",
            (order, order),
        ),
    )


def _settle(shop: Shop, stream: Stream) -> Sketch | None:
    month = _month(stream)
    asked = (
        f"Open orders of {month} whose payments reach their total have in truth been paid and "
        "handed over: set their status to shipped. Leave the stock alone."
    )
    change = (
        f"UPDATE orders SET status = 'shipped' WHERE status = 'open' AND day LIKE ? "
        f"AND {PAID} >= {TOTAL}"
    )
    return _work("settle", shop, asked, (change, (f"{month}-%",)))


def _twins(shop: Shop, stream: Stream) -> Sketch | None:
    emails = shop.rows("SELECT email FROM customers GROUP BY email HAVING COUNT(*) > 1")
    [(email,)] = [stream.choice(sorted(emails))]
    asked = (
        f"The customer with the address {email} stands there twice. Let all orders belong to the "
        "one with the lower id, and delete the other."
    )
    return _work(
        "twins",
        shop,
        asked,
        (
            "UPDATE orders SET customer_id = (SELECT MIN(id) FROM customers WHERE email = ?) "
            "WHERE customer_id IN (SELECT id FROM customers WHERE email = ?)",
            (email, email),
        ),
        (
            "DELETE FROM customers WHERE email = ? AND id > "
            "(SELECT MIN(id) FROM customers WHERE email = ?)",
            (email, email),
        ),
    )


def _orphans(shop: Shop, stream: Stream) -> Sketch | None:
    cents = stream.between(10, 60) * 100
    asked = (
        f"Delete the payments that belong to no order, but only those of less than {cents} cents; "
        "somebody still looks into the larger ones."
    )
    change = (
        "DELETE FROM payments WHERE amount_cents < ? AND order_id NOT IN (SELECT id FROM orders)"
    )
    return _work("orphans", shop, asked, (change, (cents,)))


def _prices(shop: Shop, stream: Stream) -> Sketch | None:
    products = shop.rows("SELECT id, name FROM products")
    product, name = stream.choice(products)
    asked = (
        f"Some items of open orders hold a price for the {name} that is not the product's own. Set "
        "them to the product's price; orders that are shipped or cancelled stay as they are."
    )
    change = (
        "UPDATE items SET price_cents = (SELECT price_cents FROM products WHERE id = ?) WHERE "
        "product_id = ? AND order_id IN (SELECT id FROM orders WHERE status = 'open')"
    )
    return _work("prices", shop, asked, (change, (product, product)))


def _cities(shop: Shop, stream: Stream) -> Sketch | None:
    month = _month(stream)
    table = f"cities_{month.replace('-', '_')}"
    asked = (
        f"Make a table {table} with the columns city (TEXT, the primary key) and orders (INTEGER): "
        f"for each city from which orders of {month} came that are not cancelled, how many."
    )
    made = _work(
        "cities",
        shop,
        asked,
        (f"CREATE TABLE {table} (city TEXT PRIMARY KEY, orders INTEGER)", ()),
        (
            f"INSERT INTO {table} SELECT city, COUNT(*) FROM orders JOIN customers c "
            "ON c.id = customer_id WHERE day LIKE ? AND status != 'cancelled' GROUP BY city",
            (f"{month}-%",),
        ),
    )
    # How the statement that makes the table is written is nobody's business.
    free = (Pattern(kind="created", entity="schema", rows=(table,)),)
    return None if made is None else replace(made, may_change=free)


def _work(shape: str, shop: Shop, asked: str, *statements: Statement) -> Sketch | None:
    end = shop.after(*statements)
    changed = Shop(shop.level, end["data.db"])
    same = all(
        shop.rows(f"SELECT * FROM {t}") == changed.rows(f"SELECT * FROM {t}")
        for t in ("orders", "items", "payments", "customers")
    )
    if same and shape != "cities":
        return None
    count = len(statements)
    return Sketch(
        "do", shape, shop.level, asked, shop.files, end, calls=3 + count, actions=count, depth=3
    )
