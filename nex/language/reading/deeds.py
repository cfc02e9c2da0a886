"""Actions in sentences: `checking out a book to a suspended member`, `... is checked out`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Action, Condition, Parameter
from nex.language.reading.patterns import Bound, Read
from nex.language.reading.restrictions import Thing, rooted
from nex.language.reading.spots import known
from nex.language.reading.things import ARTICLES, things
from nex.language.sentences.canonical import direct
from nex.language.sentences.scope import Scoped
from nex.language.words.tokens import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Said(Scoped):
    """An action that a sentence names, with what restricts its rows there."""

    action: Action
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Agents:
    """Roles or entities that act."""

    names: tuple[str, ...]


def phrase(form: str) -> Read:
    """The slot reader of an action with its object, its verb in one form."""

    def read(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Said, int]]:
        words.spend()
        for deed, end in known(bound).deeds.at(words, start):
            if deed.form == form:
                for noun, after in things(words, end, deed.action.object, bound):
                    yield from completed(words, after, (deed.action, noun), bound)

    return read


def done(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Said, int]]:
    """A participle after the slot `subject`, which is the action's object."""
    subject = bound["subject"]
    assert isinstance(subject, Thing)
    words.spend()
    for deed, end in known(bound).deeds.at(words, start):
        if deed.form == "participle" and deed.action.object == subject.entity:
            yield from completed(words, end, (deed.action, subject), bound)


def completed(
    words: Sentence, start: int, said: tuple[Action, Thing], bound: Bound
) -> Iterator[tuple[Said, int]]:
    """The rest of an action's phrase: its complement, then any of its parameters."""
    action, noun = said
    thing = direct(action)
    complement = sentence(action.complement).words
    if (thing is None and noun.conditions) or not words.starts(start, complement):
        return
    root = (thing.name,) if thing is not None else ()
    found = tuple(rooted(c, root) for c in noun.conditions)
    left = (tuple(p for p in action.parameters if p.preposition), "")
    for more, end in _parameters(words, start + len(complement), left, bound):
        yield Said(known(bound).scope(action), action, (*found, *more)), end


def _parameters(
    words: Sentence, start: int, left: tuple[tuple[Parameter, ...], str], bound: Bound
) -> Iterator[tuple[tuple[Condition, ...], int]]:
    yield (), start
    unsaid, before = left
    for at, parameter in enumerate(unsaid):
        joined = words.at(start) == "and" and parameter.preposition == before
        if words.at(start) != parameter.preposition and not joined:
            continue
        rest = (unsaid[:at] + unsaid[at + 1 :], parameter.preposition)
        for found, end in _argument(words, start + 1, parameter, bound):
            for more, after in _parameters(words, end, rest, bound):
                yield (*found, *more), after


def _argument(
    words: Sentence, start: int, parameter: Parameter, bound: Bound
) -> Iterator[tuple[tuple[Condition, ...], int]]:
    name = sentence(parameter.name).words
    at = start + (words.at(start) in ARTICLES)
    at += words.at(at) in ("optional", "new") and not words.starts(at, name)
    if words.at(at - 1) == "another" and words.starts(at - 1, ("another", *name[1:])):
        yield (), at - 1 + len(name)
    elif words.starts(at, name):
        yield (), at + len(name)
    if parameter.entity is not None:
        for noun, end in things(words, start, parameter.entity, bound):
            if noun.conditions or parameter.name != parameter.entity:
                yield tuple(rooted(c, (parameter.name,)) for c in noun.conditions), end


def deed(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Said, int]]:
    """An action without its object: `check-out`, `baking`."""
    for one, end in known(bound).deeds.at(words, start):
        if one.form in ("noun", "gerund"):
            yield Said(known(bound).scope(one.action), one.action), end


def agents(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Agents, int]]:
    """Roles or entities that act: `a nurse`, `staff`, `nurses and doctors`."""
    for name, end in _agent(words, start, bound):
        yield Agents((name,)), end
        at = end + (words.at(end) == ",")
        if words.at(at) in ("and", "or"):
            at += 1
        if at > end:
            for rest, after in agents(words, at, bound):
                yield Agents((name, *rest.names)), after


def _agent(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[str, int]]:
    at = start + (words.at(start) in ARTICLES)
    yield from known(bound).roles.at(words, at)
    for (entity, _), end in known(bound).things.at(words, at):
        yield entity, end
