"""Plausible values for an attribute, by its type and its name; never twice the same label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from nex.data.streams import Stream
from nex.data.world import Attribute, Entity, Value
from nex.language.words.literals import SCALES
from nex.worlds import words

TODAY = date(2026, 3, 2)
"""The day on which every start state lies: a Monday."""

LABELS = ("name", "title", "full name", "label")

_NUMBERS: tuple[tuple[str, int, int], ...] = (
    ("quantity stock hand units copies", 0, 60),
    ("level threshold minimum", 4, 18),
    ("night nights", 1, 7),
    ("days duration hours weeks", 1, 21),
    ("capacity seats places size", 2, 30),
    ("age", 18, 80),
    ("year", 1985, 2025),
    ("priority rank rating stars", 1, 5),
    ("number room floor", 101, 420),
    ("points score mileage", 0, 900),
    ("budget remaining balance funds", 400, 20000),
    ("rate fare rent", 55, 320),
    ("price cost fee deposit", 3, 180),
    ("amount total value salary", 8, 1400),
    ("weight volume length distance", 1, 40),
)


def draw(entity: Entity, attribute: Attribute, row: Mapping[str, Value], stream: Stream) -> Value:
    """A value of the attribute's type, within its bounds; references are not drawn here."""
    match attribute.type:
        case "text":
            return text(entity, attribute, row, stream)
        case "integer" | "number" | "money":
            return number(attribute, stream)
        case "yes_no":
            return stream.chance(0.35)
        case "date":
            return _date(attribute.name, stream)
        case "time":
            return f"{stream.between(8, 17):02d}:{15 * stream.below(4):02d}"
        case "one_of" | "reference":
            return stream.choice(attribute.values) if attribute.values else None


def number(attribute: Attribute, stream: Stream) -> int:
    """A scaled integer: small values are likelier than large ones."""
    low, high = _range(attribute)
    scale = SCALES[attribute.type]
    span = high - low
    drawn = low + int(span * stream.unit() ** 2)
    if attribute.type == "money":
        drawn -= drawn % (scale // 2)
    elif attribute.type == "number":
        drawn -= drawn % (scale // 10)
    return max(low, min(high, drawn))


def text(entity: Entity, attribute: Attribute, row: Mapping[str, Value], stream: Stream) -> str:
    """A text that fits the attribute's name."""
    names = set(re.findall(r"\w+", attribute.name))
    if names & {"email", "mail"}:
        return _email(row, stream)
    if names & {"phone", "telephone", "mobile", "fax"}:
        return f"020 7946 0{stream.below(1000):03d}"
    if names & {"name", "title", "label", "subject", "headline", "summary"}:
        return _label(entity, names, stream)
    for keys, listed in _TEXTS:
        if names & set(keys.split()):
            return stream.choice(listed)
    return _coded(names, stream)


def is_person(entity: Entity) -> bool:
    """Whether the rows of an entity are people."""
    if set(re.findall(r"\w+", entity.name)) & words.PEOPLE:
        return True
    return any(a.name in ("date of birth", "email", "grade") for a in entity.attributes)


def similar(entity: Entity, label: str, stream: Stream) -> str:
    """A label that is easily taken for the given one: `Dune II`, another Mia."""
    if is_person(entity):
        return f"{label.split(maxsplit=1)[0]} {stream.choice(words.LAST_NAMES)}"
    plain = re.sub(r" (II|III|2)$", "", label)
    return f"{plain} {stream.choice(('II', 'III', '2'))}"


def person(stream: Stream) -> str:
    """A first and a last name."""
    return f"{stream.choice(words.FIRST_NAMES)} {stream.choice(words.LAST_NAMES)}"


def _label(entity: Entity, names: set[str], stream: Stream) -> str:
    if "first" in names:
        return stream.choice(words.FIRST_NAMES)
    if names & {"last", "family"}:
        return stream.choice(words.LAST_NAMES)
    if is_person(entity) and "title" not in names:
        return person(stream)
    said = re.findall(r"\w+", entity.name)
    # the last word says what it is: a service team is a team
    for nouns in (said[-1:], said):
        for keys, listed in words.THINGS:
            if not set(nouns).isdisjoint(keys.split()):
                return stream.choice(listed)
    return f"{stream.choice(words.ADJECTIVES)} {stream.choice(words.NOUNS)}"


_TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("team squad group", words.TEAMS),
    ("department division", words.DEPARTMENTS),
    ("city town place destination origin", words.CITIES),
    ("country nationality", words.COUNTRIES),
    ("street", words.STREETS),
    ("company employer supplier publisher manufacturer brand maker", words.COMPANIES),
    ("color colour", words.COLORS),
    ("genre category topic kind type", words.GENRES),
    ("language", words.LANGUAGES),
    ("note notes comment reason details description remark remarks message", words.REMARKS),
    ("role position job", words.ROLES),
    ("day weekday", words.WEEKDAYS),
    ("product item", words.PRODUCTS),
)

_PERSONS = frozenset(
    words.words("author, writer, artist, director, owner, contact, holder, speaker")
)
_SPOTS = frozenset(words.words("shelf, location, zone, bin, aisle, bay, slot, desk, seat, rack"))


def _coded(names: set[str], stream: Stream) -> str:
    if names & (_PERSONS | words.PEOPLE):
        return person(stream)
    if names & _SPOTS:
        return f"{stream.choice('ABCDE')}{stream.between(1, 24)}"
    if names & {"address"}:
        return f"{stream.between(1, 98)} {stream.choice(words.STREETS)}"
    if names & {"number", "room"}:
        return str(stream.between(101, 420))
    if names & {"sku", "code", "serial", "isbn", "reference", "plate", "barcode", "key", "ref"}:
        letters = "".join(stream.choice("ABCDEFGHKLMNPRSTVWX") for _ in range(3))
        return f"{letters}-{stream.between(100, 999)}"
    return f"{stream.choice(words.ADJECTIVES).lower()} {stream.choice(words.NOUNS).lower()}"


def _email(row: Mapping[str, Value], stream: Stream) -> str:
    name = next((str(row[key]) for key in LABELS if row.get(key)), person(stream))
    local = ".".join(re.findall(r"\w+", name.casefold()))
    return f"{local}@{stream.choice(('example.org', 'example.net', 'example.com'))}"


def _date(name: str, stream: Stream) -> str:
    names = set(re.findall(r"\w+", name))
    if names & {"birth", "birthday", "born"}:
        days = -stream.between(19 * 365, 85 * 365)
    elif names & {"due", "expiry", "expires", "end", "until", "deadline", "delivery"}:
        days = stream.between(-6, 30)
    elif names & {"joined", "opened", "created", "since", "hired", "registered", "published"}:
        days = -stream.between(1, 900)
    else:
        days = stream.between(-10, 20)
    return (TODAY + timedelta(days=days)).isoformat()


def _range(attribute: Attribute) -> tuple[int, int]:
    scale = SCALES[attribute.type]
    names = set(re.findall(r"\w+", attribute.name))
    low, high = next(((a, b) for keys, a, b in _NUMBERS if names & set(keys.split())), (1, 25))
    low, high = low * scale, high * scale
    if attribute.minimum is not None:
        low, high = attribute.minimum, max(high, attribute.minimum + 20 * scale)
    if attribute.maximum is not None:
        high = attribute.maximum
        low = min(low, high) if attribute.minimum is None else attribute.minimum
    return low, max(low, high)
