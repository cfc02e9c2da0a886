"""Whether a World's names lead anywhere: what a person's edit of world.json can break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from nex.data.places import Place
from nex.data.world import (
    Action,
    AddValue,
    Attribute,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Effect,
    Entity,
    Exists,
    Filter,
    IsSet,
    Operand,
    Path,
    SetValue,
    Value,
    World,
)
from nex.language.sentences.scope import CALLER, Scope, action_scope, rule_scope


class Defect(NamedTuple):
    """Something that cannot be so, and where it stands."""

    at: Place
    text: str


def defects(world: World) -> Iterator[Defect]:
    """Every name, path and value of the World that fits nothing in it; none in a World that was read."""
    yield from _twice(("entities",), [entity.name for entity in world.entities])
    yield from _twice(("actions",), [action.name for action in world.actions])
    for n, entity in enumerate(world.entities):
        yield from _entity(world, entity, ("entities", n))
    for n, action in enumerate(world.actions):
        yield from _action(world, action, ("actions", n))
    yield from _rules(world)
    yield from _rest(world)


def _twice(at: Place, names: Sequence[str]) -> Iterator[Defect]:
    for n, name in enumerate(names):
        if name in names[:n]:
            yield Defect((*at, n), f"{name!r} is there already")


def _unknown(at: Place, what: str, name: str, known: Iterable[str]) -> Defect:
    return Defect(at, f"no {what} is called {name!r}; known: {', '.join(known) or 'none'}")


def _entity(world: World, entity: Entity, at: Place) -> Iterator[Defect]:
    names = {one.name for one in world.entities}
    yield from _twice((*at, "attributes"), [a.name for a in entity.attributes])
    for n, attribute in enumerate(entity.attributes):
        here = (*at, "attributes", n)
        if attribute.type == "reference" and attribute.entity not in names:
            yield _unknown((*here, "entity"), "thing", str(attribute.entity), sorted(names))
        if attribute.type == "one_of" and not attribute.values:
            yield Defect((*here, "values"), f"{attribute.name!r} is one of no values")
        if attribute.initial is not None:
            yield from _value(attribute, attribute.initial, (*here, "initial"))


def _value(attribute: Attribute, value: Value, at: Place) -> Iterator[Defect]:
    """Whether a literal can stand there; None clears it."""
    if value is None:
        return
    if attribute.type == "one_of":
        if value not in attribute.values:
            yield _unknown(at, f"value of {attribute.name!r}", str(value), attribute.values)
        return
    kind = {"yes_no": bool, "integer": int, "number": int, "money": int}.get(attribute.type, str)
    if type(value) is not kind:
        yield Defect(at, f"{value!r} is no value of {attribute.name!r}, which is {attribute.type}")


def _action(world: World, action: Action, at: Place) -> Iterator[Defect]:
    names = [one.name for one in world.entities]
    if action.object not in names:
        yield _unknown((*at, "object"), "thing", action.object, names)
    for n, parameter in enumerate(action.parameters):
        if parameter.entity is not None and parameter.entity not in names:
            place = (*at, "parameters", n, "entity")
            yield _unknown(place, "thing", parameter.entity, names)
    for n, caller in enumerate(action.callers):
        if caller not in names and caller not in world.roles:
            yield _unknown((*at, "callers", n), "role or thing", caller, [*world.roles, *names])
    scope = action_scope(world, action)
    for n, condition in enumerate(action.requires):
        yield from _condition(scope, condition, (*at, "requires", n))
    for n, effect in enumerate(action.effects):
        yield from _effect(scope, effect, (*at, "effects", n))


def _condition(scope: Scope, condition: Condition, at: Place) -> Iterator[Defect]:
    match condition:
        case CountAtMost() | Exists():
            yield from _rows(scope, condition.entity, condition.where, at)
        case IsSet():
            yield from _path(scope, condition.path, (*at, "path"))
        case _:
            yield from _path(scope, condition.path, (*at, "path"))
            found = scope.attribute(condition.path)
            if condition.kind == "compare":
                yield from _operand(scope, condition.to, None, (*at, "to"))
            elif found is not None:
                for n, value in enumerate(condition.values):
                    yield from _value(found, value, (*at, "values", n))
    if condition.when is not None:
        yield from _condition(scope, condition.when, (*at, "when"))


def _path(scope: Scope, path: tuple[str, ...], at: Place) -> Iterator[Defect]:
    if path == (CALLER,) or (path and scope.attribute(path) is not None):
        return
    known = [*sorted(scope.roots), *([CALLER] if scope.callers else [])]
    yield Defect(at, f"{'.'.join(path)!r} leads nowhere; paths start at {', '.join(known)}")


def _operand(
    scope: Scope, operand: Operand, attribute: Attribute | None, at: Place
) -> Iterator[Defect]:
    if isinstance(operand, Path):
        yield from _path(scope, operand.path, (*at, "path"))
    elif attribute is not None:
        yield from _value(attribute, operand, at)


def _rows(scope: Scope, name: str, where: tuple[Filter, ...], at: Place) -> Iterator[Defect]:
    entity = scope.entities.get(name)
    if entity is None:
        yield _unknown((*at, "entity"), "thing", name, sorted(scope.entities))
        return
    for n, one in enumerate(where):
        attribute = entity.attribute(one.attribute)
        if attribute is None and one.attribute != "id":
            place = (*at, "where", n, "attribute")
            yield _unknown(place, f"attribute of {name!r}", one.attribute, _names(entity))
        for m, operand in enumerate(one.among):
            yield from _operand(scope, operand, attribute, (*at, "where", n, "among", m))


def _effect(scope: Scope, effect: Effect, at: Place) -> Iterator[Defect]:
    match effect:
        case SetValue():
            yield from _path(scope, effect.path, (*at, "path"))
            yield from _operand(scope, effect.to, scope.attribute(effect.path), (*at, "to"))
        case AddValue():
            yield from _path(scope, effect.path, (*at, "path"))
            yield from _operand(scope, effect.amount, None, (*at, "amount"))
        case DeleteRows():
            yield from _rows(scope, effect.entity, effect.where, at)
        case CreateRow():
            yield from _new_row(scope, effect, at)


def _new_row(scope: Scope, effect: CreateRow, at: Place) -> Iterator[Defect]:
    entity = scope.entities.get(effect.entity)
    if entity is None:
        yield _unknown((*at, "entity"), "thing", effect.entity, sorted(scope.entities))
        return
    for n, (name, operand) in enumerate(effect.values):
        attribute = entity.attribute(name)
        if attribute is None:
            place = (*at, "values", n)
            yield _unknown(place, f"attribute of {entity.name!r}", name, _names(entity))
        yield from _operand(scope, operand, attribute, (*at, "values", n, 1))


def _rules(world: World) -> Iterator[Defect]:
    actions = [action.name for action in world.actions]
    names = [entity.name for entity in world.entities]
    for n, rule in enumerate(world.rules):
        at: Place = ("rules", n)
        if rule.action is not None and rule.action not in actions:
            yield _unknown((*at, "action"), "action", rule.action, actions)
        elif rule.entity is not None and rule.entity not in names:
            yield _unknown((*at, "entity"), "thing", rule.entity, names)
        else:
            yield from _condition(rule_scope(world, rule), rule.condition, (*at, "condition"))


def _rest(world: World) -> Iterator[Defect]:
    actions = [action.name for action in world.actions]
    for n, example in enumerate(world.examples):
        if example.action not in actions:
            yield _unknown(("examples", n, "action"), "action", example.action, actions)
    known = {entity.name: entity for entity in world.entities}
    for n, table in enumerate(world.tables):
        entity = known.get(table.entity)
        if entity is None:
            yield _unknown(("tables", n, "entity"), "thing", table.entity, known)
            continue
        for m, name in enumerate(table.attributes):
            if entity.attribute(name) is None:
                place = ("tables", n, "attributes", m)
                yield _unknown(place, f"attribute of {entity.name!r}", name, _names(entity))


def _names(entity: Entity) -> list[str]:
    return [attribute.name for attribute in entity.attributes]
