"""How deep a World goes: which actions make others possible."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.scores import Score
from nex.data.world import Action, Condition, CreateRow, Effect, In, SetValue, Value, World
from nex.scoring.measures import measure

Fact = tuple[str, str, Value]
"""Entity, attribute, value."""
Literal = bool | int | str


def score_worlds(worlds: Sequence[World]) -> list[Score]:
    """Actions, conditions per action, and the longest chain of actions that enable each other."""
    if not worlds:
        return []
    actions = sum(len(world.actions) for world in worlds)
    conditions = sum(_conditions(world) for world in worlds)
    chains = [longest_chain(world) for world in worlds]
    of = f"{len(worlds)} worlds"
    return [
        measure("complexity", "world actions", actions / len(worlds), "actions", of),
        measure(
            "complexity", "conditions per action", conditions / max(actions, 1), "conditions", of
        ),
        measure("complexity", "enabling chain", max(chains), "actions", f"{of}, the longest"),
    ]


def _conditions(world: World) -> int:
    return len(world.rules) + sum(len(action.requires) for action in world.actions)


def longest_chain(world: World) -> int:
    """Actions in the longest of the shortest ways from one action to another that it enables."""
    follows = enabling(world)
    return max((_eccentricity(follows, name) for name in follows), default=0)


def enabling(world: World) -> dict[str, tuple[str, ...]]:
    """For each action those that need a value which it sets, by name."""
    brings = {
        a.name: {f for e in a.effects for f in _set_facts(world, a, e)} for a in world.actions
    }
    needs = {a.name: {f for c in a.requires for f in _in_facts(world, a, c)} for a in world.actions}
    return {
        name: tuple(other for other in needs if other != name and facts & needs[other])
        for name, facts in brings.items()
    }


def _eccentricity(follows: dict[str, tuple[str, ...]], start: str) -> int:
    """Levels of a breadth-first walk from `start`, itself included."""
    seen, level, levels = {start}, [start], 0
    while level:
        levels += 1
        level = sorted({after for name in level for after in follows[name]} - seen)
        seen.update(level)
    return levels


def _set_facts(world: World, action: Action, effect: Effect) -> list[Fact]:
    match effect:
        case CreateRow(entity=entity, values=values):
            return [(entity, name, to) for name, to in values if isinstance(to, Literal)]
        case SetValue(path=path, to=to) if isinstance(to, Literal):
            owner = _owner(world, action, path)
            return [(owner, path[-1], to)] if owner else []
        case _:
            return []


def _in_facts(world: World, action: Action, condition: Condition) -> list[Fact]:
    owner = _owner(world, action, condition.path) if isinstance(condition, In) else None
    if not isinstance(condition, In) or owner is None:
        return []
    return [(owner, condition.path[-1], value) for value in condition.values]


def _owner(world: World, action: Action, path: tuple[str, ...]) -> str | None:
    """The entity whose attribute stands at the path's end; None where it cannot be told."""
    entity = next((p.entity for p in action.parameters if p.name == path[0]), None)
    for name in path[1:-1]:
        attribute = world.entity(entity).attribute(name) if entity else None
        entity = attribute.entity if attribute else None
    return entity if len(path) > 1 else None
