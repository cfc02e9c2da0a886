"""Whether a reply fits the schema that its server declared, in bounded steps, whatever that schema is.

The schema comes from a stranger. So nothing is fetched, no pattern is tried (one regular
expression can run for hours, and holds the interpreter while it does), and what cannot be decided
within the steps is let through: the reply is data either way.
"""

from __future__ import annotations

from collections.abc import Callable

from nex.data.jsons import Json, JsonValue

STEPS = 20_000
"""Schemas that meet a value before the question is given up; some 20 ms."""
DEEPEST = 100
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


class _Undecided(Exception):
    """The steps are used up, or the schema is nested too deep."""


def misfit(value: JsonValue, schema: Json) -> str:
    """The first thing in which the value does not fit, with its place; "": none was found."""
    try:
        return _Fit(schema).of(value, schema, "reply", DEEPEST)
    except _Undecided:
        return ""


class _Fit:
    """One question about one schema: its root and the steps that are left."""

    def __init__(self, root: Json) -> None:
        self._root = root
        self._steps = STEPS

    def of(self, value: JsonValue, schema: JsonValue, at: str, depth: int) -> str:
        self.spend(1)
        if depth == 0:
            raise _Undecided
        if schema is False:
            return f"{at}: nothing is allowed here"
        if not isinstance(schema, dict):
            return ""
        if isinstance(reference := schema.get("$ref"), str):
            return self.of(value, self._found(reference), at, depth - 1)
        for look in (_type, _choice, _object, _array, _bounds, _options):
            if defect := look(self, value, schema, at, depth):
                return defect
        return ""

    def spend(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise _Undecided

    def _found(self, reference: str) -> JsonValue:
        """What a reference within the schema names; any other names what everything fits."""
        if not reference.startswith("#"):
            return True
        found: JsonValue = self._root
        for name in reference[1:].split("/")[1:]:
            if not isinstance(found, dict) or name not in found:
                return True
            found = found[name]
        return found


Look = Callable[[_Fit, JsonValue, Json, str, int], str]


def _type(_fit: _Fit, value: JsonValue, schema: Json, at: str, _depth: int) -> str:
    named = schema.get("type")
    names = [n for n in (named if isinstance(named, list) else [named]) if isinstance(n, str)]
    if not names or not all(name in TYPES for name in names):
        return ""
    fits = any(isinstance(value, TYPES[name]) for name in names)
    if isinstance(value, bool):
        fits = "boolean" in names
    return "" if fits else f"{at}: {' or '.join(names)} expected, not {_short(value)}"


def _choice(fit: _Fit, value: JsonValue, schema: Json, at: str, _depth: int) -> str:
    choices = schema.get("enum")
    if not isinstance(choices, list):
        if "const" not in schema:
            return ""
        choices = [schema["const"]]
    fit.spend(len(choices))
    return "" if value in choices else f"{at}: {_short(value)} is none of those allowed"


def _object(fit: _Fit, value: JsonValue, schema: Json, at: str, depth: int) -> str:
    if not isinstance(value, dict):
        return ""
    required, properties = schema.get("required"), schema.get("properties")
    for name in required if isinstance(required, list) else []:
        if isinstance(name, str) and name not in value:
            return f"{at}: {_short(name)} is missing"
    known = properties if isinstance(properties, dict) else {}
    rest = schema.get("additionalProperties", True)
    if "patternProperties" in schema:
        rest = True
    for name, inner in value.items():
        if defect := fit.of(inner, known.get(name, rest), f"{at}.{name[:60]}", depth - 1):
            return defect
    return ""


def _array(fit: _Fit, value: JsonValue, schema: Json, at: str, depth: int) -> str:
    each = schema.get("items")
    if not isinstance(value, list) or not isinstance(each, dict):
        return ""
    first = schema.get("prefixItems")
    start = len(first) if isinstance(first, list) else 0
    for number, item in enumerate(value[start:], start):
        if defect := fit.of(item, each, f"{at}[{number}]", depth - 1):
            return defect
    return ""


BOUNDS = (("minimum", 1), ("maximum", -1), ("minLength", 1), ("maxLength", -1),
          ("minItems", 1), ("maxItems", -1))  # fmt: skip


def _bounds(_fit: _Fit, value: JsonValue, schema: Json, at: str, _depth: int) -> str:
    for keyword, sign in BOUNDS:
        bound, size = schema.get(keyword), _size(value, keyword)
        if not isinstance(bound, int | float) or isinstance(bound, bool) or size is None:
            continue
        if sign * (size - bound) < 0:
            return f"{at}: {keyword} is {bound:g}, not {size:g}"
    return ""


def _size(value: JsonValue, keyword: str) -> float | None:
    match value:
        case bool():
            return None
        case int() | float() if keyword in ("minimum", "maximum"):
            return value
        case str() if keyword.endswith("Length"):
            return len(value)
        case list() if keyword.endswith("Items"):
            return len(value)
        case _:
            return None


def _options(fit: _Fit, value: JsonValue, schema: Json, at: str, depth: int) -> str:
    """allOf: every one; anyOf and oneOf: one that fits is enough."""
    every = schema.get("allOf")
    for part in every if isinstance(every, list) else []:
        if defect := fit.of(value, part, at, depth - 1):
            return defect
    for key in ("anyOf", "oneOf"):
        options = schema.get(key)
        if not isinstance(options, list) or not options:
            continue
        defects = [fit.of(value, option, at, depth - 1) for option in options]
        if all(defects):
            return defects[0]
    return ""


def _short(value: JsonValue) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = repr(value[:60] if isinstance(value, str) else value)
    return text if len(text) <= 60 else f"{text[:57]}..."
