"""What workflows say to their members: arguments in words, results inside other results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, refused, text_part
from nex.errors import InputError
from nex.runtime.unit import Unit


def words(arguments: Json) -> str:
    """A request as it was put; other arguments as JSON."""
    request = arguments.get("request")
    if len(arguments) == 1 and isinstance(request, str):
        return request
    return orjson.dumps(arguments).decode()


def told(result: Result) -> JsonValue:
    """A result as a value inside another one's: its value, else its text; what is not ok says so."""
    if result.status != "ok":
        return {"status": result.status, "code": result.code, "text": result.text}
    return result.text if result.value is None else result.value


def as_object(names: Sequence[str], results: Sequence[Result]) -> Result:
    """Every result under its unit's name; an error (all_failed) where none is ok."""
    return _joined(dict(zip(names, map(told, results), strict=True)), results)


def as_list(results: Sequence[Result]) -> Result:
    """Every result, in source order; an error (all_failed) where none is ok."""
    return _joined(list(map(told, results)), results)


def _joined(value: JsonValue, results: Sequence[Result]) -> Result:
    text = orjson.dumps(value).decode()
    if results and all(result.status != "ok" for result in results):
        return Result([text_part(text)], "error", value, "all_failed")
    return Result([text_part(text)], value=value)


def named(workflow: str, units: Iterable[Unit]) -> dict[str, Unit]:
    """The units by name; InputError where there is none, or two share a name."""
    units = tuple(units)
    found = {unit.signature.name: unit for unit in units}
    if not found or len(found) < len(units):
        names = ", ".join(unit.signature.name for unit in units) or "none"
        raise InputError(f"{workflow!r} needs units of different names; it has {names}")
    return found


def at_least_once(workflow: str, rounds: int) -> None:
    """InputError for rounds below 1."""
    if rounds < 1:
        raise InputError(f"{workflow!r}: rounds={rounds}; at least 1")


def unknown(workflow: str, name: str, known: Iterable[str]) -> Result:
    """The result of a workflow that was told to go on with a unit that it does not have."""
    return refused("unknown_unit", f"{workflow} has no {name!r}; known: {', '.join(known)}")
