"""The clock of a World: the one row that says which day it is and what time."""

from __future__ import annotations

from nex.data.world import (
    Action,
    Attribute,
    Condition,
    CountAtMost,
    Effect,
    Entity,
    Exists,
    Operand,
    Path,
    World,
)
from nex.language.sentences.pieces import condition_operands, condition_paths, effect_operands

CLOCK = "clock"
TODAY = (CLOCK, "date")
NOW = (CLOCK, "time")
WEEKDAY = (CLOCK, "weekday")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


TIMED = frozenset(
    [
        "today",
        "now",
        "clock",
        "time",
        "overdue",
        "due",
        "expired",
        "day",
        "days",
        "week",
        "weeks",
        "weekday",
        "weekdays",
        "weekend",
        "weekends",
        "open",
        "opens",
        "closed",
        "closes",
        "hours",
        "monday",
        "mondays",
        "tuesday",
        "tuesdays",
        "wednesday",
        "wednesdays",
        "thursday",
        "thursdays",
        "friday",
        "fridays",
        "saturday",
        "saturdays",
        "sunday",
        "sundays",
    ]
)
"""Words without which nothing that a sentence says depends on time."""


def clock() -> Entity:
    """The entity that a World has where anything in it depends on time."""
    return Entity(
        name=CLOCK,
        plural="clocks",
        attributes=(
            Attribute(name="date", type="date"),
            Attribute(name="time", type="time"),
            Attribute(name="weekday", type="one_of", values=WEEKDAYS),
        ),
        count=1,
        single=True,
    )


def keeps_time(world: World) -> bool:
    """Whether the World has a clock."""
    return any(is_clock(entity) for entity in world.entities)


def is_clock(entity: Entity) -> bool:
    """Whether the entity is the clock."""
    return entity.name == CLOCK and {"date", "time", "weekday"} == {
        attribute.name for attribute in entity.attributes
    }


def without_idle_clock(world: World) -> World:
    """The World without a clock that nothing in it looks at."""
    if not keeps_time(world) or _looked_at(world):
        return world
    rest = tuple(entity for entity in world.entities if not is_clock(entity))
    return world.model_copy(update={"entities": rest})


def reads_clock(action: Action, world: World) -> bool:
    """Whether the action's requirements, its guards or its effects look at the clock."""
    guards = [rule.condition for rule in world.rules if rule.action == action.name]
    return any(map(looks_at_clock, (*action.requires, *guards))) or any(map(_dates, action.effects))


def _looked_at(world: World) -> bool:
    conditions = [c for action in world.actions for c in action.requires]
    conditions += [rule.condition for rule in world.rules]
    effects = [effect for action in world.actions for effect in action.effects]
    shown = [path for e in world.examples for path, _ in (*e.facts, *e.then)]
    if any(path.startswith(f"{CLOCK}.") for path in shown):
        return True
    return any(map(looks_at_clock, conditions)) or any(map(_dates, effects))


def looks_at_clock(condition: Condition) -> bool:
    """Whether the condition depends on the day or the time."""
    whole = isinstance(condition, CountAtMost | Exists) and condition.entity == CLOCK
    paths = [*condition_paths(condition), *_paths(condition_operands(condition))]
    return whole or any(path[0] == CLOCK for path in paths)


def _dates(effect: Effect) -> bool:
    return any(path[0] == CLOCK for path in _paths(effect_operands(effect)))


def _paths(operands: list[Operand]) -> list[tuple[str, ...]]:
    return [operand.path for operand in operands if isinstance(operand, Path)]
