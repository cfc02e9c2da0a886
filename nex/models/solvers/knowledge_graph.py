"""Solves knowledge-graph: reads every document in order, then the graph, then mends the graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.task import Outcome
from nex.models.solvers.reading import LOST, Step, answered, call, read

ROOT = "/workspace/"
FIRM = r"[A-Z]\w+ [A-Z]\w+"
PERSON = r"[A-Z]\w+ [A-Z]\w+"


@dataclass(frozen=True, slots=True)
class Firm:
    """What is known of a firm."""

    name: str
    founded: str
    seat: str
    director: str
    owner: str


Found = dict[str, str]
Firms = dict[str, Firm]
Way = Callable[[Found, Firms], Step[Outcome]]


def solve(request: str, _tools: Sequence[Signature]) -> Step[Outcome]:
    """Work through the tools of files and memory; refuse what cannot be understood."""
    for pattern, way in WAYS:
        if (found := read(pattern, request)) is not None:
            firms = yield from _firms()
            return (yield from way(found, firms))
    return LOST


def _firms() -> Step[Firms]:
    """Every firm as the documents and all memos have it."""
    listed = yield from call("search_files", path=ROOT, pattern="**/*.txt")
    paths = sorted(line for line in listed.splitlines() if line.startswith(ROOT))
    wanted: list[JsonValue] = [*paths]
    text = yield from call("read_multiple_files", paths=wanted)
    parts = re.split(rf"^({re.escape(ROOT)}\S+\.txt):\n", text, flags=re.MULTILINE)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True))
    told = [_told(" ".join(texts[path].split())) for path in paths if "/firms/" in path]
    firms = {firm.name: firm for firm in told}
    before: Firm | None = None
    for path in paths:
        if "/memos/" in path:
            before = _heed(firms, " ".join(texts[path].split()), before)
    return firms


def _told(text: str) -> Firm:
    name = re.match(rf"(?:Founded in \d+, |The director of )?({FIRM})[ ,]", text)
    seat = re.search(r"(?:seat is|seat in|works from) (\w+)", text)
    director = re.search(
        rf"and ({PERSON}) directs|director is ({PERSON})|^The director of {FIRM}, ({PERSON}),", text
    )
    owner = re.search(rf"belongs to ({FIRM})\.|({FIRM}) owns it", text)
    year = re.search(r"ounded in (\d{4})", text)
    return Firm(_one(name), _one(year), _one(seat), _one(director), _one(owner))


def _one(found: re.Match[str] | None) -> str:
    return next((group for group in found.groups() if group), "") if found else ""


def _heed(firms: Firms, text: str, before: Firm | None) -> Firm | None:
    """Change what a memo changes; the firm as it was, for a memo that takes it back."""
    if (
        new := re.search(rf"({PERSON}) takes over from .* as director of ({FIRM})\.", text)
    ) is not None:
        firm = firms[new[2]]
        firms[firm.name] = replace(firm, director=new[1])
        return firm
    if (new := re.search(rf"({FIRM}) moves its seat from \w+ to (\w+)\.", text)) is not None:
        firm = firms[new[1]]
        firms[firm.name] = replace(firm, seat=new[2])
        return firm
    if before is not None:
        firms[before.name] = before
    return None


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph as it was read."""

    kinds: dict[str, str]
    said: dict[str, list[str]]
    relations: list[tuple[str, str, str]]


def _graph() -> Step[Graph]:
    text = yield from call("read_graph")
    found = cast("dict[str, list[dict[str, str]]]", orjson.loads(text))
    entities = found["entities"]
    return Graph(
        {one["name"]: one["entityType"] for one in entities},
        {one["name"]: list(one["observations"]) for one in entities},
        [(one["from"], one["relationType"], one["to"]) for one in found["relations"]],
    )


def _relate(tool: str, *relations: tuple[str, str, str]) -> Step[None]:
    if relations:
        told: list[JsonValue] = [{"from": a, "relationType": k, "to": b} for a, k, b in relations]
        yield from call(tool, relations=told)


def _entity(name: str, kind: str, *said: str) -> Step[None]:
    texts: list[JsonValue] = [*said]
    one: Json = {"name": name, "entityType": kind, "observations": texts}
    yield from call("create_entities", entities=[one])


def _resay(name: str, old: str, new: str) -> Step[None]:
    yield from call("delete_observations", deletions=[{"entityName": name, "observations": [old]}])
    yield from call("add_observations", observations=[{"entityName": name, "contents": [new]}])


def _directs(found: Found, firms: Firms) -> Step[Outcome]:
    yield from ()
    return answered(firms[found["firm"]].director)


def _seat(found: Found, firms: Firms) -> Step[Outcome]:
    yield from ()
    return answered([firm.name for firm in firms.values() if firm.seat == found["city"]])


def _top(found: Found, firms: Firms) -> Step[Outcome]:
    yield from ()
    top = found["firm"]
    while firms[top].owner:
        top = firms[top].owner
    return answered(top)


def _record(found: Found, firms: Firms) -> Step[Outcome]:
    firm, graph = firms[found["firm"]], (yield from _graph())
    yield from _entity(firm.name, "firm", f"founded {firm.founded}", f"seat {firm.seat}")
    if firm.director not in graph.kinds:
        yield from _entity(firm.director, "person")
    yield from _relate("create_relations", (firm.director, "directs", firm.name))
    if firm.owner in graph.kinds:
        yield from _relate("create_relations", (firm.owner, "owns", firm.name))
    return Outcome()


def _director(found: Found, firms: Firms) -> Step[Outcome]:
    firm, graph = firms[found["firm"]], (yield from _graph())
    old = [r for r in graph.relations if r[1:] == ("directs", firm.name)]
    yield from _relate("delete_relations", *old)
    if firm.director not in graph.kinds:
        yield from _entity(firm.director, "person")
    yield from _relate("create_relations", (firm.director, "directs", firm.name))
    return Outcome()


def _moved(_: Found, firms: Firms) -> Step[Outcome]:
    graph = yield from _graph()
    for firm in firms.values():
        for text in graph.said.get(firm.name, []):
            if text.startswith("seat ") and text != f"seat {firm.seat}":
                yield from _resay(firm.name, text, f"seat {firm.seat}")
    return Outcome()


def _years(found: Found, firms: Firms) -> Step[Outcome]:
    graph = yield from _graph()
    for firm in firms.values():
        for text in graph.said.get(firm.name, []):
            wrong = text.startswith("founded ") and text != f"founded {firm.founded}"
            if wrong and int(firm.founded) > int(found["year"]):
                yield from _resay(firm.name, text, f"founded {firm.founded}")
    return Outcome()


def _twin(found: Found, _: Firms) -> Step[Outcome]:
    twin, firm, graph = found["twin"], found["firm"], (yield from _graph())
    mine = [r for r in graph.relations if twin in r]
    moved = [(firm if a == twin else a, k, firm if b == twin else b) for a, k, b in mine]
    yield from _relate("create_relations", *[r for r in moved if r not in graph.relations])
    yield from call("delete_entities", entityNames=[twin])
    return Outcome()


def _idle(_: Found, __: Firms) -> Step[Outcome]:
    graph = yield from _graph()
    busy = {name for a, _kind, b in graph.relations for name in (a, b)}
    idle: list[JsonValue] = [
        name for name, kind in graph.kinds.items() if kind == "person" and name not in busy
    ]
    yield from call("delete_entities", entityNames=idle)
    return Outcome()


WAYS: tuple[tuple[str, Way], ...] = (
    (rf"Who directs (?P<firm>{FIRM}) now", _directs),
    (rf"who is the director of (?P<firm>{FIRM})\?", _directs),
    (r"Which firms have their seat in (?P<city>\w+) by now", _seat),
    (rf"(?P<firm>{FIRM}) belongs to another firm", _top),
    (rf"Record (?P<firm>{FIRM}) in the graph", _record),
    (rf"right director of (?P<firm>{FIRM}):", _director),
    (r"Bring the seats of all firms", _moved),
    (r"Correct the seats of all of them", _moved),
    (r"in truth founded after (?P<year>\d+)\.", _years),
    (rf"^(?P<twin>{FIRM} Ltd) and (?P<firm>{FIRM}) are one firm", _twin),
    (r"[Dd]elete (?:the persons from the graph that|them)", _idle),
)
