"""A sentence as words: the only tokens that the forms of controlled English see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MOST_STEPS = 12_000
"""Work that one sentence may cost before it counts as not understood; real ones stay below 1,000."""

_TOKEN = re.compile(
    r'"[^"\n]*"|“[^”\n]*”|->|→|=>|\d{1,2}:\d{2}(?!\d)|\d{1,3}(?:,\d{3})+(?![\w,])|'
    r"[,;:()|/{}\[\]]|(?:(?!->|=>)[^\s,;:()|/{}\[\]\"“”→])+|\S"
)
_SPELLINGS = {
    "→": "->",
    "=>": "->",
    "{": "(",
    "}": ")",
    "[": "(",
    "]": ")",
    "can't": "cannot",
    "cant": "cannot",
    "isn't": "is not",
    "aren't": "are not",
    "doesn't": "does not",
    "don't": "do not",
    "mustn't": "must not",
    "won't": "will not",
    "it's": "it is",
    "we're": "we are",
    "they're": "they are",
    "hasn't": "has not",
    "haven't": "have not",
    "wasn't": "was not",
    "weren't": "were not",
    "shouldn't": "should not",
    "shan't": "shall not",
    "there's": "there is",
    "that's": "that is",
    "we've": "we have",
    "they've": "they have",
}
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


class TooHard(Exception):
    """A sentence cost more work than any sentence of the language needs."""


@dataclass(slots=True)
class Sentence:
    """The words of one sentence, lower-case, with their original spelling beside them."""

    words: tuple[str, ...]
    spelled: tuple[str, ...]
    steps: int = 0
    memory: dict[tuple[object, ...], tuple[tuple[object, int], ...]] = field(
        default_factory=dict[tuple[object, ...], tuple[tuple[object, int], ...]]
    )

    def __len__(self) -> int:
        return len(self.words)

    def spend(self) -> None:
        """Count one step of matching; raises TooHard past the bound."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooHard

    def at(self, position: int) -> str:
        """The word at a position; "" past the end."""
        return self.words[position] if position < len(self.words) else ""

    def part(self, start: int, end: int) -> Sentence:
        """The words from `start` to `end`, as a sentence of their own."""
        return Sentence(self.words[start:end], self.spelled[start:end])

    def starts(self, position: int, words: tuple[str, ...]) -> bool:
        """Whether these words stand at the position."""
        return self.words[position : position + len(words)] == words


def sentence(text: str) -> Sentence:
    """The words of a text. Possessives split (`book's` -> `book`, `'s`), contractions open."""
    words: list[str] = []
    spelled: list[str] = []
    for raw in _TOKEN.findall(text.replace("\u2019", "'")):
        for word in _parts(raw):
            words.append(word if word.startswith('"') else word.lower())
            spelled.append(word)
    return Sentence(tuple(words), tuple(spelled))


def _parts(raw: str) -> tuple[str, ...]:
    if raw.startswith(('"', "“")):
        return (f'"{raw[1:-1]}"',) if len(raw) > 1 else (raw,)
    if _THOUSANDS.fullmatch(raw):
        return (raw.replace(",", ""),)
    known = _SPELLINGS.get(raw.lower())
    if known is not None:
        return tuple(known.split(" "))
    if raw.lower().endswith("'s") and len(raw) > 2:
        return (raw[:-2], "'s")
    if raw.lower().endswith("s'") and len(raw) > 2:
        return (raw[:-1], "'s")
    return (raw,)
