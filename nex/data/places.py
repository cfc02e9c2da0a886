"""Where in a JSON text a value stands: from keys and numbers to a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

import orjson

from nex.data.jsons import JsonValue

Place = tuple[str | int, ...]
"""Keys and numbers, from the outside in."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


def line_of(text: str, place: Sequence[str | int]) -> int:
    """The line (from 1) of a sound JSON text at which `place` stands, or the nearest thing around it.

    What is in `place` and not in the text, such as the name of a record's kind, is passed over.
    """
    # numbers stay text: some are too long for Python, and NaN is read as records' reader reads it
    whole: JsonValue = json.loads(text, parse_int=str, parse_float=str)
    wanted = _met(whole, place)
    deepest, offset = 0, 0
    for path, start in _starts(text):
        if len(path) >= deepest and path == wanted[: len(path)]:
            deepest, offset = len(path) + 1, start
    return text.count("\n", 0, offset) + 1


def _met(value: JsonValue, place: Sequence[str | int]) -> Place:
    """The part of a place that leads through the value."""
    found: list[str | int] = []
    for step in place:
        inside = _inside(value)
        if step in inside:
            value = inside[step]
            found.append(step)
    return tuple(found)


def _inside(value: JsonValue) -> dict[str | int, JsonValue]:
    if isinstance(value, list):
        return dict(enumerate(value))
    return {**value} if isinstance(value, dict) else {}


def _starts(text: str) -> Iterator[tuple[Place, int]]:
    """Every key or item of the text with the offset at which it begins, in order."""
    path: list[str | int | None] = []
    for match in _TOKEN.finditer(text):
        token, last = match[0], path[-1] if path else None
        if token in "}]":
            path.pop()
        elif token == ",":
            path[-1] = last + 1 if isinstance(last, int) else None
        elif token != ":":
            key = orjson.loads(token) if last is None and path and token[0] == '"' else last
            if path and last is None:
                path[-1] = key
                yield tuple(step for step in path if step is not None), match.start()
            elif isinstance(last, int) or not path:
                yield tuple(step for step in path if step is not None), match.start()
            if token in "{[":
                path.append(None if token == "{" else 0)
