"""Sums over rows in sentences: `the total amount of claims whose status is paid`."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.world import Attribute
from nex.language.reading.patterns import Bound
from nex.language.reading.references import Rows, one_value, rows
from nex.language.reading.spots import known
from nex.language.words.literals import NUMERIC
from nex.language.words.tokens import Sentence


def summed(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Attribute, int]]:
    """A number that some rows have: `amount` in `the total amount of claims`."""
    for entity in known(bound).entities:
        for attribute, end in known(bound).attributes(entity).at(words, start):
            if attribute.type in NUMERIC:
                yield attribute, end


def summed_rows(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Rows, int]]:
    """The rows that have the number in the slot `summed`."""
    number = bound["summed"]
    for found, end in rows(words, start, bound):
        if known(bound).entities[found.entity].attribute(_named(number)) == number:
            yield found, end


def sum_of(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[int, int]]:
    """A literal in the scale of the slot `summed`."""
    number = bound["summed"]
    assert isinstance(number, Attribute)
    for value, end in one_value(words, start, number):
        if isinstance(value, int):
            yield value, end


def _named(number: object) -> str:
    assert isinstance(number, Attribute)
    return number.name
