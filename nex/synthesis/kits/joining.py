"""Two Worlds become one: things that are the same at heart are merged."""

from __future__ import annotations

from collections.abc import Mapping

from nex.data.world import Attribute, Entity, Rule, World
from nex.language.reading.renaming import Names, renamed


def joined(first: World, second: World, alike: Mapping[str, str]) -> World:
    """The first World with all of the second that fits beside it.

    `alike` names things of the second that are things of the first. An attribute that both
    declare differently is called after its own workplace; an action that both know is the first's.
    """
    second = renamed(second, Names(_namesakes(first, second, alike)))
    second = renamed(second, Names(dict(alike)))
    second = renamed(second, Names(_apart(first, second)))
    entities = {entity.name: entity for entity in first.entities}
    for entity in second.entities:
        known = entities.get(entity.name)
        entities[entity.name] = entity if known is None else _merged(known, entity)
    known = {action.name for action in first.actions}
    actions = [action for action in second.actions if action.name not in known]
    kept = {action.name for action in actions}
    rules = [rule for rule in second.rules if rule.action is None or rule.action in kept]
    return first.model_copy(
        update={
            "name": f"{first.name} with {second.name}",
            "entities": _after_their_targets(tuple(entities.values())),
            "roles": tuple(
                role
                for role in dict.fromkeys([*first.roles, *second.roles])
                if role not in entities
            ),
            "actions": (*first.actions, *actions),
            "rules": _unique([*first.rules, *rules]),
        }
    )


def _namesakes(first: World, second: World, alike: Mapping[str, str]) -> dict[str, str]:
    """New names for what one calls like something else of the other.

    A value that is called like a thing or a role could not be told from it.
    """
    things = {entity.name for entity in first.entities}
    own = {entity.name for entity in second.entities}
    clashing = {name for name in own if name not in alike and name in things}
    clashing |= (own | {*second.roles}) & _values(first) - {*alike}
    clashing |= (things | {*first.roles}) & _values(second) - own - {*second.roles}
    return {name: f"{_word(second)} {name}" for name in sorted(clashing)}


def _values(world: World) -> set[str]:
    """Names of attributes that refer to nothing."""
    return {a.name for entity in world.entities for a in entity.attributes if a.entity is None}


def _word(world: World) -> str:
    """The word that tells a workplace's things from another's."""
    return world.name.split(" ")[0].removesuffix("'")


def _apart(first: World, second: World) -> dict[str, str]:
    """New names for the second's attributes that would clash."""
    clashing: dict[str, str] = {}
    for entity in second.entities:
        known = next((e for e in first.entities if e.name == entity.name), None)
        for attribute in entity.attributes:
            other = known.attribute(attribute.name) if known is not None else None
            if other is not None and _shape(other) != _shape(attribute):
                clashing[attribute.name] = f"{_word(second)} {attribute.name}"
    things = {entity.name for entity in (*first.entities, *second.entities)}
    return {old: new for old, new in clashing.items() if old not in things}


def _shape(attribute: Attribute) -> tuple[object, ...]:
    """What two attributes of one name must have in common to be one."""
    return attribute.type, attribute.values, attribute.entity


def _merged(first: Entity, second: Entity) -> Entity:
    names = {attribute.name for attribute in first.attributes}
    more = [attribute for attribute in second.attributes if attribute.name not in names]
    return first.model_copy(update={"attributes": (*first.attributes, *more)})


def _after_their_targets(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Things before the things that refer to them, else in their order."""
    found: list[Entity] = []
    left = list(entities)
    while left:
        names = {entity.name for entity in left}
        ready = next((e for e in left if not (_targets(e) - {e.name}) & names), left[0])
        found.append(ready)
        left.remove(ready)
    return tuple(found)


def _targets(entity: Entity) -> set[str]:
    return {a.entity for a in entity.attributes if a.entity is not None}


def _unique(rules: list[Rule]) -> tuple[Rule, ...]:
    return tuple(rule for at, rule in enumerate(rules) if rule not in rules[:at])
