"""What the paths of a sentence may start at, and what stands at their end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nex.data.world import Action, Attribute, Entity, Parameter, Rule, World

CALLER = "caller"
IT = "it"
"""The root of a restriction's paths until it is known which row is meant."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The roots of paths in one sentence, and the entities that paths run through.

    `callers` are the entities whose rows "the caller" may be; `subject` is what "it" means.
    """

    entities: Mapping[str, Entity]
    roots: Mapping[str, Attribute]
    callers: tuple[str, ...] = ()
    subject: str | None = None
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Where a root's entity is not certain: every entity that it may be."""

    def attribute(self, path: tuple[str, ...]) -> Attribute | None:
        """The attribute at the end of a path, a root counting as one; None where there is none."""
        if len(path) == 1:
            return self.roots.get(path[0])
        for name in self._starts(path[0]):
            found = self._walk(name, path[1:])
            if found is not None:
                return found
        return None

    def entity(self, path: tuple[str, ...]) -> str | None:
        """The entity of the row at a path; None where the path ends at a plain value."""
        if path == (CALLER,):
            return self.callers[0] if len(self.callers) == 1 else None
        found = self.attribute(path)
        return found.entity if found is not None else None

    def homes(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The entities that the row at a path may belong to."""
        if len(path) == 1:
            return self._starts(path[0])
        found = self.attribute(path)
        return (found.entity,) if found is not None and found.entity is not None else ()

    def _starts(self, root: str) -> tuple[str, ...]:
        if root == CALLER and root not in self.roots:
            return self.callers
        if root in self.targets:
            return self.targets[root]
        found = self.roots.get(root)
        return (found.entity,) if found is not None and found.entity is not None else ()

    def _walk(self, entity: str, steps: tuple[str, ...]) -> Attribute | None:
        found: Attribute | None = None
        at: str | None = entity
        for step in steps:
            home = self.entities.get(at) if at is not None else None
            found = home.attribute(step) if home is not None else None
            if found is None:
                return None
            at = found.entity
        return found


@dataclass(frozen=True, slots=True)
class Scoped:
    """Something that a sentence names and whose scope the rest of the sentence has."""

    scope: Scope


def as_attribute(parameter: Parameter) -> Attribute:
    """A parameter as the typed value that stands at its name."""
    return Attribute(
        name=parameter.name,
        type=parameter.type,
        values=parameter.values,
        entity=parameter.entity,
        optional=parameter.optional,
    )


def row(entity: str) -> Attribute:
    """A root that is a row of `entity`."""
    return Attribute(name=entity, type="reference", entity=entity)


def entities_of(world: World) -> dict[str, Entity]:
    """The World's entities by name."""
    return {entity.name: entity for entity in world.entities}


def action_scope(world: World, action: Action) -> Scope:
    """The scope of an action's requirements, effects and guards: its parameters and its caller."""
    entities = entities_of(world)
    roots = {p.name: as_attribute(p) for p in action.parameters} | singles(world)
    callers = tuple(name for name in action.callers if name in entities)
    subject = next((p.name for p in action.parameters if not p.preposition), None)
    return Scope(entities, roots, callers, subject)


def entity_scope(world: World, entity: str) -> Scope:
    """The scope of an invariant over every row of `entity`."""
    return Scope(entities_of(world), {entity: row(entity), **singles(world)}, subject=entity)


def singles(world: World) -> dict[str, Attribute]:
    """The roots that every scope has: entities of which there is exactly one row."""
    return {entity.name: row(entity.name) for entity in world.entities if entity.single}


def rule_scope(world: World, rule: Rule) -> Scope:
    """The scope of a rule's condition: its action's, or its entity's."""
    if rule.action is not None:
        return action_scope(world, world.action(rule.action))
    return entity_scope(world, rule.entity) if rule.entity is not None else wide_scope(world)


def wide_scope(world: World) -> Scope:
    """Every name that any sentence of the World may start a path with."""
    entities = entities_of(world)
    roots = {name: row(name) for name in entities}
    targets: dict[str, tuple[str, ...]] = {}
    for action in world.actions:
        for parameter in action.parameters:
            roots.setdefault(parameter.name, as_attribute(parameter))
            if parameter.entity is not None:
                known = targets.get(parameter.name, ())
                targets[parameter.name] = tuple(dict.fromkeys((*known, parameter.entity)))
    return Scope(entities, roots, tuple(entities), targets=targets)
