"""Places in a reply: what stands there, and all the places there are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import orjson

from nex.data.chain import Hop
from nex.data.jsons import JsonValue

MOST_CHARACTERS = 64 << 10
"""Of a reply that is looked at."""
MOST_ITEMS = 8
"""Of a list, and lines of a text, that are places of their own."""
DEEPEST = 6
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\w)")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
HEAD = re.compile(r"\s*([^\s:\[\]{}\"'][^:\[\]{}\"']{0,38}: )(?=\S)|\s*(\[[A-Z]+\] )(?=\S)")
"""What a line may start with that says what follows."""
QUOTES = "'\""

Found = tuple[tuple[Hop, ...], JsonValue]
"""A place and what stands there."""


def read_reply(text: str) -> JsonValue:
    """A reply's text as a value: JSON, a literal of Python, or the text itself."""
    if len(text) > MOST_CHARACTERS:
        return text[:MOST_CHARACTERS]
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    if text[:1] not in "[{(":
        return text
    try:
        return _plain(ast.literal_eval(text), DEEPEST)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text


def value_at(reply: JsonValue, place: tuple[Hop, ...]) -> JsonValue:
    """What stands at a place; LookupError where there is none."""
    for hop in place:
        reply = _inside(reply, hop)
    return reply


def places(reply: JsonValue) -> list[Found]:
    """Every place of a reply with a plain value, in order; the whole reply is the first."""
    return list(_places((), reply, DEEPEST))


def _inside(value: JsonValue, hop: Hop) -> JsonValue:
    match hop.kind, value:
        case "key", dict() if hop.at in value:
            return value[str(hop.at)]
        case "item", list() if 0 < int(hop.at) <= len(value):
            return value[int(hop.at) - 1]
        case "count", list() | dict():
            return len(value)
        case _, str():
            return _within(value, hop)
        case _:
            raise LookupError(f"no {hop.kind} {hop.at!r} there")


def _within(text: str, hop: Hop) -> JsonValue:
    lines = text.splitlines()
    match hop.kind:
        case "line" if 0 < int(hop.at) <= len(lines):
            return lines[int(hop.at) - 1].strip()
        case "lines":
            return len(lines)
        case "after":
            return _after(lines, str(hop.at))
        case "number" if 0 < int(hop.at) <= len(found := NUMBER.findall(text)):
            return _number(found[int(hop.at) - 1])
        case "clock" if moment := MOMENT.fullmatch(text):
            return moment[1]
        case _:
            raise LookupError(f"no {hop.kind} {hop.at!r} there")


def _after(lines: list[str], head: str) -> str:
    for line in lines:
        if line.lstrip().startswith(head):
            return line.lstrip()[len(head) :].strip().strip(QUOTES)
    raise LookupError(f"no line starts with {head!r}")


def _number(text: str) -> JsonValue:
    return float(text) if "." in text else int(text)


def _plain(value: object, depth: int) -> JsonValue:
    """A literal of Python as JSON; ValueError for what JSON cannot say."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple() if depth:
            items: list[object] = [*value]
            return [_plain(item, depth - 1) for item in items]
        case dict() if depth:
            pairs: list[tuple[object, object]] = [*value.items()]
            return {str(key): _plain(item, depth - 1) for key, item in pairs}
        case _:
            raise ValueError("not plain")


def _places(place: tuple[Hop, ...], value: JsonValue, depth: int) -> Iterator[Found]:
    if depth == 0:
        return
    match value:
        case dict():
            for key, item in value.items():
                yield from _places((*place, Hop("key", key)), item, depth - 1)
        case list():
            yield (*place, Hop("count")), len(value)
            for nth, item in enumerate(value[:MOST_ITEMS], 1):
                yield from _places((*place, Hop("item", nth)), item, depth - 1)
        case str():
            yield place, value
            yield from _parts(place, value)
        case None:
            return
        case _:
            yield place, value


def _parts(place: tuple[Hop, ...], text: str) -> Iterator[Found]:
    """What can be named within a text."""
    lines = text.splitlines()
    if MOMENT.fullmatch(text):
        yield (*place, hop := Hop("clock")), _within(text, hop)
    elif len(lines) == 1:
        for nth, number in enumerate(NUMBER.findall(text)[:MOST_ITEMS], 1):
            if number != text:
                yield (*place, Hop("number", nth)), _number(number)
    else:
        yield (*place, Hop("lines")), len(lines)
    heads: dict[str, int] = {}
    for nth, line in enumerate(lines[:MOST_ITEMS], 1):
        if (head := HEAD.match(line)) and (words := head[1] or head[2]) not in heads:
            heads[words] = nth
            yield (*place, Hop("after", words)), _after(lines, words)
        if len(lines) > 1 and line.strip():
            yield (*place, Hop("line", nth)), line.strip()
            yield from _headed((*place, Hop("line", nth)), line.strip())


def _headed(place: tuple[Hop, ...], line: str) -> Iterator[Found]:
    if (head := HEAD.match(line)) and (words := head[1] or head[2]):
        yield (*place, Hop("after", words)), _after([line], words)
