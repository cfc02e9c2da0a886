"""A tool server as a probe sees it: names, schemas, replies; nothing of what is behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature

ToolCaller = Callable[[str, Json], Result]
"""(name, arguments) -> the server's reply."""

TRIES = 8
"""A read that meets a rate limit or a timeout is repeated so often."""
PAGES = 60
"""Pages of one search that are read at most."""
TRANSIENT = ("rate_limited", "timeout")


@dataclass(frozen=True, slots=True)
class Shelf:
    """One entity's two read tools: a search and the get that takes its rows' ids."""

    search: Signature
    get: Signature
    id: str
    """The name of the get tool's argument."""


def shelves(signatures: Sequence[Signature]) -> list[Shelf]:
    """The pairs of search and get tools, paired by the longest common beginning of their names."""
    gets = [s for s in signatures if s.name.startswith("get_") and required(s)]
    found: list[Shelf] = []
    for search in signatures:
        if search.name.startswith("search_") and gets:
            get = max(gets, key=lambda g: _common(g.name[4:], search.name[7:]))
            found.append(Shelf(search, get, required(get)[0]))
    return found


def actions(signatures: Sequence[Signature]) -> list[Signature]:
    """The tools that are neither a search nor a get."""
    return [s for s in signatures if not s.name.startswith(("search_", "get_"))]


def _common(left: str, right: str) -> int:
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    )


def required(signature: Signature) -> list[str]:
    """The names of the arguments that must be given."""
    names = signature.input.get("required")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def properties(signature: Signature) -> dict[str, Json]:
    """Argument name -> its schema."""
    found = signature.input.get("properties")
    if not isinstance(found, dict):
        return {}
    return {name: schema for name, schema in found.items() if isinstance(schema, dict)}


def read(call: ToolCaller, name: str, arguments: Json) -> Result:
    """Call a tool that changes nothing, again where the failure is a passing one."""
    result = call(name, arguments)
    for _ in range(TRIES):
        if result.code not in TRANSIENT:
            break
        result = call(name, arguments)
    return result


def rows(result: Result) -> list[Json]:
    """The rows of a search's reply; none where it has another shape."""
    value = result.value
    found = value.get("rows") if isinstance(value, dict) else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def every_row(call: ToolCaller, search: str, where: Json) -> Iterator[Json]:
    """All rows that a search finds, page after page."""
    for page in range(1, PAGES + 1):
        arguments: Json = {**where, "page": page} if page > 1 else where
        result = read(call, search, arguments)
        yield from rows(result)
        if page >= _pages(result):
            return


def _pages(result: Result) -> int:
    value = result.value if isinstance(result.value, dict) else {}
    pages = value.get("pages")
    return pages if isinstance(pages, int) else 1


def row_id(row: Json) -> str:
    """A row's id; "" where it has none."""
    found: JsonValue = row.get("id")
    return found if isinstance(found, str) else ""
