"""Slots that name what stands in the state: paths, values, operands, filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Attribute, Filter, Operand, Path, Value
from nex.language.literals import NUMERIC, read_literal
from nex.language.patterns import Bound
from nex.language.scope import CALLER, IT, Scope, Scoped
from nex.language.vocabulary import Lexicon, Vocabulary
from nex.language.words import Sentence

DETERMINERS = frozenset(("the", "a", "an", "this", "every", "each", "any"))
_OWN = frozenset(("its", "their"))
_IT = frozenset(("it", "they"))
_RELATIVE = frozenset(("that", "which", "who"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A path that a sentence mentions, and what stands there (None: the caller)."""

    path: tuple[str, ...]
    attribute: Attribute | None


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


def known(bound: Bound) -> Vocabulary:
    """The vocabulary that the sentence is read with."""
    found = bound["vocabulary"]
    assert isinstance(found, Vocabulary)
    return found


def scope(bound: Bound) -> Scope:
    """The scope of paths at this point of the sentence: given, or that of an action named in it."""
    found = bound.get("scope")
    if isinstance(found, Scope):
        return found
    for value in bound.values():
        if isinstance(value, Scoped):
            return value.scope
    raise LookupError("no scope: a slot that names paths stands before the one that opens a scope")


def spot(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Spot, int]]:
    """A path: `the book's status`, `its status`, `the status of the book`, `it`, `the caller`."""
    words.spend()
    memory = ("spot", start, id(scope(bound)))
    if memory not in words.memory:
        words.memory[memory] = tuple(_spots(words, start, bound))
    for value, end in words.memory[memory]:
        assert isinstance(value, Spot)
        yield value, end


def row_spot(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Spot, int]]:
    """A path that ends at a row."""
    for found, end in spot(words, start, bound):
        if scope(bound).homes(found.path):
            yield found, end


def value_spot(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Spot, int]]:
    """A path that ends at an attribute or a parameter."""
    for found, end in spot(words, start, bound):
        if found.attribute is not None:
            yield found, end


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
    for found, end in spot(words, start, bound):
        if comparable(subject, found, scope(bound)) and found.path != subject.path:
            yield Term(Path(path=found.path)), end


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
    if words.at(at) not in ("whose", "where", "with") or (before and at == start):
        return
    article = words.at(at + 1) in ("the", "its") and words.at(at) == "where"
    for attribute, end in known(bound).attributes(entity).at(words, at + 1 + article):
        be = words.at(end) in ("is", "are", "equals", "=")
        for among, after in _among(words, end + be, attribute, bound):
            found = (*before, Filter(attribute=attribute.name, among=among))
            yield Filters(found), after
            yield from _filters(words, after, found, where)


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
    for found, end in spot(words, start, bound):
        homes = scope(bound).homes(found.path)
        if attribute.entity in homes or (not homes and comparable(target, found, scope(bound))):
            yield Path(path=found.path), end


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


def _spots(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Spot, int]]:
    within = scope(bound)
    word = words.at(start)
    relative = within.subject == IT
    if word in _IT or (relative and word in _RELATIVE):
        if within.subject is None:
            return
        yield _spot((within.subject,), within), start + 1
        return
    if within.subject is not None and (word in _OWN or (relative and word == "whose")):
        yield from _steps(words, start + 1, (within.subject,), bound)
        return
    at = start + (word in DETERMINERS)
    yield from _rooted(words, at, bound)
    yield from _turned(words, at, bound)


def _rooted(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Spot, int]]:
    """A path from a root, or from a fact of the subject, or from a row that a root points to."""
    within = scope(bound)
    at = start
    if words.at(at) in ("new", "other") and len(words) > at + 1:
        at += 1
    ends: set[int] = set()
    for position in (start, at):
        for root in () if ends else (*within.roots, CALLER):
            name = tuple(root.split(" "))
            if words.starts(position, name):
                end = position + len(name)
                ends.add(end)
                yield from _onward(words, end, (root,), bound)
    if not ends:
        for path, end in _implied(words, start, bound):
            yield from _onward(words, end, path, bound)


def _onward(
    words: Sentence, end: int, path: tuple[str, ...], bound: Bound
) -> Iterator[tuple[Spot, int]]:
    if words.at(end) == "'s":
        yield from _steps(words, end + 1, path, bound)
    else:
        yield _spot(path, scope(bound)), end


def _steps(
    words: Sentence, start: int, path: tuple[str, ...], bound: Bound
) -> Iterator[tuple[Spot, int]]:
    within = scope(bound)
    homes = within.homes(path)
    seen: set[tuple[str, int]] = set()
    for home in homes:
        for attribute, end in known(bound).attributes(home).at(words, start):
            if (attribute.name, end) not in seen:
                seen.add((attribute.name, end))
                yield from _onward(words, end, (*path, attribute.name), bound)


def _implied(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[tuple[str, ...], int]]:
    """`the status` is the subject's; `the product` is what exactly one root points to."""
    within = scope(bound)
    if within.subject is not None:
        for home in within.homes((within.subject,)):
            for attribute, end in known(bound).attributes(home).at(words, start):
                yield (within.subject, attribute.name), end
                return
    for (entity, many), end in known(bound).things.at(words, start):
        links = [
            (root, attribute.name)
            for root in within.roots
            for home in within.homes((root,))
            for attribute in known(bound).entities[home].attributes
            if attribute.entity == entity
        ]
        if len(links) == 1 and not many:
            yield links[0], end


def _turned(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Spot, int]]:
    """`status of the book`."""
    for at in range(start + 1, min(start + 6, len(words))):
        if words.at(at) != "of":
            continue
        name = " ".join(words.words[start:at])
        for found, end in spot(words, at + 1, bound):
            path = (*found.path, name)
            if scope(bound).attribute(path) is not None:
                yield _spot(path, scope(bound)), end


def _spot(path: tuple[str, ...], within: Scope) -> Spot:
    return Spot(path, within.attribute(path))
