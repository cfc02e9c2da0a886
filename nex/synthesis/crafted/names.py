"""Names that seeded states are filled with; none of a real person, firm or place."""

from __future__ import annotations

from nex.data.streams import Stream

FIRST = (
    "Ada", "Bruno", "Chidi", "Dana", "Elif", "Farid", "Greta", "Hana", "Ivo", "Jonas", "Keiko",
    "Lena", "Mira", "Noor", "Oskar", "Petra", "Quentin", "Rosa", "Samir", "Tilda", "Ugo", "Vera",
    "Wanda", "Xenia", "Yusuf", "Zora",
)  # fmt: skip
LAST = (
    "Achterberg", "Bellweather", "Castellan", "Dunmore", "Eriksen", "Falkner", "Grimaldi",
    "Holloway", "Ibarra", "Janssen", "Kowalczyk", "Lindqvist", "Marlowe", "Nakagawa", "Okafor",
    "Pemberton", "Quiroga", "Rasmussen", "Sandoval", "Thorne", "Underhill", "Vasquez", "Whitlock",
    "Yamane", "Zielinski",
)  # fmt: skip
FIRMS = (
    "Alder", "Birch", "Cobalt", "Drift", "Ember", "Fathom", "Granite", "Harbor", "Isle", "Juniper",
    "Kestrel", "Lumen", "Mosaic", "Nimbus", "Orchard", "Pebble", "Quarry", "Ridge", "Summit",
    "Tundra", "Umber", "Vertex", "Willow", "Yarrow", "Zephyr",
)  # fmt: skip
KINDS = ("Works", "Trading", "Labs", "Foods", "Press", "Textiles", "Optics", "Freight")
CITIES = (
    "Arden", "Brookhaven", "Calder", "Dunwick", "Eastmere", "Fairholt", "Glenmoor", "Highfield",
    "Invermoor", "Kingsferry", "Lowmarsh", "Millbrook",
)  # fmt: skip
GOODS = (
    "anvil", "basket", "candle", "drill", "easel", "flask", "gasket", "hammer", "inkwell", "jar",
    "kettle", "lantern", "mallet", "needle", "oar", "pulley", "quill", "rope", "saddle", "trowel",
    "urn", "valve", "wrench", "yoke",
)  # fmt: skip


def people(stream: Stream, count: int) -> list[str]:
    """So many different full names; no two share a first or a last name while there are enough."""
    firsts, lasts = stream.sample(FIRST, count), stream.sample(LAST, count)
    return [f"{first} {last}" for first, last in zip(firsts, lasts, strict=True)]


def firms(stream: Stream, count: int) -> list[str]:
    """So many different firms; their first words differ."""
    return [f"{word} {stream.choice(KINDS)}" for word in stream.sample(FIRMS, count)]
