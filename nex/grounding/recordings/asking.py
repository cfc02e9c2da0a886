"""Which calls a server is recorded with: those that are known, and changes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

from nex.data.jsons import Json, JsonValue, canonical
from nex.data.messages import Signature
from nex.data.recording import Origin
from nex.data.streams import Stream
from nex.grounding.catalogue.entry import SmokeCall
from nex.grounding.catalogue.guessing import guessed
from nex.grounding.fitting import misfit

MOST_VARIED, MOST_WRONG = 12, 2
"""Of one tool."""
MOST_CALLS = 240
NUMBERS = (0, 1, 2, 3, 5, 10, 100)
NO_TOOL = "nex_no_such_tool"


@dataclass(frozen=True, slots=True)
class Planned:
    """A call to be recorded."""

    tool: str
    arguments: Json
    origin: Origin


def planned_calls(
    signatures: Sequence[Signature], known: Sequence[SmokeCall], seed: int = 0
) -> list[Planned]:
    """The calls, in order: what is known, then tool by tool what follows from it.

    They depend on the list of tools, the known calls and the seed alone.
    """
    first = [Planned(call.tool, dict(call.arguments), "known") for call in known]
    named = {call.tool for call in known}
    first += [
        Planned(s.name, guessed(s.input), "guessed") for s in signatures if s.name not in named
    ]
    found = {_key(one): one for one in first}
    for signature in signatures:
        stream = Stream("recording", seed, signature.name)
        for one in _changed(signature, first, stream):
            found.setdefault(_key(one), one)
    found.setdefault((NO_TOOL, b""), Planned(NO_TOOL, {}, "wrong"))
    kept = [*first, *[one for one in found.values() if one not in first]]
    return _spread(kept, len(first))


def _spread(calls: list[Planned], first: int) -> list[Planned]:
    """At most so many: of every tool some, where all are too many."""
    rest = calls[first:]
    room = max(0, MOST_CALLS - first)
    if len(rest) <= room:
        return calls
    nth: dict[str, int] = {}
    ranked: list[tuple[int, int]] = []
    for place, call in enumerate(rest):
        nth[call.tool] = nth.get(call.tool, 0) + 1
        ranked.append((nth[call.tool], place))
    places = sorted(place for _, place in sorted(ranked)[:room])
    return [*calls[:first], *(rest[place] for place in places)]


def _changed(signature: Signature, first: Sequence[Planned], stream: Stream) -> Iterator[Planned]:
    own = [one for one in first if one.tool == signature.name]
    options = [
        (one.arguments, name, value)
        for one in own
        for name in _properties(signature)
        for value in _values(name, _properties(signature)[name], one.arguments.get(name), first)
    ]
    varied = (
        Planned(signature.name, {**arguments, name: value}, "varied")
        for arguments, name, value in stream.shuffled(options)
    )
    yield from islice(
        (one for one in varied if not misfit(one.arguments, signature.input)), MOST_VARIED
    )
    yield from islice(_wrong(signature, own), MOST_WRONG)


def _wrong(signature: Signature, own: Sequence[Planned]) -> Iterator[Planned]:
    """One that lacks a parameter, one that gives it the wrong type."""
    required = [str(n) for n in cast("list[JsonValue]", signature.input.get("required") or [])]
    for one in own[:1]:
        for name in required[:1]:
            rest = {key: value for key, value in one.arguments.items() if key != name}
            yield Planned(signature.name, rest, "wrong")
            yield Planned(signature.name, {**one.arguments, name: {"nex": [None]}}, "wrong")


def _values(
    name: str, schema: JsonValue, now: JsonValue, first: Sequence[Planned]
) -> list[JsonValue]:
    """Values that a parameter might take instead."""
    declared = schema if isinstance(schema, dict) else {}
    found: list[JsonValue] = [one.arguments[name] for one in first if name in one.arguments]
    choices = declared.get("enum")
    found += choices if isinstance(choices, list) else []
    found += [declared["default"]] if "default" in declared else []
    match now if now is not None else declared.get("type"):
        case bool() | "boolean":
            found += [True, False]
        case int() | float() | "integer" | "number":
            found += NUMBERS
        case str() if now is not None:
            found += _texts(str(now))
        case _:
            pass
    unique = {canonical(value): value for value in found if value != now}
    return list(unique.values())


def _texts(text: str) -> list[JsonValue]:
    """The text with its last word changed, cut short, in capitals."""
    head, mark, last = text.rpartition("/")
    return [f"{head}{mark}{last}-2", f"{head}{mark}{last[: len(last) // 2]}", text.upper()]


def _properties(signature: Signature) -> Json:
    found = signature.input.get("properties")
    return found if isinstance(found, dict) else {}


def _key(one: Planned) -> tuple[str, bytes]:
    return one.tool, canonical(one.arguments)
