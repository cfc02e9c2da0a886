"""Words that say the state of a row without naming the attribute: `available`, `on call`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Value
from nex.language.reading.patterns import Bound
from nex.language.reading.spots import Spot, known, scope
from nex.language.words.tokens import Sentence


@dataclass(frozen=True, slots=True)
class States:
    """Values of one attribute of a row, said without naming the attribute."""

    attribute: str
    values: tuple[Value, ...]


def states(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[States, int]]:
    """Words for states of the row in the slot `row`: `available`, `pending or confirmed`."""
    row = bound["row"]
    assert isinstance(row, Spot)
    for home in scope(bound).homes(row.path):
        yield from states_of(words, start, (home, bound))


def states_of(
    words: Sentence, start: int, where: tuple[str, Bound]
) -> Iterator[tuple[States, int]]:
    """Words for states of an entity's rows, all of one attribute."""
    entity, bound = where
    for state, end in known(bound).states(entity).at(words, start):
        yield States(state.attribute, (state.value,)), end
        if words.at(end) in (",", "or", "nor"):
            for rest, after in states_of(words, end + 1, where):
                whole = words.at(end) != "," or len(rest.values) > 1
                if whole and rest.attribute == state.attribute:
                    yield States(state.attribute, (state.value, *rest.values)), after


def link(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[str, int]]:
    """The name of an attribute of the row in the slot `row`."""
    row = bound["row"]
    assert isinstance(row, Spot)
    for home in scope(bound).homes(row.path):
        for attribute, end in known(bound).attributes(home).at(words, start):
            yield attribute.name, end
