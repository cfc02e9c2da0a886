"""The words of a World: which phrases name its things, facts, values, roles and actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from nex.data.world import Action, Attribute, Entity, Value, World
from nex.language.sentences.scope import Scope, action_scope, entity_scope
from nex.language.words.morphology import gerunds, participles, plural, singular, third_person
from nex.language.words.tokens import Sentence, sentence

Item = TypeVar("Item")


class Lexicon(Generic[Item]):
    """Phrases and what they name; several items may share a phrase."""

    def __init__(self, entries: Iterable[tuple[str, Item]] = ()) -> None:
        self._entries: dict[tuple[str, ...], list[Item]] = {}
        self._longest = 0
        for phrase, item in entries:
            self.add(phrase, item)

    def add(self, phrase: str, item: Item) -> None:
        """Let a phrase name an item."""
        words = sentence(phrase).words
        named = self._entries.setdefault(words, [])
        if words and item not in named:
            named.append(item)
            self._longest = max(self._longest, len(words))

    def at(self, words: Sentence, start: int) -> Iterator[tuple[Item, int]]:
        """What the words from `start` on name, the longest phrase first."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            for item in self._entries.get(words.words[start : start + length], ()):
                yield item, start + length

    def named(self, phrase: str) -> list[Item]:
        """What exactly this phrase names."""
        return self._entries.get(sentence(phrase).words, [])


@dataclass(frozen=True, slots=True)
class State:
    """A word for a row that says the value of one of its attributes: `available`, `on call`."""

    attribute: str
    value: Value


@dataclass(frozen=True, slots=True)
class Deed:
    """One inflected form of an action's verb."""

    action: Action
    form: str
    """base, gerund, third, participle, or noun (`check-out`)."""


@dataclass(frozen=True)
class Vocabulary:
    """Everything that the sentences about one World may mention."""

    world: World
    entities: Mapping[str, Entity]
    things: Lexicon[tuple[str, bool]]
    """Nouns: the entity, and whether the noun is a plural."""
    roles: Lexicon[str]
    deeds: Lexicon[Deed]
    nouns: Mapping[str, str]
    """Every noun, singular and plural, and its entity."""
    kinds: Lexicon[tuple[str, State]]
    """Plurals that say both the entity and a state of it: `meals`, `partners`."""
    _attributes: dict[str, Lexicon[Attribute]] = field(
        default_factory=dict[str, Lexicon[Attribute]]
    )
    kept: dict[str, Scope] = field(default_factory=dict[str, Scope])
    """Scopes that sentences share; a scope's identity is part of what is remembered."""
    _states: dict[str, Lexicon[State]] = field(default_factory=dict[str, Lexicon[State]])

    def attributes(self, entity: str) -> Lexicon[Attribute]:
        """The names of an entity's attributes."""
        if entity not in self._attributes:
            home = self.entities.get(entity)
            entries = ((a.name, a) for a in home.attributes) if home is not None else ()
            self._attributes[entity] = Lexicon(entries)
        return self._attributes[entity]

    def scope(self, action: Action) -> Scope:
        """The scope of sentences about an action; the same object each time."""
        if action.name not in self.kept:
            self.kept[action.name] = action_scope(self.world, action)
        return self.kept[action.name]

    def row_scope(self, entity: str) -> Scope:
        """The scope of sentences about any row of an entity; the same object each time."""
        key = f"every {entity}"
        if key not in self.kept:
            self.kept[key] = entity_scope(self.world, entity)
        return self.kept[key]

    def states(self, entity: str) -> Lexicon[State]:
        """The words that say a state of an entity's rows."""
        if entity not in self._states:
            home = self.entities.get(entity)
            self._states[entity] = Lexicon(_states(home) if home is not None else ())
        return self._states[entity]


def vocabulary(world: World) -> Vocabulary:
    """The vocabulary of a World, whole or in the making."""
    things: Lexicon[tuple[str, bool]] = Lexicon()
    for entity in world.entities:
        things.add(entity.name, (entity.name, False))
        things.add(entity.plural, (entity.name, True))
    roles: Lexicon[str] = Lexicon()
    for role in world.roles:
        roles.add(role, role)
        roles.add(plural(role), role)
    deeds: Lexicon[Deed] = Lexicon()
    for action in world.actions:
        for form, text in _forms(action.verb):
            deeds.add(text, Deed(action, form))
    entities = {entity.name: entity for entity in world.entities}
    nouns = {noun: e.name for e in world.entities for noun in (e.plural, e.name)}
    return Vocabulary(world, entities, things, roles, deeds, nouns, _kinds(world, nouns))


def _kinds(world: World, nouns: Mapping[str, str]) -> Lexicon[tuple[str, State]]:
    found: Lexicon[tuple[str, State]] = Lexicon()
    for entity in world.entities:
        for phrase, state in _states(entity) if not entity.single else ():
            many = phrase if singular(phrase) != phrase else plural(phrase)
            if many not in nouns and not phrase.startswith("non-"):
                found.add(many, (entity.name, state))
    return found


def _forms(verb: str) -> Iterator[tuple[str, str]]:
    yield "base", verb
    yield "third", third_person(verb)
    yield "noun", verb.replace(" ", "-")
    yield "noun", verb.replace(" ", "")
    for text in gerunds(verb):
        yield "gerund", text
    for text in participles(verb):
        yield "participle", text


def _states(entity: Entity) -> Iterator[tuple[str, State]]:
    for attribute in entity.attributes:
        if attribute.type == "one_of":
            for value in attribute.values:
                yield value, State(attribute.name, value)
        elif attribute.type == "yes_no":
            yield attribute.name, State(attribute.name, True)
            yield f"non-{attribute.name}", State(attribute.name, False)
