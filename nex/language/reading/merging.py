"""Two Worlds that share things become one: shared things once, all others kept apart by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from nex.data.world import Action, Attribute, Entity, Example, World
from nex.errors import InputError
from nex.language.reading.renaming import Names, renamed
from nex.language.words.morphology import with_article

Part = TypeVar("Part")


def merged(first: World, second: World, shared: Sequence[str]) -> World:
    """One World with the work of both, each action marked with the World that it is of.

    A thing that only happens to be called alike in both is called after its World in the second.
    InputError where a shared thing is not in both, or where they say different things of it.
    """
    for name in shared:
        _demand(name, first, second)
    second = _apart(first, second, shared)
    entities = {entity.name: entity for entity in _sectioned(first).entities}
    for entity in second.entities:
        known = entities.get(entity.name)
        entities[entity.name] = entity if known is None else _one(known, entity, (first, second))
    actions = _actions(_sectioned(first), _sectioned(second))
    return first.model_copy(
        update={
            "name": f"{first.name} and {second.name}",
            "entities": tuple(entities.values()),
            "roles": _unique(r for r in (*first.roles, *second.roles) if r not in entities),
            "actions": actions,
            "rules": _unique([*first.rules, *second.rules]),
            "examples": _unique([*first.examples, *second.examples]),
            "notes": _unique([*first.notes, *second.notes]),
            "tables": (*first.tables, *(t for t in second.tables if t.entity not in shared)),
            "mounts": _unique([*first.mounts, *second.mounts]),
            "others": _unique([*first.others, *second.others]),
        }
    )


def _demand(name: str, *worlds: World) -> None:
    for world in worlds:
        if all(entity.name != name for entity in world.entities):
            known = ", ".join(entity.name for entity in world.entities)
            raise InputError(
                f"{world.name!r} knows no {name!r}, which shall be shared; it knows {known}"
            )


def _sectioned(world: World) -> World:
    """The World with its name on every action that names no part of it."""
    actions = tuple(
        action if action.section else action.model_copy(update={"section": world.name})
        for action in world.actions
    )
    return world.model_copy(update={"actions": actions})


def _apart(first: World, second: World, shared: Sequence[str]) -> World:
    """The second World, its own things called otherwise where the first has things of that name."""
    taken = {entity.name for entity in first.entities if not entity.single}
    own = [e.name for e in second.entities if e.name not in shared and not e.single]
    nouns = {name: f"{second.name} {name}" for name in own if name in taken}
    if not nouns:
        return second
    found = renamed(second, Names(nouns))
    keys = {old.name: new.name for old, new in zip(second.actions, found.actions, strict=True)}
    others = tuple(
        one.model_copy(
            update={"action": keys[one.action], "caller": nouns.get(one.caller, one.caller)}
        )
        for one in second.others
    )
    examples = tuple(_example(one, keys, nouns) for one in second.examples)
    return found.model_copy(update={"others": others, "examples": examples})


def _example(example: Example, keys: dict[str, str], nouns: dict[str, str]) -> Example:
    def moved(path: str) -> str:
        return ".".join(nouns.get(word, word) for word in path.split("."))

    caller = example.caller
    return example.model_copy(
        update={
            "action": keys[example.action],
            "caller": caller and (nouns.get(caller[0], caller[0]), caller[1]),
            "arguments": tuple((nouns.get(n, n), said) for n, said in example.arguments),
            "facts": tuple((moved(path), value) for path, value in example.facts),
            "then": tuple((moved(path), value) for path, value in example.then),
        }
    )


def _one(known: Entity, other: Entity, worlds: tuple[World, World]) -> Entity:
    """What both say of a shared thing."""
    attributes = {attribute.name: attribute for attribute in known.attributes}
    for attribute in other.attributes:
        own = attributes.setdefault(attribute.name, attribute)
        if _shape(own) != _shape(attribute):
            first, second = (world.name for world in worlds)
            raise InputError(
                f"the {attribute.name} of {with_article(known.name)} is one thing in {first!r} and "
                f"another in {second!r}; call one of them differently"
            )
    count = known.count if known.count is not None else other.count
    return known.model_copy(update={"attributes": tuple(attributes.values()), "count": count})


def _shape(attribute: Attribute) -> tuple[object, ...]:
    return attribute.type, attribute.values, attribute.entity


def _actions(first: World, second: World) -> tuple[Action, ...]:
    known = {action.name: action for action in first.actions}
    for action in second.actions:
        own = known.setdefault(action.name, action)
        if own.model_copy(update={"section": action.section}) != action:
            raise InputError(
                f"both {first.name!r} and {second.name!r} can {action.name}, and mean different "
                "things by it; call one of them differently"
            )
    return tuple(known.values())


def _unique(parts: Iterable[Part]) -> tuple[Part, ...]:
    found: list[Part] = []
    for part in parts:
        if part not in found:
            found.append(part)
    return tuple(found)
