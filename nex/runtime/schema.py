"""Schema: what of a JSON value does not fit a JSON Schema, found by checks compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from nex.data.jsons import Json, JsonValue
from nex.errors import InputError

Find = Callable[[JsonValue, str], list[str]]
"""The defects of a value at a place, each a sentence that begins with the place."""
Check = Callable[[JsonValue, str, list[str]], None]
"""The same, added to those found so far."""
Maker = Callable[["_Checks", Json], Check]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def checker(schema: Json) -> Find:
    """What finds the defects of a value: types, enums, properties, items, bounds, patterns,
    any/one/all of, and references inside the schema. Keywords that it does not know demand
    nothing. Raises InputError for a pattern that is none, or a reference that leads nowhere.
    """
    check = _Checks(schema).of(schema)

    def find(value: JsonValue, at: str) -> list[str]:
        found: list[str] = []
        check(value, at, found)
        return found

    return find


class _Checks:
    """The checks of one schema and of what it refers to; each reference compiled once."""

    def __init__(self, root: Json) -> None:
        self._root = root
        self._known: dict[str, Check] = {}

    def of(self, schema: JsonValue) -> Check:
        if not isinstance(schema, dict):
            return _never if schema is False else _always
        makers = [make for keyword, make in _MAKERS.items() if keyword in schema]
        return _typed(schema, [make(self, schema) for make in makers])

    def refer(self, reference: str) -> Check:
        """The check of `#/$defs/name`; it may refer to itself."""
        known = self._known
        if reference not in known:
            known[reference] = _always
            known[reference] = self.of(self._found(reference))

        def check(value: JsonValue, at: str, found: list[str]) -> None:
            known[reference](value, at, found)

        return check

    def _found(self, reference: str) -> JsonValue:
        found: JsonValue = self._root
        for name in reference.lstrip("#").split("/")[1:]:
            if not isinstance(found, dict) or name not in found:
                raise InputError(f"schema: {reference!r} leads nowhere; it must be in the schema")
            found = found[name]
        return found


def _never(_value: JsonValue, at: str, found: list[str]) -> None:
    found.append(f"{at}: nothing is allowed here")


def _always(_value: JsonValue, _at: str, _found: list[str]) -> None:
    pass


def _typed(schema: Json, checks: list[Check]) -> Check:
    """The checks behind one of the value's type; True and False are no numbers."""
    named = schema.get("type")
    names = named if isinstance(named, list) else [named]
    if not all(name in _TYPES for name in names):
        names = list(_TYPES)
    words = " or ".join(map(str, names))
    wanted = tuple(kind for name in names for kind in _TYPES[str(name)])
    truth = bool in wanted

    def check(value: JsonValue, at: str, found: list[str]) -> None:
        if not isinstance(value, wanted) or (isinstance(value, bool) and not truth):
            found.append(f"{at}: {words} expected, not {_short(value)}")
            return
        for one in checks:
            one(value, at, found)

    return check


def _reference(checks: _Checks, schema: Json) -> Check:
    return checks.refer(str(schema["$ref"]))


def _choices(_checks: _Checks, schema: Json) -> Check:
    choices = schema["enum"] if "enum" in schema else [schema["const"]]
    allowed = choices if isinstance(choices, list) else [choices]
    words = ", ".join(map(repr, allowed))

    def check(value: JsonValue, at: str, found: list[str]) -> None:
        if value not in allowed:
            found.append(f"{at}: {_short(value)} is none of {words}")

    return check


def _properties(checks: _Checks, schema: Json) -> Check:
    named = cast("Json", schema.get("properties", {}))
    required = cast("list[str]", schema.get("required", []))
    known = {name: checks.of(inner) for name, inner in named.items()}
    rest = schema.get("additionalProperties", True)
    other = None if rest is False else checks.of(rest)

    def check(value: JsonValue, at: str, found: list[str]) -> None:
        if not isinstance(value, dict):
            return
        absent = [name for name in required if name not in value]
        found += [f"{_inside(at, name)}: is missing" for name in absent]
        for name, inner in value.items():
            one = known.get(name, other)
            if one is None:
                found.append(f"{_inside(at, name)}: is unknown; known: {', '.join(known)}")
            else:
                one(inner, _inside(at, name), found)

    return check


def _items(checks: _Checks, schema: Json) -> Check:
    each = checks.of(schema["items"])

    def check(value: JsonValue, at: str, found: list[str]) -> None:
        for number, item in enumerate(value if isinstance(value, list) else []):
            each(item, f"{at}[{number}]", found)

    return check


def _pattern(_checks: _Checks, schema: Json) -> Check:
    text = str(schema["pattern"])
    try:
        pattern = re.compile(text)
    except re.error as e:
        raise InputError(f"schema: the pattern {text!r} is none: {e}") from e

    def check(value: JsonValue, at: str, found: list[str]) -> None:
        if isinstance(value, str) and not pattern.search(value):
            found.append(f"{at}: {_short(value)} does not match {text}")

    return check


def _some(checks: _Checks, schema: Json) -> Check:
    """anyOf and oneOf: one alternative that fits is enough."""
    key = "anyOf" if "anyOf" in schema else "oneOf"
    options = [checks.of(option) for option in cast("list[JsonValue]", schema[key])]

    def check(value: JsonValue, at: str, found: list[str]) -> None:
        wrong: list[list[str]] = [[] for _ in options]
        for option, into in zip(options, wrong, strict=True):
            option(value, at, into)
        if wrong and all(wrong):
            found.append(min(wrong, key=len)[0])

    return check


def _all(checks: _Checks, schema: Json) -> Check:
    parts = [checks.of(part) for part in cast("list[JsonValue]", schema["allOf"])]

    def check(value: JsonValue, at: str, found: list[str]) -> None:
        for part in parts:
            part(value, at, found)

    return check


def _bound(keyword: str, kind: tuple[type, ...], words: str, *, least: bool) -> Maker:
    """Maker of the check that a size lies on its side of a bound."""

    def make(_checks: _Checks, schema: Json) -> Check:
        bound = schema[keyword]
        limit = bound if isinstance(bound, int | float) else 0
        strict = keyword.startswith("exclusive")

        def check(value: JsonValue, at: str, found: list[str]) -> None:
            if not isinstance(value, kind) or isinstance(value, bool):
                return
            size = value if isinstance(value, int | float) else len(cast("str", value))
            distance = size - limit if least else limit - size
            if distance < 0 or (strict and not distance):
                found.append(f"{at}: {words} {limit:g} expected, not {_short(value)}")

        return check

    return make


_NUMBER = (int, float)
_MAKERS: dict[str, Maker] = {
    "$ref": _reference,
    "enum": _choices,
    "const": _choices,
    "properties": _properties,
    "items": _items,
    "pattern": _pattern,
    "anyOf": _some,
    "oneOf": _some,
    "allOf": _all,
    "minimum": _bound("minimum", _NUMBER, "at least", least=True),
    "maximum": _bound("maximum", _NUMBER, "at most", least=False),
    "exclusiveMinimum": _bound("exclusiveMinimum", _NUMBER, "more than", least=True),
    "exclusiveMaximum": _bound("exclusiveMaximum", _NUMBER, "less than", least=False),
    "minLength": _bound("minLength", (str,), "characters: at least", least=True),
    "maxLength": _bound("maxLength", (str,), "characters: at most", least=False),
    "minItems": _bound("minItems", (list,), "items: at least", least=True),
    "maxItems": _bound("maxItems", (list,), "items: at most", least=False),
}


def _inside(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _short(value: JsonValue) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
