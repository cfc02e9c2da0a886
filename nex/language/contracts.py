"""The inverse of `nex.language.sentences`: what a demand, a change or a rule in English means.

For whoever reads tool descriptions. The World given may be partial: it supplies the vocabulary
(entities, attributes, values, and the parameters of actions).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from nex.data.world import Condition, Effect, World
from nex.language.changes import stated
from nex.language.conditions import guarded
from nex.language.scope import wide_scope
from nex.language.vocabulary import vocabulary
from nex.language.words import Sentence, TooHard, sentence

Meaning = TypeVar("Meaning")


def read_requirement(text: str, world: World) -> Condition | None:
    """The condition that a demand states: `the book's status must be available`.

    None where it is no such sentence, or one with two meanings.
    """
    words, bound = _ready(text, world)
    return _only(words, guarded(words, 0, bound))


def read_effect(text: str, world: World) -> Effect | None:
    """The effect that a sentence states: `a loan is created whose book is the book`."""
    words, bound = _ready(text, world)
    found = _only(words, stated(words, 0, bound))
    return found.items[0] if found is not None and len(found.items) == 1 else None


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a description's line, which semicolons separate outside of quotes."""
    found = [""]
    quoted = False
    for letter in text.removesuffix("."):
        quoted ^= letter == '"'
        if letter == ";" and not quoted:
            found.append("")
        else:
            found[-1] += letter
    return tuple(part.strip() for part in found if part.strip())


def _ready(text: str, world: World) -> tuple[Sentence, dict[str, object]]:
    bound = {"vocabulary": vocabulary(world), "scope": wide_scope(world)}
    return sentence(text.removesuffix(".")), dict[str, object](bound)


def _only(words: Sentence, readings: Iterator[tuple[Meaning, int]]) -> Meaning | None:
    """The one meaning of all the words; None where there is none, or more than one."""
    found: list[Meaning] = []
    try:
        for meaning, end in readings:
            if end == len(words) and meaning not in found:
                found.append(meaning)
    except TooHard:
        return None
    return found[0] if len(found) == 1 else None
