"""Slots that name what stands in the state: paths, values, operands, filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Attribute, Filter, Operand, Operator, Path, Value
from nex.language.reading.patterns import Bound
from nex.language.reading.spots import Spot, known, scope, spot
from nex.language.reading.vocabulary import Lexicon
from nex.language.sentences.scope import Scope
from nex.language.words.literals import NUMERIC, read_literal
from nex.language.words.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Values:
    """Literals in a list."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """What another value is compared with or becomes."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows of an entity are meant."""

    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The entity of rows that are counted, created or looked for."""

    entity: str


def values(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Values, int]]:
    """Literals of the attribute that the slot `path` named: `pending or confirmed`."""
    subject = bound["path"]
    assert isinstance(subject, Spot)
    if subject.attribute is None:
        return
    for items, end in _listed(words, start, subject.attribute):
        yield Values(items), end


def term(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Term, int]]:
    """A literal of the attribute that the slot `path` named, or a path of the same type."""
    subject = bound["path"]
    assert isinstance(subject, Spot)
    if subject.attribute is not None:
        for value, end in one_value(words, start, subject.attribute):
            yield Term(value), end
    yield from other(words, start, bound)


def other(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Term, int]]:
    """A path whose value has the type of the one that the slot `path` named."""
    subject = bound["path"]
    assert isinstance(subject, Spot)
    for found, days, end in moments(words, start, bound):
        if comparable(subject, found, scope(bound)) and (days or found.path != subject.path):
            yield Term(Path(path=found.path, days=days)), end


def moments(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Spot, int, int]]:
    """A path, or a date some days from one: `14 days after today`, `a week before its due date`."""
    for found, end in spot(words, start, bound):
        yield found, 0, end
    unit = _UNITS.get(words.at(start + 1), 0)
    side = {"after": 1, "from": 1, "before": -1}.get(words.at(start + 2), 0)
    one = ((1, start + 1),) if words.at(start) in ("a", "an", "one") else ()
    for count, _ in (*number(words, start, bound), *one) if unit and side else ():
        for found, end in spot(words, start + 3, bound):
            if count and found.attribute is not None and found.attribute.type == "date":
                yield found, side * unit * count, end


_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}


def amount(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Term, int]]:
    """A term for a slot `path` that holds a number."""
    subject = bound["path"]
    assert isinstance(subject, Spot)
    if subject.attribute is not None and subject.attribute.type in NUMERIC:
        yield from term(words, start, bound)


def comparable(one: Spot, two: Spot, within: Scope) -> bool:
    """Whether two paths hold values of one type."""
    homes = within.homes(one.path), within.homes(two.path)
    if any(homes):
        return bool(set(homes[0]) & set(homes[1]))
    if one.attribute is None or two.attribute is None:
        return False
    return one.attribute.type == two.attribute.type


def number(words: Sentence, start: int, _: Bound) -> Iterator[tuple[int, int]]:
    """A whole number in digits or in a word."""
    word = words.at(start)
    if word.isascii() and word.isdigit() and len(word) < 10:
        yield int(word), start + 1
    elif word in _NUMERALS:
        yield _NUMERALS.index(word), start + 1


_NUMERALS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def rows(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Rows, int]]:
    """A bare noun for rows: `loans`, `loan`."""
    for (entity, _), end in known(bound).things.at(words, start):
        yield Rows(entity), end


def filters(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Filters, int]]:
    """Which of the rows in the slot `rows`: nothing, or `whose book is the book and whose ...`."""
    chosen = bound["rows"]
    assert isinstance(chosen, Rows)
    yield Filters(()), start
    yield from _filters(words, start, (), (chosen.entity, bound))


def _filters(
    words: Sentence, start: int, before: tuple[Filter, ...], where: tuple[str, Bound]
) -> Iterator[tuple[Filters, int]]:
    entity, bound = where
    at = start + 1 if before and words.at(start) == "and" else start
    if not before and words.at(at) in ("that", "which") and words.at(at + 1) in ("is", "are"):
        for state, end in known(bound).states(entity).at(words, at + 2):
            one = Filter(attribute=state.attribute, among=(state.value,))
            yield Filters((one,)), end
            yield from _filters(words, end, (one,), where)
    if words.at(at) not in ("whose", "where", "with") or (before and at == start):
        return
    article = words.at(at + 1) in ("the", "its") and words.at(at) == "where"
    for attribute, end in known(bound).attributes(entity).at(words, at + 1 + article):
        be = end + (words.at(end) in ("is", "are", "equals", "="))
        for operator, begin in _compared(words, be, attribute):
            for among, after in _among(words, begin, attribute, bound):
                if operator not in ("=", "!=") and len(among) > 1:
                    continue
                one = Filter(attribute=attribute.name, among=among, operator=operator)
                yield Filters((*before, one)), after
                yield from _filters(words, after, (*before, one), where)


def _compared(words: Sentence, start: int, attribute: Attribute) -> Iterator[tuple[Operator, int]]:
    """How a filter compares: is, is not, or an order, which only numbers, dates and times have."""
    yield "=", start
    if words.at(start) == "not":
        yield "!=", start + 1
    if attribute.type in (*NUMERIC, "date", "time"):
        for phrase, operator in _ORDERS:
            if words.starts(start, phrase):
                yield operator, start + len(phrase)


_ORDERS: tuple[tuple[tuple[str, ...], Operator], ...] = (
    (("at", "least"), ">="), (("at", "most"), "<="), (("more", "than"), ">"), (("less", "than"), "<"),
    (("above",), ">"), (("over",), ">"), (("below",), "<"), (("under",), "<"), (("after",), ">"),
    (("before",), "<"),
)  # fmt: skip


def _among(
    words: Sentence, start: int, attribute: Attribute, bound: Bound
) -> Iterator[tuple[tuple[Operand, ...], int]]:
    for first, end in _filter_operand(words, start, attribute, bound):
        yield (first,), end
        at = end
        if words.at(at) in (",", "or"):
            at += 1
            for rest, after in _among(words, at, attribute, bound):
                if words.at(end) == "or" or len(rest) > 1:
                    yield (first, *rest), after


def _filter_operand(
    words: Sentence, start: int, attribute: Attribute, bound: Bound
) -> Iterator[tuple[Operand, int]]:
    yield from one_value(words, start, attribute)
    target = Spot(("",), attribute)
    for found, days, end in moments(words, start, bound):
        homes = scope(bound).homes(found.path)
        if attribute.entity in homes or (not homes and comparable(target, found, scope(bound))):
            yield Path(path=found.path, days=days), end


def one_value(words: Sentence, start: int, attribute: Attribute) -> Iterator[tuple[Value, int]]:
    """A literal of the attribute's type at a position."""
    if attribute.type == "one_of":
        yield from Lexicon((value, value) for value in attribute.values).at(words, start)
        return
    found = read_literal(words.spelled[start] if start < len(words) else "", attribute)
    if found is not None:
        yield found, start + 1


def _listed(
    words: Sentence, start: int, attribute: Attribute
) -> Iterator[tuple[tuple[Value, ...], int]]:
    for first, end in one_value(words, start, attribute):
        yield (first,), end
        if words.at(end) in (",", "or", "nor"):
            for rest, after in _listed(words, end + 1, attribute):
                if words.at(end) != "," or len(rest) > 1:
                    yield (first, *rest), after
