"""Values as words: how a typed value is written in a sentence, and read back."""

from __future__ import annotations

import re
from datetime import date, time

from nex.data.world import MONEY_SCALE, NUMBER_SCALE, Attribute, AttributeType, Value

SCALES: dict[AttributeType, int] = {"integer": 1, "money": MONEY_SCALE, "number": NUMBER_SCALE}
NUMERIC = frozenset(SCALES)
DIGITS: dict[AttributeType, int] = {"integer": 0, "money": 2, "number": 3}
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")
_TEXT = re.compile(r'"[^"\n]*"')


def literal(value: Value, attribute: Attribute | None) -> str:
    """A value as the spec writes it: `yes`, `12.50`, `on loan`, `"quoted text"`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return scaled(value, attribute.type if attribute is not None else "integer")
    if attribute is not None and attribute.type in ("one_of", "date", "time"):
        return value
    return f'"{value}"'


def scaled(value: int, type: AttributeType) -> str:
    """A scaled integer as a decimal: money with two places, a number with as many as it needs."""
    scale = SCALES.get(type, 1)
    whole, part = divmod(abs(value), scale)
    sign = "-" if value < 0 else ""
    places = f"{part:0{DIGITS.get(type, 0)}d}" if part else ""
    if type == "money":
        return f"{sign}{whole}.{part:02d}"
    return f"{sign}{whole}.{places.rstrip('0')}" if places else f"{sign}{whole}"


def unscaled(text: str, type: AttributeType) -> int | None:
    """The scaled integer that a decimal stands for; None where the type cannot hold it."""
    if not _NUMBER.fullmatch(text):
        return None
    whole, _, part = text.lstrip("-").partition(".")
    digits = DIGITS.get(type, 0)
    if len(part.rstrip("0")) > digits:
        return None
    value = int(whole) * SCALES.get(type, 1) + int(part.rstrip("0").ljust(digits, "0") or "0")
    return -value if text.startswith("-") else value


def read_literal(text: str, attribute: Attribute | None) -> Value:
    """The value that a text stands for under an attribute's type; None where it does not fit."""
    if attribute is None:
        return _untyped(text)
    value: Value
    match attribute.type:
        case "one_of":
            value = text if text in attribute.values else None
        case "yes_no":
            value = {"yes": True, "no": False, "true": True, "false": False}.get(text)
        case "integer" | "money" | "number":
            value = unscaled(text, attribute.type)
        case "date":
            value = text if _DATE.fullmatch(text) and _stands(text, date) else None
        case "time":
            value = text if _TIME.fullmatch(text) and _stands(text, time) else None
        case _:
            value = text[1:-1] if _TEXT.fullmatch(text) else None
    return value


def _stands(text: str, kind: type[date] | type[time]) -> bool:
    """Whether it is in the calendar, or on the clock."""
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _untyped(text: str) -> Value:
    if text in ("yes", "no"):
        return text == "yes"
    if _TEXT.fullmatch(text):
        return text[1:-1]
    return unscaled(text, "integer") if _NUMBER.fullmatch(text) else text
