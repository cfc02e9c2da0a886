"""Statements about an attribute's life: what it starts as, the order in which it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Attribute, Value
from nex.language.reading.forms import form
from nex.language.reading.meanings import Chain, Starts
from nex.language.reading.patterns import Bound, Found
from nex.language.reading.references import Rows, one_value
from nex.language.reading.spots import known
from nex.language.reading.states import States, states_of
from nex.language.words.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Owned:
    """An attribute with the entity that it belongs to."""

    entity: str
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Start:
    """A literal that an attribute starts as."""

    value: Value


@dataclass(frozen=True, slots=True)
class Order:
    """Values in the order in which they come."""

    values: tuple[Value, ...]


def _owned(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Owned, int]]:
    """`a book's status`, `the status of a book`, `book status`."""
    at = start + (words.at(start) in ("a", "an", "the", "every", "each"))
    for (entity, _), end in known(bound).things.at(words, at):
        after = end + (words.at(end) == "'s")
        for attribute, stop in known(bound).attributes(entity).at(words, after):
            yield Owned(entity, attribute), stop
    for entity in known(bound).entities:
        for attribute, end in known(bound).attributes(entity).at(words, at):
            article = words.at(end + 1) in ("a", "an", "the", "every", "each")
            for (owner, _), stop in known(bound).things.at(words, end + 1 + article):
                if words.at(end) == "of" and owner == entity:
                    yield Owned(entity, attribute), stop


def _start(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Start, int]]:
    owned = bound["owned"]
    assert isinstance(owned, Owned)
    for value, end in one_value(words, start, owned.attribute):
        yield Start(value), end


def _state(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[States, int]]:
    rows = bound["rows"]
    assert isinstance(rows, Rows)
    for said, end in states_of(words, start, (rows.entity, bound)):
        if len(said.values) == 1:
            yield said, end


def _order(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Order, int]]:
    owned = bound["owned"]
    assert isinstance(owned, Owned)
    for value, end in one_value(words, start, owned.attribute):
        if words.at(end) not in ("->", "to", "via"):
            yield Order((value,)), end
            continue
        for rest, after in _order(words, end + 1, bound):
            yield Order((value, *rest.values)), after


def _starts(found: Found) -> Starts:
    owned = found.take("owned", Owned)
    return Starts(owned.entity, owned.attribute.name, found.take("start", Start).value)


def _new(found: Found) -> Starts:
    said = found.take("state", States)
    return Starts(found.take("rows", Rows).entity, said.attribute, said.values[0])


def _chain(found: Found) -> Chain | None:
    owned = found.take("owned", Owned)
    values = found.take("order", Order).values
    known = len(values) > 1 and owned.attribute.type == "one_of"
    return Chain(owned.entity, owned.attribute.name, values) if known else None


STARTS = form(
    (
        ("{owned} (starts|begins) (as|at|with) {start}", _starts),
        ("(a|an|every|each) new {rows} (is|starts as) {state}", _new),
        ("new {rows} (are|start as) {state}", _new),
        ("{owned} goes [from] {order}", _chain),
    ),
    {"owned": _owned, "start": _start, "state": _state, "order": _order},
)
