"""Items that depend on what is found: if ... otherwise, if that is forbidden, n times in a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol

from nex.data.streams import Stream
from nex.data.world import Value
from nex.language.requests import phrases
from nex.language.requests.choosing import number
from nex.language.requests.lexicon import Lexicon
from nex.language.requests.mention_reader import Filling
from nex.language.requests.patterns import Part, Slot, Words
from nex.language.requests.request import (
    Deed,
    Do,
    Fallback,
    Item,
    Many,
    Mention,
    Operator,
    Question,
    Reach,
    Test,
    When,
)
from nex.language.requests.tokens import words

Branch = Deed | Many | None
LEAVES = ("leave everything as it is", "do nothing", "leave it at that")
"""What is said where nothing shall be done."""
_OPENINGS = (
    *((words(text.partition("{")[0]), False) for text in phrases.WHENS),
    *((words(text.partition("{")[0]), True) for text in phrases.UNLESSES),
)
_TIMES = tuple((words(before), words(after)) for before, after in phrases.TIMES)
_FALLBACKS = tuple(words(text) for text in phrases.FALLBACKS)
_OTHERWISES = tuple(words(text) for text in phrases.OTHERWISES)
_LEAVES = tuple(words(text) for text in LEAVES)


class Reading(Protocol):
    """What reads the simple parts of the same text."""

    text: tuple[str, ...]
    words: Lexicon

    def simple(self, start: int) -> Iterator[tuple[int, Item]]: ...

    def stand(
        self, parts: tuple[Part, ...], at: int
    ) -> Iterator[tuple[int, tuple[Filling, ...]]]: ...

    def after_fillers(self, start: int) -> list[int]: ...


class DecidingReader:
    """Compound items at a position of one text."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._text = reading, reading.text

    def at(self, start: int) -> Iterator[tuple[int, Item]]:
        """Every compound item that stands there."""
        for said, unless in _OPENINGS:
            if self._is(start, said):
                yield from self._whens(start + len(said), unless=unless)
        yield from self._repeated(start)

    def _repeated(self, start: int) -> Iterator[tuple[int, Many]]:
        for before, after in _TIMES:
            times = number(self._text, start + len(before)) if self._is(start, before) else None
            at = start + len(before) + 1
            if times is not None and times > 1 and self._is(at, after):
                for end, item in self._branch(at + len(after)):
                    if isinstance(item, Do | Reach):
                        yield end, Many(item, (), times)
                    elif isinstance(item, Many) and item.times == 1:
                        yield end, Many(item.deed, item.ways, times)

    def after(self, item: Item, end: int) -> Iterator[tuple[int, Item]]:
        """The item with what shall be done where it is forbidden."""
        if not isinstance(item, Do):
            return
        for at in self._marks(end):
            for said in _FALLBACKS:
                if self._is(at, said):
                    for after, instead in self._branch(at + len(said)):
                        if isinstance(instead, Do | Reach | Many):
                            yield after, Fallback(item, instead)

    def _whens(self, at: int, *, unless: bool) -> Iterator[tuple[int, Item]]:
        for end, test in self._tests(at):
            for after, then in self._branch(end):
                for last, otherwise in self._otherwise(after):
                    branches = (otherwise, then) if unless else (then, otherwise)
                    yield last, When(test, *branches)

    def _otherwise(self, at: int) -> Iterator[tuple[int, Branch]]:
        for start in self._marks(at):
            for said in _OTHERWISES:
                if self._is(start, said):
                    yield from self._branch(start + len(said))
        yield at, None

    def _branch(self, at: int) -> Iterator[tuple[int, Branch]]:
        for start in self._reading.after_fillers(at):
            for said in _LEAVES:
                if self._is(start, said):
                    yield start + len(said), None
            yield from self._repeated(start)
            for end, item in self._reading.simple(start):
                if isinstance(item, Do | Reach | Many):
                    yield end, item

    def _tests(self, at: int) -> Iterator[tuple[int, Test]]:
        for parts, operator, counts in _test_patterns():
            for end, filled in self._reading.stand(parts, at):
                test = _counted(operator, filled) if counts else self._compared(operator, filled)
                if test is not None:
                    yield end, test

    def _compared(self, operator: Operator, filled: tuple[Filling, ...]) -> Test | None:
        row = next((f for f in filled if isinstance(f, Mention)), None)
        name = next((f for f in filled if isinstance(f, tuple)), None)
        value = filled[-1]
        if row is None or name is None or isinstance(value, Mention | tuple):
            return None
        attribute = self._reading.words.nouns[row.entity].named.get(name)
        if attribute is None:
            return None
        return Test(Question("value", row, attribute.name), operator, value)

    def _marks(self, at: int) -> list[int]:
        """Positions that marks lead to, the farthest first."""
        found = [at]
        while self._text[found[0] : found[0] + 1] in _MARKS:
            found.insert(0, found[0] + 1)
        return found

    def _is(self, at: int, said: tuple[str, ...]) -> bool:
        return self._text[at : at + len(said)] == said


_MARKS = tuple((mark,) for mark in ".,;:?!")


def _counted(operator: Operator, filled: tuple[Filling, ...]) -> Test | None:
    rows = next((f for f in filled if isinstance(f, Mention)), None)
    least = next((f for f in filled if isinstance(f, int)), None)
    if rows is None or least is None:
        return None
    return Test(Question("count", rows), operator, least)


def test_phrase(test: Test, said: Callable[[str], str], stream: Stream) -> str:
    """The test in words; `said` words each slot: attribute, row, rows, value."""
    if test.question.asked == "count":
        text = stream.choice(phrases.COUNT_TESTS)
        operator = phrases.COUNT_OPERATORS[test.operator]
        return text.format(operator=operator, value=test.value, rows=said("rows"))
    text = stream.choice(phrases.VALUE_TESTS)
    slots = {name: said(name) for name in ("attribute", "row", "value")}
    return text.format(operator=phrases.OPERATORS[test.operator], **slots)


def holds(test: Test, found: Value) -> bool:
    """Whether the test holds of the value that was found, in the attribute's own scale."""
    if test.operator == "=":
        return found == test.value
    if not isinstance(found, int) or not isinstance(test.value, int):
        return False
    return found >= test.value if test.operator == ">=" else found < test.value


TestPattern = tuple[tuple[Part, ...], Operator, bool]
"""The parts, what they compare by, and whether rows are counted."""


@cache
def _test_patterns() -> tuple[TestPattern, ...]:
    return (
        *_patterns(phrases.VALUE_TESTS, phrases.OPERATORS, counts=False),
        *_patterns(phrases.COUNT_TESTS, phrases.COUNT_OPERATORS, counts=True),
    )


def _patterns(
    texts: tuple[str, ...], operators: dict[Operator, str], *, counts: bool
) -> Iterator[TestPattern]:
    value = "{number}" if counts else "{value}"
    for operator, said in operators.items():
        for text in texts:
            whole = text.replace("{operator}", said).replace("{value}", value)
            yield _parts(whole), operator, counts


def _parts(text: str) -> tuple[Part, ...]:
    return tuple(
        Slot(piece[1:-1]) if piece.startswith("{") else Words(piece.strip(), words(piece))
        for piece in re.split(r"(\{\w+\})", text)
        if piece.strip()
    )
