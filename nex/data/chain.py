"""A chain of calls as data: which tools, with what, and what of a reply goes where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nex.data.jsons import JsonValue

HOLE = "{}"
"""Stands in a value for what an earlier reply brings."""
HopKind = Literal["key", "item", "count", "line", "lines", "after", "number", "clock"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step into a reply; places are counted from 1."""

    kind: HopKind
    at: str | int = ""
    """key: its name; item, line, number: which; after: what stands before it; else nothing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that stands in the reply to an earlier call."""

    step: int
    """Which call, counted from 0."""
    place: tuple[Hop, ...] = ()
    """From the whole reply inwards."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What one argument is: a value, and what fills the hole in it."""

    name: str
    value: JsonValue
    taken: Taken | None = None
    """None: the value is what it says. Otherwise every text in it that is `{}` becomes the taken
    value itself, and `{}` within a longer text becomes its text."""


@dataclass(frozen=True, slots=True)
class Link:
    """One call of a chain."""

    tool: str
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """Calls in order, and what is asked for in the end."""

    links: tuple[Link, ...]
    answer: Taken | None = None
    """None: nothing is asked for."""


def filled(argument: Argument, value: JsonValue) -> JsonValue:
    """The argument's value with the hole filled."""
    return argument.value if argument.taken is None else _filled(argument.value, value)


def _filled(form: JsonValue, value: JsonValue) -> JsonValue:
    match form:
        case str() if form == HOLE:
            return value
        case str():
            return form.replace(HOLE, plain(value))
        case list():
            return [_filled(item, value) for item in form]
        case dict():
            return {key: _filled(item, value) for key, item in form.items()}
        case _:
            return form


def plain(value: JsonValue) -> str:
    """A value within a text: a text as it is, a number in its digits."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
