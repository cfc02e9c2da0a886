"""Slots for what belongs to a row, or is late: `it has no open fines`, `every invoice is paid`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Condition, Exists, Filter, In
from nex.language.reading.patterns import Bound
from nex.language.reading.references import Rows
from nex.language.reading.restrictions import Thing, existing, overdue
from nex.language.reading.spots import Spot, known, scope
from nex.language.reading.states import states_of
from nex.language.words.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Late:
    """That a row's date has passed."""

    condition: Condition


def late(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Late, int]]:
    """`overdue`, of the row in the slot `row`."""
    row = bound["row"]
    assert isinstance(row, Spot)
    for home in scope(bound).homes(row.path):
        found = overdue(words, start, (home, row.path), bound)
        if found is not None:
            yield Late(found), start + 1


def theirs(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Exists, int]]:
    """`open fines`, `planned or packed parcels`: rows that point to the one in the slot `row`."""
    row = bound["row"]
    assert isinstance(row, Spot)
    for home in scope(bound).homes(row.path):
        for (noun, conditions), end in _plain(words, start, bound):
            found = existing(Thing(noun, conditions), home, row.path, bound)
            if found is not None:
                yield found, end


def _plain(
    words: Sentence, start: int, bound: Bound
) -> Iterator[tuple[tuple[str, tuple[Condition, ...]], int]]:
    """A noun behind at least one state: what is bare may be an attribute as well."""
    for at in range(start + 1, min(start + 8, len(words))):
        for (entity, _), end in known(bound).things.at(words, at):
            for said, stop in states_of(words, start, (entity, bound)):
                if stop == at:
                    from_it = ("it", said.attribute)
                    yield (entity, (_in(from_it, said.values),)), end
            passed = overdue(words, start, (entity, ("it",)), bound)
            if passed is not None and at == start + 1:
                yield (entity, (passed,)), end


def _in(path: tuple[str, ...], values: tuple[bool | int | str | None, ...]) -> Condition:
    return In(path=path, values=values)


def all_states(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Exists, int]]:
    """The states of the rows in the slot `rows`, which point to the slot `row` or to the subject."""
    rows = bound["rows"]
    assert isinstance(rows, Rows)
    for path, home in _owners(bound):
        mine = existing(Thing(rows.entity), home, path, bound)
        if mine is None:
            continue
        for said, end in states_of(words, start, (rows.entity, bound)):
            state = Filter(attribute=said.attribute, among=said.values)
            yield mine.model_copy(update={"where": (*mine.where, state)}), end


def _owners(bound: Bound) -> Iterator[tuple[tuple[str, ...], str]]:
    row = bound.get("row")
    if isinstance(row, Spot):
        yield from ((row.path, home) for home in scope(bound).homes(row.path))
        return
    subject = scope(bound).subject
    if subject is not None:
        yield from (((subject,), home) for home in scope(bound).homes((subject,)))
