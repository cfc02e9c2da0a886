"""Sentence patterns: fixed words and typed slots, matched against a whole stretch of words.

`(a|an) b` chooses, `[c]` may be absent, `{name:kind}` is read by the slot reader of that kind,
which sees what the slots before it brought. Every way to match is found, so that a sentence with
two meanings can be told from one with one; the work is bounded by `Sentence.spend`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeVar

from nex.language.words.tokens import Sentence

Kind = TypeVar("Kind")
Bound = Mapping[str, object]
Read = Callable[[Sentence, int, Bound], Iterator[tuple[object, int]]]
"""Reads one slot at a position: every value it can have, with the position after it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One fixed word."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a slot reader fills."""

    name: str
    read: Read


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several stretches; an empty one makes it optional."""

    branches: tuple[Pattern, ...]


Pattern = tuple[Word | Slot | Choice, ...]

_PIECE = re.compile(r"\{(\w+)(?::(\w+))?\}|([()\[\]|])|([^\s()\[\]|{}]+)")


class Found:
    """What the slots of a matched pattern hold."""

    __slots__ = ("_bound",)

    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def has(self, name: str) -> bool:
        """Whether the slot was filled (it may stand in an optional part)."""
        return name in self._bound

    def take(self, name: str, kind: type[Kind]) -> Kind:
        """The slot's value, which is of that kind; KeyError where it was not filled."""
        value = self._bound[name]
        assert isinstance(value, kind), name
        return value


def compiled(text: str, kinds: Mapping[str, Read]) -> Pattern:
    """The pattern that a text describes; `{x}` is a slot named and typed x."""
    pieces = list(_PIECE.finditer(text))
    pattern, end = _branch(pieces, 0, kinds)
    assert end == len(pieces), text
    return pattern


def matches(
    pattern: Pattern, words: Sentence, start: int, bound: Bound
) -> Iterator[tuple[Bound, int]]:
    """Every way in which the pattern matches from `start` on, with the position after it."""
    if not pattern:
        yield bound, start
        return
    words.spend()
    head, rest = pattern[0], pattern[1:]
    match head:
        case Word(text):
            if words.at(start) == text and start < len(words):
                yield from matches(rest, words, start + 1, bound)
        case Slot(name, read):
            for value, end in read(words, start, bound):
                yield from matches(rest, words, end, {**bound, name: value})
        case Choice(branches):
            for branch in branches:
                yield from matches(branch + rest, words, start, bound)


@dataclass(slots=True)
class Fork:
    """Where several patterns have come to agree so far: which end here, and how the others go on."""

    ends: list[int] = field(default_factory=list[int])
    """Numbers of the patterns that end here."""
    words: dict[str, Fork] = field(default_factory=dict[str, "Fork"])
    slots: list[tuple[Slot, Fork]] = field(default_factory=list[tuple[Slot, "Fork"]])


def fork(patterns: Sequence[Pattern]) -> Fork:
    """Patterns as one tree, so that what they begin with is matched once for all of them."""
    root = Fork()
    for number, pattern in enumerate(patterns):
        _plant(root, pattern, number)
    return root


def forked(
    root: Fork, words: Sentence, start: int, bound: Bound
) -> Iterator[tuple[int, Bound, int]]:
    """Every way in which any of the patterns matches, with its number, in the patterns' order."""
    yield from sorted(_walked(root, words, start, bound), key=itemgetter(0))


def _plant(at: Fork, pattern: Pattern, number: int) -> None:
    if not pattern:
        at.ends += [] if number in at.ends else [number]
        return
    head, rest = pattern[0], pattern[1:]
    match head:
        case Word(text):
            _plant(at.words.setdefault(text, Fork()), rest, number)
        case Slot():
            after = next((after for slot, after in at.slots if slot == head), None)
            if after is None:
                after = Fork()
                at.slots.append((head, after))
            _plant(after, rest, number)
        case Choice(branches):
            for branch in branches:
                _plant(at, branch + rest, number)


def _walked(
    at: Fork, words: Sentence, start: int, bound: Bound
) -> Iterator[tuple[int, Bound, int]]:
    for number in at.ends:
        yield number, bound, start
    words.spend()
    after = at.words.get(words.at(start))
    if after is not None:
        yield from _walked(after, words, start + 1, bound)
    for slot, after in at.slots:
        words.spend()
        for value, end in slot.read(words, start, bound):
            yield from _walked(after, words, end, {**bound, slot.name: value})


def _branch(
    pieces: list[re.Match[str]], start: int, kinds: Mapping[str, Read]
) -> tuple[Pattern, int]:
    nodes: list[Word | Slot | Choice] = []
    at = start
    while at < len(pieces) and pieces[at][3] not in (")", "]", "|"):
        name, kind, bracket, word = pieces[at].groups()
        if bracket:
            node, at = _choice(pieces, at, kinds)
            nodes.append(node)
            continue
        nodes.append(Slot(name, kinds[kind or name]) if name else Word(word))
        at += 1
    return tuple(nodes), at


def _choice(
    pieces: list[re.Match[str]], start: int, kinds: Mapping[str, Read]
) -> tuple[Choice, int]:
    branches: list[Pattern] = [()] if pieces[start][3] == "[" else []
    at = start
    while at == start or pieces[at][3] == "|":
        branch, at = _branch(pieces, at + 1, kinds)
        branches.append(branch)
    return Choice(tuple(branches)), at + 1
