"""Arguments for an action: rows that may do, plain values that look like the World's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nex.data.streams import Stream
from nex.data.world import Action, Attribute, In, NotIn, Parameter, Value, World
from nex.synthesis.snapshot import Snapshot
from nex.worlds.draws import draw
from nex.worlds.state import Row

Bindings = dict[str, Value]
Demand = In | NotIn

_HOPE = 0.75
"""How often a row is taken that the plain demands let through."""


class Taken(NamedTuple):
    """The arguments chosen so far, and where chance comes from."""

    so_far: Bindings
    stream: Stream


def tries(
    now: Snapshot, action: Action, stream: Stream, *, count: int, known: Bindings
) -> Iterator[Bindings]:
    """Different arguments for the action, at most `count`; those `known` are kept."""
    seen: set[tuple[tuple[str, Value], ...]] = set()
    free = [p for p in action.parameters if p.entity and p.name not in known]
    pools = {p.name: list(now.rows(p.entity or "")) for p in free}
    if any(not pool for pool in pools.values()):
        return
    hopeful = {p.name: _likely(now, action, p) or pools[p.name] for p in free}
    for _ in range(count):
        bindings: Bindings = {}
        for p in action.parameters:
            if p.name in known:
                bindings[p.name] = known[p.name]
            elif p.optional and stream.chance(0.5):
                continue
            elif p.entity:
                pool = hopeful if stream.chance(_HOPE) else pools
                bindings[p.name] = stream.choice(pool[p.name])
            else:
                bindings[p.name] = plain_value(now, action, p, Taken(bindings, stream))
        key = tuple(bindings.items())
        if key not in seen and _distinct(action, bindings):
            seen.add(key)
            yield bindings


def demands(world: World, action: Action, parameter: Parameter) -> tuple[Demand, ...]:
    """What the action plainly demands of the parameter's own attributes."""
    guards = (rule.condition for rule in world.rules if rule.action == action.name)
    return tuple(
        condition
        for condition in (*action.requires, *guards)
        if isinstance(condition, In | NotIn)
        and condition.when is None
        and len(condition.path) == 2
        and condition.path[0] == parameter.name
    )


def lets_through(asked: tuple[Demand, ...], row: Row) -> bool:
    """Whether a row meets plain demands."""
    return all((row.get(d.path[1]) in d.values) == (d.kind == "in") for d in asked)


def _likely(now: Snapshot, action: Action, parameter: Parameter) -> list[str]:
    asked = demands(now.world, action, parameter)
    rows = now.rows(parameter.entity or "")
    return [id for id, row in rows.items() if lets_through(asked, row)]


def plain_value(now: Snapshot, action: Action, parameter: Parameter, taken: Taken) -> Value:
    """Some value for a plain parameter: like the object's attribute of that name, if it has one."""
    entity = now.world.entity(action.object)
    like = entity.attribute(parameter.name)
    if like is not None and like.type == parameter.type:
        return draw(entity, like, taken.so_far, taken.stream)
    if parameter.type == "integer":
        return taken.stream.between(1, 5)
    invented = Attribute(name=parameter.name, type=parameter.type, values=parameter.values)
    return draw(entity, invented, taken.so_far, taken.stream)


def _distinct(action: Action, bindings: Bindings) -> bool:
    """Whether parameters of one entity name different rows."""
    rows = [(p.entity, bindings.get(p.name)) for p in action.parameters if p.entity]
    return len(set(rows)) == len(rows)
