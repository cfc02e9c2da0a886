"""The vocabulary of a World as requests use it: nouns, attributes, values and the items' patterns.

Whatever order the World declares things in, its lexicon is the same: where two readings of an
instruction are possible, the choice must not depend on who rebuilt the World from what.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from nex.data.world import Action, Attribute, Entity, World, identifier
from nex.language.requests import phrases
from nex.language.requests.patterns import (
    Pattern,
    Slot,
    Words,
    action_patterns,
    asking_patterns,
)
from nex.language.requests.request import Asked, Trait, label_attribute
from nex.language.requests.tokens import spoken, tokens, words
from nex.language.requests.voices import PERSONAS

Payload = TypeVar("Payload")


class Phrases(Generic[Payload]):
    """Phrases by their first token, the longest first."""

    __slots__ = ("_by_first",)

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], Payload]] = ()) -> None:
        self._by_first: dict[str, list[tuple[int, tuple[str, ...], Payload]]] = {}
        ordered = sorted(entries, key=lambda entry: (-len(entry[0]), entry[0]))
        for phrase, payload in ordered:
            if len(phrase) > 0:
                self._by_first.setdefault(phrase[0], []).append((len(phrase), phrase, payload))

    def at(self, text: tuple[str, ...], start: int) -> Iterator[tuple[int, Payload]]:
        """Every phrase that stands at `start`, with the position after it."""
        if start < len(text):
            for length, phrase, payload in self._by_first.get(text[start], ()):
                if text[start : start + length] == phrase:
                    yield start + length, payload


@dataclass(frozen=True, slots=True)
class Noun:
    """An entity's words: its attributes, its values, the attribute it is called by."""

    entity: Entity
    singular: str
    plural: str
    label: Attribute | None
    attributes: Phrases[Attribute]
    named: dict[tuple[str, ...], Attribute]
    """An attribute's tokens -> the attribute; "id" is one."""
    owners: dict[tuple[str, ...], Trait]
    """A value's tokens -> what it means as an adjective, where only one attribute has it."""
    links: dict[str, str]
    """Entity -> the attribute that refers to it when one says `of`."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything that reading and writing requests about one World needs, made once."""

    world: World
    nouns: dict[str, Noun]
    singulars: Phrases[str]
    plurals: Phrases[str]
    adjectives: Phrases[tuple[str, ...]]
    roles: Phrases[tuple[str, Attribute]]
    """A reference's name -> (who has it, the attribute): `the manager of the employee`."""
    names: Phrases[tuple[str, ...]]
    """Attribute names of whatever entity, each its own payload."""
    listed: dict[tuple[str, ...], Phrases[str]]
    """The values of a list, as attributes and parameters have them."""
    actions: dict[str, Action]
    """By identifier."""
    fillers: Phrases[None]
    acting: dict[str, tuple[Pattern, ...]]
    """Action name -> patterns."""
    asking: dict[Asked | None, tuple[Pattern, ...]]
    """What is asked -> patterns; None: what says a state to reach."""
    starting: Phrases[Pattern]
    """Patterns by their first words."""
    following: Phrases[Pattern]
    """Patterns that start with a row, by the words after it."""


def lexicon(world: World) -> Lexicon:
    """The vocabulary of a World; a few hundred microseconds, so make it once."""
    nouns = {entity.name: _noun(entity) for entity in world.entities}
    by_name = sorted(nouns.values(), key=lambda noun: identifier(noun.entity.name))
    acting = {action.name: tuple(action_patterns(action)) for action in world.actions}
    asking = asking_patterns()
    every = sorted((p for group in (*acting.values(), *asking.values()) for p in group), key=_order)
    return Lexicon(
        world,
        nouns,
        Phrases((_words(noun.singular), noun.entity.name) for noun in by_name),
        Phrases((_words(noun.plural), noun.entity.name) for noun in by_name),
        Phrases(_adjectives(by_name)),
        Phrases(_roles(by_name)),
        Phrases((name, name) for name in _attribute_names(by_name)),
        {values: Phrases((_words(v), v) for v in sorted(values)) for values in _lists(world)},
        {identifier(action.name): action for action in world.actions},
        Phrases((tokens(text), None) for text in _fillers()),
        acting,
        asking,
        Phrases(_words_first(every)),
        Phrases(_row_first(every)),
    )


def _order(pattern: Pattern) -> tuple[int, str, str]:
    name = identifier(pattern.action.name) if pattern.action else ""
    return -len(pattern.parts), name, pattern.asked or ""


def _words(name: str) -> tuple[str, ...]:
    return words(spoken(name))


def _noun(entity: Entity) -> Noun:
    attributes = sorted((*entity.attributes, *_id(entity)), key=lambda a: identifier(a.name))
    return Noun(
        entity,
        spoken(entity.name),
        spoken(entity.plural),
        label_attribute(entity),
        Phrases((_words(a.name), a) for a in attributes),
        {_words(a.name): a for a in attributes},
        _owners(attributes),
        _links(attributes),
    )


def _id(entity: Entity) -> tuple[Attribute, ...]:
    """Rows may be named by id too (between agents, never in a task): `with the id "BO-1031"`."""
    return () if entity.attribute("id") else (Attribute(name="id", type="text"),)


def _owners(attributes: list[Attribute]) -> dict[tuple[str, ...], Trait]:
    found: dict[tuple[str, ...], list[Trait]] = {}
    for attribute in attributes:
        for value in attribute.values if attribute.type == "one_of" else ():
            found.setdefault(_words(value), []).append(Trait(attribute.name, value))
    return {value: traits[0] for value, traits in found.items() if len(traits) == 1}


def _links(attributes: list[Attribute]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for attribute in attributes:
        if attribute.type == "reference" and attribute.entity is not None:
            found.setdefault(attribute.entity, []).append(attribute.name)
    chosen: dict[str, str] = {}
    for entity, names in found.items():
        same = [name for name in names if identifier(name) == identifier(entity)]
        if same or len(names) == 1:
            chosen[entity] = (same or names)[0]
    return chosen


def _adjectives(nouns: list[Noun]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for value in sorted({value for noun in nouns for value in noun.owners}):
        yield value, value


def _roles(nouns: list[Noun]) -> Iterator[tuple[tuple[str, ...], tuple[str, Attribute]]]:
    for noun in nouns:
        for attribute in sorted(noun.entity.attributes, key=lambda a: identifier(a.name)):
            if attribute.type == "reference":
                yield _words(attribute.name), (noun.entity.name, attribute)


def _attribute_names(nouns: list[Noun]) -> list[tuple[str, ...]]:
    return sorted({_words(a.name) for noun in nouns for a in noun.entity.attributes})


def _lists(world: World) -> Iterator[tuple[str, ...]]:
    yield from (a.values for entity in world.entities for a in entity.attributes)
    yield from (p.values for action in world.actions for p in action.parameters)


def _fillers() -> list[str]:
    openers = itertools.chain.from_iterable(phrases.OPENERS.values())
    told = itertools.chain(
        openers, phrases.STARTERS, phrases.LAST_STARTERS, phrases.GREETINGS, phrases.CLOSINGS
    )
    told = itertools.chain(told, *PERSONAS.values())
    joined = (joiner.lstrip(" ,;") for joiner in phrases.JOINERS)
    return sorted({text for text in itertools.chain(told, joined) if text})


def _words_first(patterns: list[Pattern]) -> Iterator[tuple[tuple[str, ...], Pattern]]:
    for pattern in patterns:
        match pattern.parts:
            case (Words() as first, *_):
                yield first.tokens, pattern
            case _:
                pass


def _row_first(patterns: list[Pattern]) -> Iterator[tuple[tuple[str, ...], Pattern]]:
    for pattern in patterns:
        match pattern.parts:
            case (Slot(), Words() as second, *_):
                yield second.tokens, pattern
            case _:
                pass
