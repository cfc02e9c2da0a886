"""A firm's web site: products over several pages, staff, news that change prices, an old archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from nex.data.streams import Stream
from nex.synthesis.crafted.names import CITIES, GOODS, people

SITE, DESK = "site/", "desk/"
DEPARTMENTS = ("Sales", "Support", "Storage", "Design")
PER_PAGE = 6
LIST = "prices.csv"
KINDS = ("plain", "heavy")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff."""

    name: str
    department: str
    city: str
    phone: str


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is sold; `price` as the news have it by now, `printed` as its page does."""

    name: str
    price: str
    printed: str
    stock: int
    city: str
    contact: str

    @property
    def slug(self) -> str:
        """Its page's name."""
        return self.name.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Web:
    """The site, what stands on it in truth, and an outdated list on the desk."""

    level: int
    staff: tuple[Person, ...]
    products: tuple[Product, ...]
    pages: Mapping[str, bytes]

    def files(self, **desk: str) -> dict[str, bytes]:
        """The workspace: the site, and on the desk the old list or what stands there in its place."""
        own = {LIST: price_list((p.name, p.printed) for p in self.products), **desk}
        written = {f"{DESK}{path}": text.encode() for path, text in own.items()}
        return {**{f"{SITE}{path}": page for path, page in self.pages.items()}, **written}

    def phone(self, name: str) -> str:
        """Somebody's number."""
        return next(person.phone for person in self.staff if person.name == name)


def price_list(prices: Iterable[tuple[str, str]]) -> str:
    """The list on the desk."""
    return "\n".join(["product,price", *(",".join(row) for row in sorted(prices)), ""])


def make_web(stream: Stream, level: int, count: int) -> Web:
    """A site of so many products."""
    staff = tuple(
        Person(
            name,
            stream.choice(DEPARTMENTS),
            stream.choice(CITIES[:5]),
            f"0{stream.between(20, 99)} {stream.between(100000, 999999)}",
        )
        for name in people(stream, 4 + 2 * level)
    )
    names = [f"{kind} {good}" for good in GOODS for kind in KINDS]
    products: list[Product] = []
    for name in stream.sample(names, count):
        price = _price(stream)
        products.append(
            Product(
                name, price, price, stream.between(0, 90),
                stream.choice(CITIES[:5]), stream.choice(staff).name,
            )
        )  # fmt: skip
    news, now = _news(stream, products, 2 + 2 * level)
    pages = {
        **_product_pages(products),
        **_staff_pages(staff),
        **news,
        **_archive(stream, products),
    }
    pages["index.html"] = _page(
        "Welcome",
        _links({"products/page-1.html": "Products", "staff/index.html": "Staff",
                "news/index.html": "News", "archive/index.html": "Archive"}),
    )  # fmt: skip
    return Web(level, staff, tuple(now), pages)


def _price(stream: Stream) -> str:
    return f"{stream.between(3, 90)}.{stream.choice((20, 40, 60, 80))}"


def _page(title: str, body: str) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head><body><article>"
        f"<h1>{escape(title)}</h1>{body}</article></body></html>\n"
    ).encode()


def _links(to: Mapping[str, str]) -> str:
    rows = "".join(f'<li><a href="/{path}">{escape(text)}</a></li>' for path, text in to.items())
    return f"<ul>{rows}</ul>"


def _facts(facts: Mapping[str, str]) -> str:
    rows = "".join(f"<tr><th>{k}</th><td>{escape(v)}</td></tr>" for k, v in facts.items())
    return f"<table>{rows}</table>"


def _product_pages(products: list[Product]) -> dict[str, bytes]:
    pages: dict[str, bytes] = {}
    chunks = [products[start : start + PER_PAGE] for start in range(0, len(products), PER_PAGE)]
    for number, chunk in enumerate(chunks, 1):
        links = {f"products/{one.slug}.html": one.name for one in chunk}
        if number < len(chunks):
            links[f"products/page-{number + 1}.html"] = "Next page"
        pages[f"products/page-{number}.html"] = _page(f"Products, page {number}", _links(links))
    for one in products:
        facts = {
            "Price": f"{one.printed} EUR",
            "In stock": str(one.stock),
            "Made in": one.city,
            "Contact": one.contact,
        }
        pages[f"products/{one.slug}.html"] = _page(one.name, _facts(facts))
    return pages


def _staff_pages(staff: Iterable[Person]) -> dict[str, bytes]:
    pages: dict[str, bytes] = {}
    links: dict[str, str] = {}
    for person in staff:
        path = f"staff/{person.name.lower().replace(' ', '-')}.html"
        facts = {"Department": person.department, "Office": person.city, "Phone": person.phone}
        pages[path], links[path] = _page(person.name, _facts(facts)), person.name
    return {**pages, "staff/index.html": _page("Staff", _links(links))}


def _news(
    stream: Stream, products: list[Product], count: int
) -> tuple[dict[str, bytes], list[Product]]:
    """Posts that change prices, the latest first in the list; the products with these prices."""
    now = {one.name: one for one in products}
    pages: dict[str, bytes] = {}
    links: dict[str, str] = {}
    for nth in range(count):
        date = f"2024-{1 + nth:02}-{stream.between(1, 28):02}"
        one, price = now[stream.choice(products).name], _price(stream)
        now[one.name] = Product(one.name, price, one.printed, one.stock, one.city, one.contact)
        text = f"<p>From {date} on the {one.name} costs {price} EUR.</p>"
        pages[f"news/{date}.html"] = _page(f"News of {date}", text)
        links[f"news/{date}.html"] = f"News of {date}"
    latest = dict(sorted(links.items(), reverse=True))
    return {**pages, "news/index.html": _page("News", _links(latest))}, list(now.values())


def _archive(stream: Stream, products: list[Product]) -> dict[str, bytes]:
    pages: dict[str, bytes] = {}
    for one in products[: len(products) // 2]:
        facts = {"Price": f"{_price(stream)} EUR", "Made in": stream.choice(CITIES[:5])}
        pages[f"archive/{one.slug}.html"] = _page(f"{one.name} (2019)", _facts(facts))
    links = {path: path[8:-5].replace("-", " ") for path in pages}
    text = "<p>How things were in 2019. Nothing here is valid any more.</p>"
    return {**pages, "archive/index.html": _page("Archive", text + _links(links))}
