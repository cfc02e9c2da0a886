"""Nouns with what restricts them: `suspended members`, `a reservation of a gold guest`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Compare, Condition, CountAtMost, Exists, In, Path
from nex.language.conditions import fact
from nex.language.patterns import Bound
from nex.language.scope import IT, Scope, row, singles
from nex.language.spots import known
from nex.language.states import States, states_of
from nex.language.words import Sentence

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
_OWNERS = frozenset(("of", "for", "in", "from", "by", "about"))
_FARTHEST = 16


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun, and conditions that its rows meet; their paths start at `it`."""

    entity: str
    conditions: tuple[Condition, ...] = ()
    many: bool = False
    article: str = ""


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
    article = words.at(start) if words.at(start) in ARTICLES else ""
    first = start + bool(article)
    for at in range(first, min(first + _FARTHEST, len(words))):
        for (name, many), end in known(bound).things.at(words, at):
            if entity is not None and name != entity:
                continue
            if many and article in ("a", "an"):
                article, first = "", start
            for before in _adjectives(words, (first, at), name, bound):
                for after, stop in _restrictions(words, end, name, bound):
                    yield Thing(name, (*before, *after), many, article), stop


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
    elif words.at(start) in _OWNERS:
        yield from _owned(words, start + 1, entity, bound)


def _owned(
    words: Sentence, start: int, entity: str, bound: Bound
) -> Iterator[tuple[tuple[Condition, ...], int]]:
    """`of a gold guest`: through the one reference that leads there."""
    for owner, end in things(words, start, None, bound):
        home = known(bound).entities[entity]
        links = [a.name for a in home.attributes if a.entity == owner.entity]
        if owner.conditions and len(links) == 1:
            yield tuple(rooted(c, (IT, links[0])) for c in owner.conditions), end


def _row_scope(entity: str, bound: Bound) -> Scope:
    vocabulary = known(bound)
    key = f"it, {entity}"
    found = vocabulary.kept.get(key)
    if found is None:
        roots = {IT: row(entity), **singles(vocabulary.world)}
        found = Scope(vocabulary.entities, roots, subject=IT)
        vocabulary.kept[key] = found
    return found


def rooted(condition: Condition, root: tuple[str, ...]) -> Condition:
    """A restriction with its `it` replaced by the path of the row that is meant."""
    if isinstance(condition, CountAtMost | Exists):
        return condition
    update: dict[str, object] = {"path": (*root, *condition.path[1:])}
    if isinstance(condition, Compare) and isinstance(condition.to, Path):
        to = condition.to.path
        update["to"] = Path(path=(*root, *to[1:])) if to[0] == IT else condition.to
    return condition.model_copy(update=update)
