"""Paths in sentences: `the book's status`, `its status`, `the status of the book`, `the caller`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Attribute
from nex.language.reading.patterns import Bound
from nex.language.reading.vocabulary import Vocabulary
from nex.language.sentences.clock import CLOCK, NOW, TODAY
from nex.language.sentences.scope import CALLER, IT, Scope, Scoped
from nex.language.words.tokens import Sentence

DETERMINERS = frozenset(("the", "a", "an", "this", "every", "each", "any"))
_OWN = frozenset(("its", "their"))
_IT = frozenset(("it", "they", "them"))
_RELATIVE = frozenset(("that", "which", "who"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A path that a sentence mentions, and what stands there (None: the caller)."""

    path: tuple[str, ...]
    attribute: Attribute | None


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
    if word in ("today", "now") and CLOCK in within.entities:
        yield from _onward(words, start + 1, TODAY if word == "today" else NOW, bound)
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
