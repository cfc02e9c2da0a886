"""A form: sentence patterns with what each means, tried against a whole statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nex.language.reading.changes import doing, stated
from nex.language.reading.conditions import KINDS, demand, demands, fact, facts, guarded
from nex.language.reading.deeds import agents, done, phrase
from nex.language.reading.meanings import Meaning
from nex.language.reading.patterns import Bound, Fork, Found, Read, compiled, fork, forked
from nex.language.reading.things import thing
from nex.language.words.tokens import Sentence

Build = Callable[[Found], Meaning | None]


@dataclass(frozen=True, slots=True)
class Form:
    """Patterns as one tree, and what each of them builds."""

    patterns: Fork
    builds: tuple[Build, ...]


SLOTS: dict[str, Read] = {
    **KINDS,
    "thing": thing,
    "done": done,
    "phrase": phrase("base"),
    "gerund": phrase("gerund"),
    "third": phrase("third"),
    "agents": agents,
    "facts": facts,
    "fact": fact,
    "demands": demands,
    "demand": demand,
    "guarded": guarded,
    "stated": stated,
    "doing": doing,
}


def form(table: tuple[tuple[str, Build], ...], slots: Mapping[str, Read] | None = None) -> Form:
    """Compile a table of pattern texts."""
    kinds = {**SLOTS, **(slots or {})}
    patterns = fork([compiled(text, kinds) for text, _ in table])
    return Form(patterns, tuple(build for _, build in table))


def meanings(forms: tuple[Form, ...], words: Sentence, bound: Bound) -> list[Meaning]:
    """Every different meaning that the forms give to all of the words."""
    found: list[Meaning] = []
    for one in forms:
        for number, said, end in forked(one.patterns, words, 0, bound):
            made = one.builds[number](Found(said)) if end == len(words) else None
            if made is not None and made not in found:
                found.append(made)
    return found
