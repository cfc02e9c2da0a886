"""web-site: pages of a local site to read over a closed network, and lists to write from them."""

from __future__ import annotations

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.synthesis.crafted.names import CITIES
from nex.synthesis.crafted.pages import DEPARTMENTS, LIST, Web, make_web, price_list
from nex.synthesis.crafted.sketch import Crafted, Place, Sketch, drawn, worded

NAME = "web-site"
SIZES = (5, 9, 14, 20)
FETCH = ("python", "-m", "mcp_server_fetch", "--allow-private-ips")
FILES = ("read_text_file", "write_file", "edit_file", "list_directory", "create_directory")
PLACES = (
    Place("site", folder="site", network="site", site=True),
    Place("fetch", command=FETCH, network="reader"),
    Place("filesystem", offered=FILES, folder="desk", reads=("files",)),
)
NOTES = (
    "The site is http://site:8000/index.html; nothing else can be reached.",
    "A product's page shows its price as it was printed; news change prices, and the latest of "
    "them counts. What stands in the archive is no longer valid.",
    "The desk is the folder /workspace; paths in requests start there.",
)


def draft(seed: int, tasks: int) -> Crafted:
    """Sites of growing size, and tasks on them."""
    webs = [
        make_web(Stream(NAME, seed, "site", size), level, size)
        for level, size in enumerate(SIZES, 1)
    ]
    makers = (_price, _phone, _list, _made, _staff, _correct, _cheapest, _contacts)
    return Crafted(NAME, PLACES, drawn(makers, webs, tasks, Stream(NAME, seed)), NOTES)


def _price(web: Web, stream: Stream) -> Sketch | None:
    product = stream.choice(web.products)
    if product.price == product.printed and stream.chance(0.7):
        return None
    asked = worded(
        stream,
        (
            "What does the {name} cost now, in EUR? Answer with the number.",
            "Find out today's price of the {name} on the site. Answer with the number.",
        ),
        name=product.name,
    )
    return _question("price", web, asked, product.price, 6 + web.level)


def _phone(web: Web, stream: Stream) -> Sketch | None:
    product = stream.choice(web.products)
    asked = worded(
        stream,
        (
            "Under which number can I reach the contact for the {name}?",
            "Which phone number has whoever is the contact for the {name}?",
        ),
        name=product.name,
    )
    return _question("phone", web, asked, web.phone(product.contact), 6)


def _made(web: Web, stream: Stream) -> Sketch | None:
    city = stream.choice(CITIES[:5])
    found: list[JsonValue] = [p.name for p in web.products if p.city == city]
    asked = f"Which products are made in {city}? Answer with the list of their names."
    return _question("made", web, asked, found, len(web.products)) if found else None


def _staff(web: Web, stream: Stream) -> Sketch | None:
    city, department = stream.choice(CITIES[:5]), stream.choice(DEPARTMENTS)
    found: list[JsonValue] = [
        p.name for p in web.staff if (p.city, p.department) == (city, department)
    ]
    asked = f"Who works in {department} and has an office in {city}? Answer with the list of names."
    return _question("staff", web, asked, found, len(web.staff)) if found else None


def _cheapest(web: Web, stream: Stream) -> Sketch | None:
    city = stream.choice(CITIES[:5])
    mine = sorted((float(p.price), p.name) for p in web.products if p.city == city)
    if len(mine) < 2 or mine[0][0] == mine[1][0]:
        return None
    asked = f"Which of the products made in {city} costs least by now? Answer with its name."
    return _question("cheapest", web, asked, mine[0][1], len(web.products) + 4)


def _question(shape: str, web: Web, asked: str, answer: JsonValue, calls: int) -> Sketch:
    return Sketch(
        "question", shape, web.level, asked, web.files(), answer=answer, calls=calls, depth=3
    )


def _list(web: Web, stream: Stream) -> Sketch | None:
    city = stream.choice(CITIES[:5])
    path = f"prices-{city.lower()}.csv"
    mine = [(p.name, p.price) for p in web.products if p.city == city]
    asked = (
        f"Write {path}: a first line product,price and then one line for each product made in "
        f"{city} with what it costs now, sorted by product. The file ends with a line break."
    )
    return _work("list", web, asked, {path: price_list(mine)}) if mine else None


def _correct(web: Web, stream: Stream) -> Sketch | None:
    most = stream.choice((20, 40, 60, 100))
    prices = [(p.name, p.price if p.stock <= most else p.printed) for p in web.products]
    asked = (
        f"{LIST} is out of date. Correct in it the price of every product of which at most {most} "
        "are in stock, and leave all other lines as they are."
    )
    return _work("correct", web, asked, {LIST: price_list(prices)})


def _contacts(web: Web, stream: Stream) -> Sketch | None:
    least = stream.choice((10, 25, 40))
    rows = sorted(
        f"{p.name},{p.contact},{web.phone(p.contact)}" for p in web.products if p.stock < least
    )
    asked = (
        "Write reorder.csv: a first line product,contact,phone and then one line for each product "
        f"of which fewer than {least} are in stock, sorted by product. The file ends with a line "
        "break."
    )
    text = "\n".join(["product,contact,phone", *rows, ""])
    return _work("contacts", web, asked, {"reorder.csv": text}) if rows else None


def _work(shape: str, web: Web, asked: str, desk: dict[str, str]) -> Sketch | None:
    start, end = web.files(), web.files(**desk)
    if start == end:
        return None
    calls = len(web.products) + 8
    return Sketch("do", shape, web.level, asked, start, end, calls=calls, actions=1, depth=4)
