"""Chains that need a World and the server beside it: what one tells says what to do on the other."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from nex.data.chain import HOLE, Argument, Chain, Hop, Link, Taken
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.data.task import PlannedCall
from nex.data.world import World, identifier
from nex.language.chains.places import read_reply, value_at
from nex.language.requests.request import label_attribute
from nex.synthesis.servers.chaining import DULL, Drawing, Reply, needs, planned, renumbered
from nex.synthesis.servers.facts import Facts, Record
from nex.synthesis.servers.learning import Learned
from nex.worlds.populate import Template

ATTEMPTS = 6
FIRST = (Hop("key", "rows"), Hop("item", 1))
"""Where the row stands that a search found."""

Making = Generator[PlannedCall, Reply, Chain | None]


@dataclass(frozen=True, slots=True)
class Search:
    """How rows of one entity are found by what they are called."""

    entity: str
    tool: str
    parameter: str
    labels: tuple[str, ...]
    """Those that one row alone has."""
    actions: tuple[tuple[str, str], ...]
    """Tools that do something with one such row, and the parameter that names it."""


@dataclass(frozen=True, slots=True)
class Both:
    """A World and what is known of the server beside it."""

    searches: tuple[Search, ...]
    learned: Learned
    """Of all tools together."""
    beside: tuple[str, ...]
    """The server's own tools that do something."""
    facts: Facts
    named: Facts
    """Where the server's workspace speaks of the World's rows."""


def searches_of(template: Template, tools: Sequence[Signature]) -> tuple[Search, ...]:
    """The World's rows that a server may speak of."""
    return tuple(_searches(template.world, template, {tool.name: tool for tool in tools}))


def records_of(searches: Sequence[Search], count: int, stream: Stream) -> list[Record]:
    """Rows for a workspace to speak of, of each entity in turn."""
    turns = [stream.choice(searches) for _ in range(count)] if searches else []
    return [Record(one.entity, stream.choice(one.labels)) for one in turns]


def both(searches: tuple[Search, ...], learned: Learned, world: Sequence[Signature]) -> Learned:
    """What is known of the World's tools and the server's together."""
    kinds = {(one.tool, one.parameter): ("known_name",) for one in searches}
    acting = frozenset(tool for one in searches for tool, _ in one.actions)
    return replace(
        learned,
        signatures=(*world, *learned.signatures),
        kinds={**learned.kinds, **kinds},
        writers=learned.writers | acting,
    )


def draw_joint(place: Both, stream: Stream) -> Making:
    """Yields calls, receives replies; ends with a chain over both, or None."""
    drawing = Drawing(place.learned, place.facts, stream)
    if stream.below(3) == 0:
        search = stream.choice(place.searches)
        label = Argument(search.parameter, stream.choice(search.labels))
        found = yield from _made(drawing, Link(search.tool, (label,)))
        return (yield from _told(drawing, place, search)) if found else None
    named = yield from _named(drawing, place)
    if named is None:
        return None
    search, taken = named
    if not (yield from _made(drawing, Link(search.tool, (_hole(search.parameter, taken),)))):
        return None
    return (yield from _ended(drawing, place, search))


def _ended(drawing: Drawing, place: Both, search: Search) -> Making:
    """After the row was found: act on it, write of it, or tell of it."""
    row = Taken(len(drawing.links) - 1, (*FIRST, Hop("key", "id")))
    match drawing.stream.below(3):
        case 0:
            return (yield from _told(drawing, place, search))
        case 1 if search.actions:
            for tool, parameter in drawing.stream.shuffled(search.actions):
                if (yield from _made(drawing, Link(tool, (_hole(parameter, row),)))):
                    return _needed(drawing, None)
            return None
        case _:
            asked = [taken for taken, _ in _facts_of_row(drawing, search)]
            return _needed(drawing, drawing.stream.choice(asked)) if asked else None


def _told(drawing: Drawing, place: Both, search: Search) -> Making:
    """Write something on the server that the row just found tells."""
    drawing.seen = _facts_of_row(drawing, search)
    drawing.facts = place.facts
    writers = [name for name in place.beside if name in place.learned.writers]
    tools = [s for s in place.learned.signatures if s.name in writers]
    for _ in range(ATTEMPTS if tools and drawing.seen else 0):
        link = drawing.link(drawing.stream.choice(tools))
        if needs(link) and (yield from _made(drawing, link)):
            return _needed(drawing, None)
    return None


def _named(
    drawing: Drawing, place: Both
) -> Generator[PlannedCall, Reply, tuple[Search, Taken] | None]:
    """Read on the server until a reply names a row of the World."""
    reading = [name for name in place.beside if name not in place.learned.writers]
    tools = [s for s in place.learned.signatures if s.name in (reading or place.beside)]
    drawing.facts = place.named
    for _ in range(ATTEMPTS):
        link = drawing.link(drawing.stream.choice(tools))
        if not (yield from _made(drawing, link)):
            continue
        last = len(drawing.links) - 1
        found = [
            (search, taken)
            for taken, value in drawing.seen
            for search in place.searches
            if taken.step == last and taken.place and value in search.labels
        ]
        if found:
            return drawing.stream.choice(found)
    return None


def _made(drawing: Drawing, link: Link) -> Generator[PlannedCall, Reply, bool]:
    """Make a call and keep it where it was done."""
    try:
        call = planned(link, drawing.replies)
    except LookupError:
        return False
    text, done = yield call
    if done:
        drawing.keep(link, text)
    return done


def _facts_of_row(drawing: Drawing, search: Search) -> list[tuple[Taken, JsonValue]]:
    """What the last reply tells of the row that was found, beside what it is called."""
    step = len(drawing.links) - 1
    known = (Hop("key", "id"), Hop("key", search.parameter))
    return [
        (taken, value)
        for taken, value in drawing.seen
        if taken.step == step and taken.place[:2] == FIRST and len(taken.place) == 3
        if taken.place[2] not in known and value not in DULL
    ]


def _hole(parameter: str, taken: Taken) -> Argument:
    return Argument(parameter, HOLE, taken)


def _needed(drawing: Drawing, answer: Taken | None) -> Chain | None:
    """The last call and those that it needs; None where a reply no longer holds what is taken."""
    last = len(drawing.links) - 1
    kept = {last}
    for nth in range(last, -1, -1):
        if nth in kept:
            kept |= needs(drawing.links[nth])
    if answer is not None:
        value_at(read_reply(drawing.replies[answer.step]), answer.place)
    return renumbered(drawing.links, sorted(kept), answer)


def _searches(world: World, template: Template, tools: dict[str, Signature]) -> Iterator[Search]:
    state = template.clone()
    for entity in world.entities:
        label = label_attribute(entity)
        tool = tools.get(f"search_{identifier(entity.plural)}")
        if label is None or tool is None or label.type != "text":
            continue
        parameter = identifier(label.name)
        texts = [str(row[label.name]) for row in state.rows(entity.name) if row[label.name]]
        labels = tuple(t for t in dict.fromkeys(texts) if texts.count(t) == 1 and HOLE not in t)
        if parameter in cast("Json", tool.input.get("properties") or {}) and labels:
            actions = tuple(_actions(entity.name, tools))
            yield Search(entity.name, tool.name, parameter, labels, actions)


def _actions(entity: str, tools: dict[str, Signature]) -> Iterator[tuple[str, str]]:
    """Tools that need one row of the entity and nothing else."""
    for tool in tools.values():
        needed = cast("list[str]", tool.input.get("required") or [])
        if tool.name.startswith(("search_", "get_")) or len(needed) != 1:
            continue
        schema = cast("Json", cast("Json", tool.input["properties"])[needed[0]])
        if str(schema.get("description", "")).removeprefix("id of ").partition(" ")[2] == entity:
            yield tool.name, needed[0]
