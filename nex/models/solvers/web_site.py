"""Solves web-site: follows links from the first page, reads tables and news, writes lists."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nex.data.messages import Signature
from nex.data.task import Outcome
from nex.models.solvers.reading import LOST, Step, answered, call, read

HOME = "http://site:8000/"
DESK = "/workspace/"
LINK = re.compile(r'<a href="/([^"]+)">([^<]*)</a>')
FACT = re.compile(r"<tr><th>([^<]*)</th><td>([^<]*)</td></tr>")
CHANGE = re.compile(r"on the ([\w ]+) costs ([\d.]+) EUR")
WHOLE = 100_000


@dataclass(frozen=True, slots=True)
class Product:
    """What its page says; the price as the news have it."""

    name: str
    price: str
    stock: int
    city: str
    contact: str


Found = dict[str, str]
Way = Callable[[Found], Step[Outcome]]


def solve(request: str, _tools: Sequence[Signature]) -> Step[Outcome]:
    """Work through fetch and files; refuse what cannot be understood."""
    for pattern, way in WAYS:
        if (found := read(pattern, request)) is not None:
            return (yield from way(found))
    return LOST


def _page(path: str) -> Step[str]:
    return (yield from call("fetch", url=HOME + path, raw=True, max_length=WHOLE))


def _links(path: str) -> Step[dict[str, str]]:
    """What a page links to: text -> path."""
    page = yield from _page(path)
    return {html.unescape(text): to for to, text in LINK.findall(page)}


def _facts(path: str) -> Step[dict[str, str]]:
    page = yield from _page(path)
    return {key: html.unescape(value) for key, value in FACT.findall(page)}


def _catalogue() -> Step[dict[str, str]]:
    """Every product's page."""
    found: dict[str, str] = {}
    path: str | None = "products/page-1.html"
    while path is not None:
        links = yield from _links(path)
        path = links.pop("Next page", None)
        found |= links
    return found


def _news() -> Step[dict[str, str]]:
    """Product -> its price by the latest news."""
    links = yield from _links("news/index.html")
    prices: dict[str, str] = {}
    for path in sorted(links.values()):
        page = yield from _page(path)
        prices |= dict(CHANGE.findall(page))
    return prices


def _product(name: str, path: str) -> Step[Product]:
    facts = yield from _facts(path)
    price = facts["Price"].removesuffix(" EUR")
    return Product(name, price, int(facts["In stock"]), facts["Made in"], facts["Contact"])


def _products(*, priced: bool) -> Step[list[Product]]:
    """All products, with today's prices where they matter."""
    found: list[Product] = []
    for name, path in (yield from _catalogue()).items():
        found.append((yield from _product(name, path)))
    news = (yield from _news()) if priced else {}
    return sorted(
        (replace(one, price=news.get(one.name, one.price)) for one in found),
        key=lambda one: one.name,
    )


def _price(found: Found) -> Step[Outcome]:
    news = yield from _news()
    if found["name"] in news:
        return answered(news[found["name"]])
    paths = yield from _catalogue()
    return answered((yield from _product(found["name"], paths[found["name"]])).price)


def _person(name: str) -> Step[dict[str, str]]:
    return (yield from _facts(f"staff/{name.lower().replace(' ', '-')}.html"))


def _phone(found: Found) -> Step[Outcome]:
    paths = yield from _catalogue()
    product = yield from _product(found["name"], paths[found["name"]])
    return answered((yield from _person(product.contact))["Phone"])


def _made(found: Found) -> Step[Outcome]:
    products = yield from _products(priced=False)
    return answered([one.name for one in products if one.city == found["city"]])


def _staff(found: Found) -> Step[Outcome]:
    names: list[str] = []
    for name, path in (yield from _links("staff/index.html")).items():
        facts = yield from _facts(path)
        if (facts["Department"], facts["Office"]) == (found["department"], found["city"]):
            names.append(name)
    return answered([*names])


def _cheapest(found: Found) -> Step[Outcome]:
    products = yield from _products(priced=True)
    mine = [one for one in products if one.city == found["city"]]
    return answered(min(mine, key=lambda one: float(one.price)).name)


def _write(path: str, lines: list[str]) -> Step[Outcome]:
    yield from call("write_file", path=DESK + path, content="\n".join([*lines, ""]))
    return Outcome()


def _list(found: Found) -> Step[Outcome]:
    products = yield from _products(priced=True)
    rows = [f"{one.name},{one.price}" for one in products if one.city == found["city"]]
    return (yield from _write(found["path"], ["product,price", *rows]))


def _correct(found: Found) -> Step[Outcome]:
    products = {one.name: one for one in (yield from _products(priced=True))}
    text = yield from call("read_text_file", path=DESK + found["path"])
    head, *rows = text.splitlines()
    lines = [head]
    for row in rows:
        name = row.partition(",")[0]
        few = products[name].stock <= int(found["most"])
        lines.append(f"{name},{products[name].price}" if few else row)
    return (yield from _write(found["path"], lines))


def _contacts(found: Found) -> Step[Outcome]:
    rows: list[str] = []
    for one in (yield from _products(priced=False)):
        if one.stock < int(found["least"]):
            facts = yield from _person(one.contact)
            rows.append(f"{one.name},{one.contact},{facts['Phone']}")
    return (yield from _write("reorder.csv", ["product,contact,phone", *rows]))


CITY, THING = r"(?P<city>[A-Z]\w+)", r"(?P<name>[a-z]+ [a-z]+)"
WAYS: tuple[tuple[str, Way], ...] = (
    (rf"What does the {THING} cost now", _price),
    (rf"today's price of the {THING} on the site", _price),
    (rf"contact for the {THING}\?", _phone),
    (rf"Which products are made in {CITY}\?", _made),
    (rf"Who works in (?P<department>\w+) and has an office in {CITY}\?", _staff),
    (rf"of the products made in {CITY} costs least", _cheapest),
    (rf"Write (?P<path>prices-\S+): .* product made in {CITY} with", _list),
    (r"^(?P<path>\S+) is out of date\. .* at most (?P<most>\d+) are", _correct),
    (r"Write reorder\.csv: .* fewer than (?P<least>\d+) are", _contacts),
)
