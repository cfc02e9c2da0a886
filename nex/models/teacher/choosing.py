"""Items that depend on what is found: every row, whichever row, the first of an order, if and else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from nex.data.jsons import JsonValue
from nex.data.world import Value
from nex.language.requests.deciding import holds
from nex.language.requests.request import (
    ROW,
    Deed,
    Do,
    Every,
    Fallback,
    Free,
    Item,
    Many,
    Mention,
    Ranked,
    Reach,
    When,
)
from nex.models.teacher.checking import count
from nex.models.teacher.delegating import by_id
from nex.models.teacher.grounding import candidates, phrase
from nex.models.teacher.moves import Turns
from nex.models.teacher.seat import Halt, Row, Seat, fetch, refuse, scaled

Work = Callable[[Seat, Item], Turns[JsonValue]]
Rows = Mapping[str, Row]


def compound(seat: Seat, item: Many | When | Fallback, work: Work) -> Turns[None]:
    """Look, decide, and have simple items worked on."""
    match item:
        case When():
            yield from _decide(seat, item, work)
        case Fallback():
            try:
                yield from work(seat, item.first)
            except Halt as halt:
                if "question" in halt.more:
                    raise
                yield from work(seat, item.instead)
        case Many():
            yield from _each(seat, item, work)


def _decide(seat: Seat, item: When, work: Work) -> Turns[None]:
    question = item.test.question
    found = yield from work(seat, question)
    attribute = seat.knowledge.attribute(question.rows.entity, question.attribute or "")
    value = scaled(found, attribute.type if attribute else "integer")
    branch = item.then if holds(item.test, value) else item.otherwise
    if branch is not None:
        yield from work(seat, branch)


def _each(seat: Seat, item: Many, work: Work) -> Turns[None]:
    taken: set[Row] = set()
    every = [name for name, way in item.ways if isinstance(way, Every)]
    for _ in range(item.times):
        pools: list[list[Row]] = []
        for name in every:
            pools += [(yield from candidates(seat, _mention(item.deed, name), all_of=True))]
        for rows in product(*pools):
            yield from _once(seat, item, dict(zip(every, rows, strict=True)), taken, work)


def _once(seat: Seat, item: Many, given: Rows, taken: set[Row], work: Work) -> Turns[None]:
    """The deed on the rows that stand first; whichever rows are tried in turn."""
    rows = dict(given)
    free: dict[str, list[Row]] = {}
    for name, way in item.ways:
        if isinstance(way, Ranked):
            rows[name] = yield from _first(seat, _mention(item.deed, name), way)
        elif isinstance(way, Free):
            found = yield from candidates(seat, _mention(item.deed, name), all_of=True)
            free[name] = [row for row in found if row not in taken]
    halt = refuse("None of them will do.")
    for choice in product(*free.values()):
        deed = _about(item.deed, {**rows, **dict(zip(free, choice, strict=True))})
        try:
            yield from work(seat, deed)
        except Halt as stopped:
            if not free or "question" in stopped.more:
                raise
            halt = stopped
        else:
            taken.update(choice)
            return
    raise halt


def _first(seat: Seat, mention: Mention, way: Ranked) -> Turns[Row]:
    """The row that stands first in the order."""
    ranked: list[tuple[Value, Row]] = []
    for row in (yield from candidates(seat, mention, all_of=True)):
        if way.counted is not None:
            rank: Value = yield from count(seat, way.counted, {way.attribute: row.id})
        else:
            yield from fetch(seat, row)
            rank = seat.value(row, way.attribute)
        if rank is not None:
            ranked.append((rank, row))
    if not ranked:
        raise refuse(f"There is no {phrase(mention)}.")
    pick = max if way.order in ("highest", "most") else min
    numbers = [(rank, row) for rank, row in ranked if isinstance(rank, int)]
    if numbers:
        return pick(numbers, key=lambda one: one[0])[1]
    return pick(ranked, key=lambda one: str(one[0]))[1]


def _mention(deed: Deed, name: str) -> Mention:
    """The words for the rows of one parameter."""
    if isinstance(deed, Reach):
        return deed.row
    rows = {key: value for key, value in deed.arguments if isinstance(value, Mention)}
    return rows[name]


def _about(deed: Deed, rows: Rows) -> Deed:
    """The deed on these rows."""
    if isinstance(deed, Reach):
        return replace(deed, row=by_id(rows[ROW])) if ROW in rows else deed
    return Do(deed.action, tuple(_arguments(deed, rows)))


def _arguments(deed: Do, rows: Rows) -> Iterator[tuple[str, Mention | Value]]:
    for name, value in deed.arguments:
        yield name, by_id(rows[name]) if name in rows else value
