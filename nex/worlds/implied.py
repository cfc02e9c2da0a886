"""What a World's actions say about its rows: a book on loan has a loan; how many a member may have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nex.data.world import (
    Action,
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Filter,
    In,
    Parameter,
    Path,
    SetValue,
    Value,
    World,
)


class Implication(NamedTuple):
    """Where `attribute` of an `entity`'s row is `value`, a `made` row points to it by `reference`."""

    entity: str
    attribute: str
    value: Value
    made: str
    reference: str
    exclusive: bool
    """Rows of `made` go again, so there are no others."""


class Limit(NamedTuple):
    """At most `most` rows of `entity` that match `where` share one `target` row."""

    entity: str
    reference: str
    target: str
    most: int
    where: tuple[Filter, ...]


class Boundary(NamedTuple):
    """A number of an entity that a rule compares with `value`."""

    entity: str
    attribute: str
    value: int


class Pair(NamedTuple):
    """A number that a rule compares with another: both paths start at a row of `entity`."""

    entity: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    states: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    """Attributes with the values that the same action demands: the rows where it matters."""


def implications(world: World) -> list[Implication]:
    """What the state of a row says about other rows, as the World's actions keep it."""
    deleted = {e.entity for a in world.actions for e in a.effects if isinstance(e, DeleteRows)}
    found: dict[Implication, None] = {}
    for action in world.actions:
        for state, made in _pairs(action):
            parameter = _parameter(action, state.path[0])
            if parameter is None or parameter.entity in (None, made.entity):
                continue
            for reference, operand in made.values:
                if operand == Path(path=(parameter.name,)):
                    entity, key = parameter.entity, state.path[1]
                    exclusive = made.entity in deleted
                    value = None if isinstance(state.to, Path) else state.to
                    one = Implication(entity, key, value, made.entity, reference, exclusive)
                    found[one] = None
    return list(found)


def limits(world: World) -> Iterator[Limit]:
    """How many rows may share a row, by invariants and by what actions demand."""
    for condition, roots, extra in _conditions(world):
        if not isinstance(condition, CountAtMost) or condition.total is not None:
            continue
        for one in condition.where:
            target = _root(one, roots)
            if target is not None:
                rest = tuple(f for f in condition.where if f is not one)
                plain = all(
                    not isinstance(o, Path) and f.operator == "=" for f in rest for o in f.among
                )
                if plain:
                    yield Limit(
                        condition.entity, one.attribute, target, condition.most + extra, rest
                    )


def boundaries(world: World) -> Iterator[Boundary]:
    """The plain numbers that rules compare attributes with."""
    for condition, roots, _ in _conditions(world):
        if isinstance(condition, Compare) and type(condition.to) is int:
            owner = _owner(world, condition.path, roots)
            if owner is not None:
                yield Boundary(owner, condition.path[-1], condition.to)


def pairs(world: World) -> Iterator[Pair]:
    """The numbers of one row that rules compare with each other, through references."""
    for rule in world.rules:
        if rule.action is None and rule.entity is not None:
            yield from _pair(rule.condition, {rule.entity: rule.entity}, ())
    for action in world.actions:
        guards = tuple(rule.condition for rule in world.rules if rule.action == action.name)
        for condition in (*action.requires, *guards):
            yield from _pair(condition, _roots(action), action.requires)


def _pair(
    condition: Condition, roots: dict[str, str], beside: tuple[Condition, ...]
) -> Iterator[Pair]:
    if not isinstance(condition, Compare) or not isinstance(condition.to, Path):
        return
    left, right = condition.path, condition.to.path
    if left[0] == right[0] and roots.get(left[0]) and min(len(left), len(right)) > 1:
        states = tuple(
            (other.path[1], other.values)
            for other in beside
            if isinstance(other, In) and len(other.path) == 2 and other.path[0] == left[0]
        )
        yield Pair(roots[left[0]], left[1:], right[1:], states)


def _pairs(action: Action) -> Iterator[tuple[SetValue, CreateRow]]:
    made = [e for e in action.effects if isinstance(e, CreateRow)]
    for effect in action.effects:
        if isinstance(effect, SetValue) and len(effect.path) == 2 and isinstance(effect.to, str):
            yield from ((effect, one) for one in made)


def _parameter(action: Action, name: str) -> Parameter | None:
    return next((p for p in action.parameters if p.name == name), None)


def _conditions(world: World) -> Iterator[tuple[Condition, dict[str, str], int]]:
    """Every condition with the entities of its roots; 1 where it is met before an action adds."""
    for rule in world.rules:
        if rule.action is None:
            yield from _nested(rule.condition, {rule.entity: rule.entity} if rule.entity else {}, 0)
        else:
            yield from _nested(rule.condition, _roots(world.action(rule.action)), 1)
    for action in world.actions:
        for condition in action.requires:
            yield from _nested(condition, _roots(action), 1)


def _nested(
    condition: Condition, roots: dict[str, str], extra: int
) -> Iterator[tuple[Condition, dict[str, str], int]]:
    yield condition, roots, extra
    if condition.when is not None:
        yield from _nested(condition.when, roots, extra)


def _roots(action: Action) -> dict[str, str]:
    return {p.name: p.entity for p in action.parameters if p.entity is not None}


def _root(one: Filter, roots: dict[str, str]) -> str | None:
    operand = one.among[0] if len(one.among) == 1 else None
    if isinstance(operand, Path) and len(operand.path) == 1:
        return roots.get(operand.path[0])
    return None


def _owner(world: World, path: tuple[str, ...], roots: dict[str, str]) -> str | None:
    """The entity whose attribute stands at the end of the path."""
    owner = roots.get(path[0])
    for name in path[1:-1]:
        attribute = world.entity(owner).attribute(name) if owner else None
        owner = attribute.entity if attribute is not None else None
    return owner if len(path) > 1 else None
