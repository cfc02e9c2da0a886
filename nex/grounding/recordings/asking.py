"""Which calls a server is recorded with: those that are known, and changes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

LEAST_VARIED, MOST_WRONG = 12, 2
"""Changed calls of one tool, where all have some; calls that must be refused."""
MOST_CALLS = 240
NUMBERS = (0, 1, 2, 3, 5, 10, 100)
QUERIES = (
    "SELECT COUNT(*) FROM items", "SELECT name FROM items WHERE id = 1", "SELECT 7 AS seven",
    "SELECT * FROM nowhere", "SELEC 1", "SELECT 'a' AS letter, 2 AS two", "SELECT 1 / 4 AS q",
    "SELECT name, id FROM items ORDER BY id DESC", "SELECT * FROM items WHERE name LIKE 'l%'",
    "SELECT MAX(id) FROM items", "SELECT nothing FROM items", "SELECT * FROM missing_table",
    "SELECT 40 + 2 AS answer", "SELECT 'x' AS x UNION SELECT 'y'", "SELECT FROM", "",
)  # fmt: skip
OTHERS: Mapping[str, tuple[str, ...]] = {
    "timezone": (
        "Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC", "Mars/Olympus", "Asia/Kolkata",
        "Africa/Cairo", "Australia/Sydney", "Europe/Atlantis", "CEST",
    ),
    "time": ("08:30", "23:15", "00:00", "25:61", "6 pm", "17:45", "09:05"),
    "date": ("2026-02-28", "2025-12-31", "soon"),
    "query": QUERIES,
    "sql": QUERIES,
    "expression": (
        "2 * (3 + 4)", "10 / 4", "2 ** 10", "1 / 0", "7 % 3", "sqrt(16)", "2 +", "19 - 23",
        "3.5 * 2", "100 // 7", "abs(-3)", "x + 1", "(1 + 2", "2 ** 0.5", "5 / 0", "0.1 + 0.2",
        "12 * 12", "max(1, 2)", "round(2.5)", "1e3 + 1",
    ),
    "cell": ("A1", "B2", "C10", "1A"),
    "range": ("A1:B2", "A1:A10"),
    "color": ("FF0000", "00FF00"),
    "style": ("Normal", "Title"),
    "name": ("lamp", "chair", "nobody"),
    "content": ("A second line.", "Nothing here."),
    "text": ("A second line.", "Nothing here."),
    "message": ("A second note.", "Nothing here."),
}  # fmt: skip
"""Part of a parameter's name -> values that such a parameter also takes."""
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
    named, pool = {call.tool for call in known}, _pool(first)
    first += [_guess(s, pool) for s in signatures if s.name not in named]
    found = {_key(one): one for one in first}
    most = max(LEAST_VARIED, MOST_CALLS // (2 * len(signatures) or 1))
    for signature in signatures:
        stream = Stream("recording", seed, signature.name)
        for one in _changed(signature, first, stream, most):
            found.setdefault(_key(one), one)
    found.setdefault((NO_TOOL, b""), Planned(NO_TOOL, {}, "wrong"))
    kept = [*first, *[one for one in found.values() if one not in first]]
    return _spread(kept, len(first))


def _guess(signature: Signature, pool: Mapping[str, Json]) -> Planned:
    """A guess, with the values that known calls give to parameters of the same names."""
    arguments = guessed(signature.input)
    for name in arguments:
        known = next(iter(pool.get(name, {}).values()), None)
        better = {**arguments, name: known}
        if known is not None and not misfit(better, signature.input):
            arguments = better
    return Planned(signature.name, arguments, "guessed")


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


def _changed(
    signature: Signature, first: Sequence[Planned], stream: Stream, most: int
) -> Iterator[Planned]:
    own = [one for one in first if one.tool == signature.name]
    options = [
        changed for one in own for changed in _changes(one.arguments, signature, _pool(first))
    ]
    varied = (Planned(signature.name, changed, "varied") for changed in stream.shuffled(options))
    fitting = (one for one in varied if not misfit(one.arguments, signature.input))
    yield from islice(fitting, most)
    yield from islice(_wrong(signature, own), MOST_WRONG)


def _changes(arguments: Json, signature: Signature, pool: Mapping[str, Json]) -> list[Json]:
    """The arguments with one value changed, added or left out."""
    declared = signature.input.get("properties")
    properties = declared if isinstance(declared, dict) else {}
    found: list[Json] = []
    for path, now in _spots(arguments):
        schema = properties.get(str(path[-1])) if len(path) == 1 else None
        found += [_put(arguments, path, value) for value in _values(path, schema, now, pool)]
    for name in properties:
        if name not in arguments:
            values = _values((name,), properties[name], None, pool)
            found += [{**arguments, name: value} for value in values]
        else:
            found.append({key: value for key, value in arguments.items() if key != name})
    return found


Path = tuple[str | int, ...]


def _spots(value: JsonValue, path: Path = ()) -> Iterator[tuple[Path, JsonValue]]:
    """The values that hold no others, and where they stand."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from _spots(inner, (*path, key))
        case list():
            for place, inner in enumerate(value):
                yield from _spots(inner, (*path, place))
        case _:
            yield path, value


def _put(arguments: Json, path: Path, value: JsonValue) -> Json:
    """The arguments with another value in that place."""
    return cast("Json", _replaced(arguments, path, value))


def _replaced(at: JsonValue, path: Path, value: JsonValue) -> JsonValue:
    if not path:
        return value
    head, *rest = path
    match at:
        case dict():
            return {k: _replaced(v, tuple(rest), value) if k == head else v for k, v in at.items()}
        case list():
            return [_replaced(v, tuple(rest), value) if n == head else v for n, v in enumerate(at)]
        case _:
            return at


def _pool(first: Sequence[Planned]) -> dict[str, Json]:
    """The values that stand under each name in any of the calls."""
    found: dict[str, Json] = {}
    for one in first:
        for path, value in _spots(one.arguments):
            found.setdefault(_name(path), {})[canonical(value).decode()] = value
    return found


def _name(path: Path) -> str:
    """The last key of a path."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _wrong(signature: Signature, own: Sequence[Planned]) -> Iterator[Planned]:
    """One that lacks a parameter, one that gives it the wrong type."""
    required = [str(n) for n in cast("list[JsonValue]", signature.input.get("required") or [])]
    for one in own[:1]:
        for name in required[:1]:
            rest = {key: value for key, value in one.arguments.items() if key != name}
            yield Planned(signature.name, rest, "wrong")
            yield Planned(signature.name, {**one.arguments, name: {"nex": [None]}}, "wrong")


def _values(
    path: Path, schema: JsonValue, now: JsonValue, pool: Mapping[str, Json]
) -> list[JsonValue]:
    """Values that might stand there instead."""
    declared, name = schema if isinstance(schema, dict) else {}, _name(path)
    choices = declared.get("enum")
    found = [*pool.get(name, {}).values(), *(choices if isinstance(choices, list) else [])]
    match now if now is not None else declared.get("type"):
        case bool() | "boolean":
            found += [True, False]
        case int() | float() | "integer" | "number":
            found += NUMBERS
        case str():
            found += next((v for word, v in OTHERS.items() if word in name.lower()), ())
            found += _texts(now) if isinstance(now, str) else ()
        case _:
            pass
    unique = {canonical(value): value for value in found if value != now}
    return list(unique.values())


def _texts(text: str) -> list[JsonValue]:
    """The text with its last word changed, cut short, in capitals."""
    head, mark, last = text.rpartition("/")
    return [f"{head}{mark}{last}-2", f"{head}{mark}{last[: len(last) // 2]}", text.upper()]


def _key(one: Planned) -> tuple[str, bytes]:
    return one.tool, canonical(one.arguments)
