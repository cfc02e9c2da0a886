"""Nouns with what restricts them: `suspended members`, `a reservation of a gold guest`."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.world import Condition, CountAtMost, Exists, In
from nex.language.reading.conditions import fact
from nex.language.reading.patterns import Bound
from nex.language.reading.restrictions import Thing, further, overdue
from nex.language.reading.spots import known
from nex.language.reading.states import States, states_of
from nex.language.sentences.scope import IT, Scope, row, singles
from nex.language.words.tokens import Sentence

ARTICLES = frozenset(
    [
        "a",
        "an",
        "the",
        "any",
        "every",
        "each",
        "all",
        "another",
        "some",
        "no",
        "one",
        "this",
        "their",
    ]
)
_RELATIVE = frozenset(("that", "which", "who", "whose"))
_FARTHEST = 16


def thing(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Thing, int]]:
    """Any entity's noun with its restrictions."""
    yield from things(words, start, None, bound)


def things(
    words: Sentence, start: int, entity: str | None, bound: Bound
) -> Iterator[tuple[Thing, int]]:
    """A noun with its restrictions, of one entity if given."""
    memory = ("thing", start, entity)
    if memory not in words.memory:
        words.memory[memory] = tuple(_things(words, start, entity, bound))
    for value, end in words.memory[memory]:
        assert isinstance(value, Thing)
        yield value, end


def _things(
    words: Sentence, start: int, entity: str | None, bound: Bound
) -> Iterator[tuple[Thing, int]]:
    for at, (name, many), end in _nouns(words, start, entity, bound):
        article = words.at(start) if words.at(start) in ARTICLES else ""
        if many and article in ("a", "an"):
            article = ""
        first = start + bool(article)
        for before in _adjectives(words, (first, at), name, bound):
            for after, stop in _restrictions(words, end, name, bound):
                yield Thing(name, (*before, *after), many, article), stop
    for (name, state), end in known(bound).kinds.at(words, start):
        if entity in (None, name):
            kind = In(path=(IT, state.attribute), values=(state.value,))
            for after, stop in _restrictions(words, end, name, bound):
                yield Thing(name, (kind, *after), True), stop


def _nouns(
    words: Sentence, start: int, entity: str | None, bound: Bound
) -> Iterator[tuple[int, tuple[str, bool], int]]:
    """Every noun near the position, with room for adjectives before it."""
    first = start + (words.at(start) in ARTICLES)
    for at in range(first, min(first + _FARTHEST, len(words))):
        for noun, end in known(bound).things.at(words, at):
            if entity is None or noun[0] == entity:
                yield at, noun, end


def _adjectives(
    words: Sentence, span: tuple[int, int], entity: str, bound: Bound
) -> Iterator[tuple[Condition, ...]]:
    start, end = span
    if start == end:
        yield ()
        return
    words.spend()
    for said, after in states_of(words, start, (entity, bound)):
        if after <= end:
            for rest in _adjectives(words, (after, end), entity, bound):
                yield (_is(said), *rest)
    late = overdue(words, start, (entity, (IT,)), bound)
    if late is not None:
        for rest in _adjectives(words, (start + 1, end), entity, bound):
            yield (late, *rest)


def _is(said: States) -> Condition:
    return In(path=(IT, said.attribute), values=said.values)


def _restrictions(
    words: Sentence, start: int, entity: str, bound: Bound
) -> Iterator[tuple[tuple[Condition, ...], int]]:
    yield (), start
    words.spend()
    if words.at(start) in _RELATIVE:
        inner: dict[str, object] = {"vocabulary": known(bound), "scope": _row_scope(entity, bound)}
        for found, end in fact(words, start, inner):
            if isinstance(found, CountAtMost | Exists):
                continue
            yield (found,), end
            if words.at(end) == "and" and words.at(end + 1) in _RELATIVE:
                for more, after in fact(words, end + 1, inner):
                    yield (found, more), after
    yield from further(words, start, (entity, things), bound)


def _row_scope(entity: str, bound: Bound) -> Scope:
    vocabulary = known(bound)
    key = f"it, {entity}"
    found = vocabulary.kept.get(key)
    if found is None:
        roots = {IT: row(entity), **singles(vocabulary.world)}
        found = Scope(vocabulary.entities, roots, subject=IT)
        vocabulary.kept[key] = found
    return found
