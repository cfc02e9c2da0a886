"""A World as a set of facts, by which two readings of one text are compared."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.jsons import canonical
from nex.data.world import Action, Entity, Rule, World
from nex.language.sentences.clauses import change, demand
from nex.language.sentences.scope import action_scope


def unmarked(world: World) -> World:
    """The World without the marks of what was inferred; what was inferred stays."""
    actions = tuple(action.model_copy(update={"inferred": ()}) for action in world.actions)
    return world.model_copy(update={"actions": actions})


def facts(world: World, *, inferred: bool = True) -> frozenset[str]:
    """Each thing that a World says, on its own; with or without what was inferred."""
    found: set[str] = set()
    for entity in world.entities:
        found.update(_entity(entity) if not entity.single else ())
    for action in world.actions:
        found.update(_action(world, action, inferred))
    found.update(_rule(rule) for rule in world.rules)
    found.update(f"table {_text(table.model_dump())}" for table in world.tables)
    found.update(f"mount {_text(mount.model_dump())}" for mount in world.mounts)
    found.update(f"happening {_text(one.model_dump())}" for one in world.others)
    found.update(f"example {_text(example.model_dump())}" for example in world.examples)
    return frozenset(found)


def _entity(entity: Entity) -> Iterator[str]:
    yield f"entity {entity.name}, {entity.plural}"
    if entity.count is not None:
        yield f"count {entity.name} {entity.count}"
    for attribute in entity.attributes:
        where = f"{entity.name}.{attribute.name}"
        yield f"attribute {where} {_text(attribute.model_dump(exclude={'initial'}))}"
        if attribute.initial is not None:
            yield f"initial {where} {attribute.initial}"


def _action(world: World, action: Action, inferred: bool) -> Iterator[str]:
    scope = action_scope(world, action)
    yield f"action {action.name}"
    if action.seconds or action.in_person or action.section:
        yield f"pace {action.name} {action.seconds} {action.in_person} {action.section}"
    for caller in action.callers:
        yield f"caller {action.name} {caller}"
    for condition in action.requires:
        if inferred or demand(condition, scope) not in action.inferred:
            yield f"requires {action.name} {_text(condition.model_dump())}"
    for effect in action.effects:
        if inferred or change(effect, scope) not in action.inferred:
            yield f"effect {action.name} {_text(effect.model_dump())}"


def _rule(rule: Rule) -> str:
    return f"rule {_text(rule.model_dump())}"


def _text(value: object) -> str:
    return canonical(value).decode()
