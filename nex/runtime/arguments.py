"""Arguments: the JSON text that a model writes for a call, read strictly, every defect named."""

from __future__ import annotations

import json

import orjson

from nex.data.jsons import Json, JsonValue

MOST_CHARACTERS = 1 << 20
"""Length of the arguments of one call."""
DEEPEST = 64
"""Levels of nesting; the log puts its own around them."""


class Defect(Exception):
    """What is wrong with arguments; its text goes on from "the arguments of NAME "."""


def read_arguments(text: str) -> Json:
    """The arguments of a call; no text at all is no arguments.

    Raises Defect.
    """
    if len(text) > MOST_CHARACTERS:
        raise Defect(f"are {len(text)} characters long; at most {MOST_CHARACTERS} are read")
    try:
        value: JsonValue = orjson.loads(text or "{}")
    except orjson.JSONDecodeError as e:
        raise Defect(f"are not JSON: {e}") from e
    if not isinstance(value, dict):
        raise Defect(f"must be a JSON object, not {text[:40]!r}")
    if len(text) > DEEPEST and text.count("{") + text.count("[") > DEEPEST < _depth(value):
        raise Defect(f"are nested deeper than {DEEPEST} levels")
    if len(value) != text.count(":") != orjson.dumps(value).count(b":"):
        json.loads(text, object_pairs_hook=_once)
    return value


def _once(pairs: list[tuple[str, object]]) -> None:
    """Refuse an object that has a key twice: which of the values is meant, nobody can know."""
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise Defect(f"have the key {key!r} twice")
        seen.add(key)


def _depth(value: JsonValue) -> int:
    """Levels of objects and lists, at most one more than allowed; needs no deep stack."""
    level: list[JsonValue] = [value]
    for depth in range(1, DEEPEST + 1):
        level = [inner for outer in level for inner in _within(outer)]
        if not level:
            return depth
    return DEEPEST + 1


def _within(value: JsonValue) -> list[JsonValue]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in inner if isinstance(item, dict | list)]
