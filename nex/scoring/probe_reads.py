"""The probes that only read: what is found, fetched, filtered and refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature
from nex.scoring.probes import Tally
from nex.scoring.servers import (
    Shelf,
    ToolCaller,
    actions,
    every_row,
    properties,
    read,
    required,
    row_id,
    rows,
    shelves,
)

ROWS = 4
"""Rows per search that are looked at closely."""
NOWHERE = "ZZ-0000000"
NONSENSE = "no such value \u2042"
_ID = re.compile(r"[A-Z]+-(?=\w)")


def probe_reads(call: ToolCaller, signatures: Sequence[Signature], tally: Tally) -> None:
    """Look at a few rows of every entity from all sides."""
    homes: dict[str, Shelf] = {}
    seen: list[tuple[Shelf, list[Json]]] = []
    for shelf in shelves(signatures):
        found = rows(read(call, shelf.search.name, {}))[:ROWS]
        seen.append((shelf, found))
        homes.update({_prefix(row_id(row)): shelf for row in found if _prefix(row_id(row))})
    for shelf, found in seen:
        _round_trips(call, shelf, found, tally)
        _filters(call, shelf, found, tally)
        _references(call, homes, found, tally)
        _unknown_ids(call, shelf, tally)


def probe_refusals(call: ToolCaller, signatures: Sequence[Signature], tally: Tally) -> None:
    """Arguments outside the schema must be refused, by every tool."""
    for signature in signatures:
        for name, schema in properties(signature).items():
            if "enum" in schema:
                arguments: Json = {**_filled(signature), name: NONSENSE}
                _must_fail(call, signature, arguments, tally, "bad value refused")
        if required(signature):
            _must_fail(call, signature, {}, tally, "missing argument refused")
    for signature in actions(signatures):
        if required(signature):
            _must_fail(call, signature, _filled(signature), tally, "unknown row refused")


def _must_fail(
    call: ToolCaller, signature: Signature, arguments: Json, tally: Tally, name: str
) -> None:
    tally.note(name, read(call, signature.name, arguments).status == "error")


def _filled(signature: Signature) -> Json:
    """Every required argument, filled with something that cannot exist."""
    return dict.fromkeys(required(signature), NOWHERE)


def _round_trips(call: ToolCaller, shelf: Shelf, found: list[Json], tally: Tally) -> None:
    again = rows(read(call, shelf.search.name, {}))[:ROWS]
    tally.note("search repeats", again == found)
    for row in found:
        got = _get(call, shelf, row_id(row))
        tally.note("get returns what search found", got.value == row)
        tally.note("get repeats", _get(call, shelf, row_id(row)).value == got.value)


def _get(call: ToolCaller, shelf: Shelf, id: str) -> Result:
    return read(call, shelf.get.name, {shelf.id: id})


def _filters(call: ToolCaller, shelf: Shelf, found: list[Json], tally: Tally) -> None:
    names = [name for name in properties(shelf.search) if name != "page"]
    for row in found:
        for name in names:
            if (value := row.get(name)) is not None:
                _filter(call, shelf, row, {name: value}, tally)


def _filter(call: ToolCaller, shelf: Shelf, row: Json, where: Json, tally: Tally) -> None:
    matching = list(every_row(call, shelf.search.name, where))
    ((name, value),) = where.items()
    tally.note("filters are sound", all(_same(got.get(name), value) for got in matching))
    tally.note("filters are complete", any(row_id(got) == row_id(row) for got in matching))


def _same(left: JsonValue, right: JsonValue) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return left == right


def _references(call: ToolCaller, homes: dict[str, Shelf], found: list[Json], tally: Tally) -> None:
    for row in found:
        for name, value in row.items():
            home = homes.get(_prefix(value)) if name != "id" else None
            if home is not None and isinstance(value, str):
                got = _get(call, home, value).value
                tally.note("references resolve", isinstance(got, dict) and row_id(got) == value)


def _prefix(value: JsonValue) -> str:
    match = _ID.match(value) if isinstance(value, str) else None
    return match.group() if match else ""


def _unknown_ids(call: ToolCaller, shelf: Shelf, tally: Tally) -> None:
    result = _get(call, shelf, NOWHERE)
    tally.note("unknown id refused", result.status == "error")
