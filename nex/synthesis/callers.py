"""Who may ask for what: the callers that an action takes, and those that it turns away."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.task import Caller
from nex.data.world import (
    Action,
    AddValue,
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Effect,
    Exists,
    Filter,
    Operand,
    Path,
    SetValue,
    World,
)
from nex.language.requests.request import Speaker
from nex.synthesis.describing import Describing
from nex.synthesis.snapshot import Snapshot

Paths = Iterator[tuple[str, ...]]


def may(action: Action, caller: Caller) -> bool:
    """Whether the action's own list of callers lets this one in; somebody without a role may."""
    return not action.callers or caller.role is None or caller.role in action.callers


def asking(world: World, action: Action) -> str | None:
    """The entity whose rows must ask, where the action or its rules look at the caller's row."""
    rules = [rule.condition for rule in world.rules if rule.action == action.name]
    conditions = (*action.requires, *rules)
    paths = [path for condition in conditions for path in _condition_paths(condition)]
    paths += [path for effect in action.effects for path in _effect_paths(effect)]
    if not any(path[0] == "caller" for path in paths):
        return None
    entities = {entity.name for entity in world.entities}
    named = [caller for caller in action.callers if caller in entities]
    return named[0] if named else _compared(world, action, conditions)


def callers(world: World, action: Action, snapshot: Snapshot, words: Describing) -> list[Caller]:
    """Everybody who may ask for the action, rows that have no name of their own left out."""
    entity = asking(world, action)
    if entity is not None:
        return _named_rows(snapshot, words, entity)
    if not action.callers:
        return [Caller(), *(Caller(role=role) for role in world.roles)]
    entities = {entity.name for entity in world.entities}
    found: list[Caller] = []
    for name in action.callers:
        found += _named_rows(snapshot, words, name) if name in entities else [Caller(role=name)]
    return found


def outsiders(world: World, action: Action, snapshot: Snapshot, words: Describing) -> list[Caller]:
    """Everybody with a role whom the action's list of callers turns away."""
    if not action.callers:
        return []
    known = {name for other in world.actions for name in other.callers} | set(world.roles)
    entities = {entity.name for entity in world.entities}
    found: list[Caller] = []
    for name in sorted(known - set(action.callers)):
        found += _named_rows(snapshot, words, name)[:4] if name in entities else [Caller(role=name)]
    return found


def speaker(caller: Caller, snapshot: Snapshot, words: Describing) -> Speaker | None:
    """How the caller says who they are; None where nobody in particular asks."""
    if caller.role is None:
        return None
    if caller.row is None:
        return Speaker(caller.role)
    label = words.label(caller.role)
    name = snapshot.cell(caller.role, caller.row, label.name) if label else None
    return Speaker(caller.role, str(name))


def _named_rows(snapshot: Snapshot, words: Describing, entity: str) -> list[Caller]:
    label = words.label(entity)
    if label is None or label.type != "text":
        return []
    return [
        Caller(role=entity, row=id)
        for id, row in snapshot.rows(entity).items()
        if row[label.name] and len(snapshot.having(entity, label.name, row[label.name])) == 1
    ]


def _compared(world: World, action: Action, conditions: tuple[Condition, ...]) -> str | None:
    """The entity of whatever the caller is compared with, or stored in."""
    for condition in conditions:
        if isinstance(condition, Compare) and isinstance(condition.to, Path):
            ends = [condition.path, condition.to.path]
            if _ASKER in ends:
                ends.remove(_ASKER)
                return path_entity(world, action, ends[0])
    stored = (_stored(world, action, effect) for effect in action.effects)
    return next((entity for entity in stored if entity), None)


_ASKER = ("caller",)


def _stored(world: World, action: Action, effect: Effect) -> str | None:
    """The entity of the reference that an effect puts the caller into."""
    if isinstance(effect, SetValue) and effect.to == Path(path=_ASKER):
        return path_entity(world, action, effect.path)
    if isinstance(effect, CreateRow):
        for name, operand in effect.values:
            attribute = world.entity(effect.entity).attribute(name)
            if operand == Path(path=_ASKER) and attribute is not None:
                return attribute.entity
    return None


def path_entity(world: World, action: Action, path: tuple[str, ...]) -> str | None:
    """The entity of the row that stands at a path of an action; None where a plain value does."""
    root = next((p.entity for p in action.parameters if p.name == path[0]), None)
    entity = root or next((e.name for e in world.entities if e.name == path[0]), None)
    for name in path[1:]:
        attribute = world.entity(entity).attribute(name) if entity else None
        entity = attribute.entity if attribute else None
    return entity


def _condition_paths(condition: Condition) -> Paths:
    if condition.when is not None:
        yield from _condition_paths(condition.when)
    if isinstance(condition, CountAtMost | Exists):
        yield from _filter_paths(condition.where)
        return
    yield condition.path
    if isinstance(condition, Compare):
        yield from _operand_paths(condition.to)


def _effect_paths(effect: Effect) -> Paths:
    match effect:
        case SetValue():
            yield effect.path
            yield from _operand_paths(effect.to)
        case AddValue():
            yield effect.path
            yield from _operand_paths(effect.amount)
        case CreateRow():
            for _, operand in effect.values:
                yield from _operand_paths(operand)
        case DeleteRows():
            yield from _filter_paths(effect.where)


def _filter_paths(where: tuple[Filter, ...]) -> Paths:
    for one in where:
        for operand in one.among:
            yield from _operand_paths(operand)


def _operand_paths(operand: Operand) -> Paths:
    if isinstance(operand, Path):
        yield operand.path
