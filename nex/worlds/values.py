"""A World's values as JSON: the schema of an argument, reading one, showing one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from nex.data.jsons import Json, JsonValue
from nex.data.world import Attribute, AttributeType, Parameter, Value
from nex.language.words.literals import DIGITS, SCALES
from nex.language.words.morphology import with_article

LARGEST = 10**15
"""No number grows beyond it, so every value is exact in JSON and in SQLite."""

LONGEST = 10_000
"""Characters of a text, at most."""

Typed = Attribute | Parameter
"""Whatever has a type, allowed values, and for a reference its entity."""

Reader = Callable[[JsonValue], Value]
"""Turns an argument into a value in its own scale; ValueError says what it must be."""

_FORMS: dict[AttributeType, Json] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "money": {"type": "number", "description": "money"},
    "yes_no": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "description": "time", "pattern": "^\\d{2}:\\d{2}$"},
}

_DECIMALS: dict[int, str] = {
    0: "a whole number",
    2: "a number with at most 2 decimals",
    3: "a number with at most 3 decimals",
}


def form(typed: Typed) -> Json:
    """The JSON Schema of a value."""
    if typed.type == "one_of":
        return {"type": "string", "enum": list(typed.values)}
    if typed.type == "reference":
        return {"type": "string", "description": f"id of {with_article(typed.entity or 'row')}"}
    return dict(_FORMS[typed.type])


def reader(typed: Typed) -> Reader:
    """What reads an argument of this type."""
    match typed.type:
        case "one_of":
            return _one_of(typed.values)
        case "integer" | "number" | "money":
            return _number(SCALES[typed.type], DIGITS[typed.type])
        case "yes_no":
            return _yes_no
        case "date":
            return _date
        case "time":
            return _time
        case "text" | "reference":
            return _text


def shown(value: Value, type: AttributeType) -> JsonValue:
    """A value as JSON: money and numbers as decimals."""
    if type in ("money", "number") and isinstance(value, int):
        return value / SCALES[type]
    return value


def _one_of(values: tuple[str, ...]) -> Reader:
    listed = ", ".join(values)
    allowed = frozenset(values)

    def read(value: JsonValue) -> Value:
        if isinstance(value, str) and value in allowed:
            return value
        raise ValueError(f"one of: {listed}")

    return read


def _number(scale: int, digits: int) -> Reader:
    wanted = _DECIMALS[digits]

    def read(value: JsonValue) -> Value:
        match value:
            case bool() | str() | list() | dict() | None:
                raise ValueError(wanted)
            case int() | float():
                return _scaled(value, scale, wanted)

    return read


def _yes_no(value: JsonValue) -> Value:
    if isinstance(value, bool):
        return value
    raise ValueError("true or false")


def _date(value: JsonValue) -> Value:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise ValueError("a date, YYYY-MM-DD")


def _time(value: JsonValue) -> Value:
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return value
    raise ValueError("a time, HH:MM")


def _scaled(value: float, scale: int, wanted: str) -> int:
    if not -LARGEST <= value * scale <= LARGEST:
        raise ValueError(f"{wanted} of a sensible size")
    scaled = round(value * scale)
    if abs(scaled - value * scale) > max(1e-6, abs(scaled) * 1e-12):
        raise ValueError(wanted)
    return scaled


def _text(value: JsonValue) -> Value:
    text = value if isinstance(value, str) else None
    if text is None:
        raise ValueError("a text")
    if len(text) > LONGEST:
        raise ValueError(f"a text of at most {LONGEST} characters")
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("a text in valid Unicode")
    return text
