"""What would make a condition hold, and the arguments with which an action would grant it."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.world import (
    Compare,
    Condition,
    Effect,
    In,
    IsSet,
    NotIn,
    Parameter,
    Path,
    SetValue,
    Value,
)
from nex.models.teacher.acting import Arguments
from nex.models.teacher.checking import rows_of, search
from nex.models.teacher.knowledge import ID, Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.paths import Bindings, View, plain
from nex.models.teacher.seat import Row, Seat, Wish

Chosen = dict[str, Row | Value]


def remedies(condition: Condition, bindings: Bindings, view: View) -> Turns[list[Wish]]:
    """What would make the condition hold, each by itself; empty where nothing simple would."""
    if not isinstance(condition, In | NotIn | Compare | IsSet) or len(condition.path) < 2:
        return []
    at = yield from view.at(condition.path[:-1], bindings)
    if not isinstance(at, Row):
        return []
    name = condition.path[-1]
    if isinstance(condition, Compare):
        to = plain((yield from view.operand(condition.to, bindings)))
        return [Wish(at, name, to)] if condition.operator == "=" else []
    return [Wish(at, name, value) for value in _allowed(condition, view.seat, at)]


def _allowed(condition: In | NotIn | IsSet, seat: Seat, at: Row) -> list[Value]:
    match condition:
        case In():
            return list(condition.values)
        case IsSet():
            return [None] if condition.negated else []
        case NotIn():
            attribute = seat.knowledge.attribute(at.entity, condition.path[-1])
            known: tuple[Value, ...] = attribute.values if attribute else ()
            if attribute and attribute.type == "yes_no":
                known = (True, False)
            return [value for value in known if value not in condition.values]


def choices(seat: Seat, skill: Skill, wish: Wish) -> Turns[list[Arguments]]:
    """The arguments with which some effect of the action grants the wish."""
    found: list[Arguments] = []
    for effect in skill.action.effects:
        found += yield from _grants(seat, skill, effect, wish)
    return found


def _grants(seat: Seat, skill: Skill, effect: Effect, wish: Wish) -> Turns[list[Arguments]]:
    if not isinstance(effect, SetValue) or effect.path[-1] != wish.attribute:
        return []
    chosen: Chosen = {}
    if isinstance(effect.to, Path):
        parameter = _parameter(skill, effect.to.path[0])
        if parameter is None or len(effect.to.path) > 1:
            return []
        row = parameter.entity is not None and isinstance(wish.value, str)
        value = Row(str(parameter.entity), str(wish.value)) if row else wish.value
        chosen[parameter.name] = value
    elif effect.to != wish.value:
        return []
    found: list[Arguments] = []
    for owner in (yield from _owners(seat, skill, effect.path[:-1], wish.row)):
        found += yield from _filled(seat, skill, {**chosen, **owner})
    return found


def _parameter(skill: Skill, name: str) -> Parameter | None:
    return next((p for p in skill.action.parameters if p.name == name), None)


def _owners(seat: Seat, skill: Skill, path: tuple[str, ...], row: Row) -> Turns[list[Chosen]]:
    """Arguments with which the path leads to the row: it itself, or what refers to it."""
    root, *links = path or ("",)
    parameter = _parameter(skill, root)
    if parameter is None or parameter.entity is None or len(links) > 1:
        return []
    if not links:
        return [{root: row}] if parameter.entity == row.entity else []
    link = seat.knowledge.attribute(parameter.entity, links[0])
    if link is None or link.entity != row.entity:
        return []
    thought = f"Which {parameter.entity} is it about?"
    seen = yield from search(seat, parameter.entity, {links[0]: row.id}, thought)
    return [{root: Row(parameter.entity, str(r.get(ID)))} for r in rows_of(seen)]


def _filled(seat: Seat, skill: Skill, some: Chosen) -> Turns[list[Arguments]]:
    """With rows for the other parameters that need one, among those that would do."""
    found: list[Chosen] = [some]
    for parameter in skill.action.parameters:
        if parameter.name in some or parameter.optional:
            continue
        if parameter.entity is None:
            return []
        filters = dict(_literals(skill, parameter.name))
        thought = f"I look for a {parameter.entity} that would do."
        seen = yield from search(seat, parameter.entity, filters, thought)
        rows = [Row(parameter.entity, str(row.get(ID))) for row in rows_of(seen)]
        found = [{**one, parameter.name: row} for one in found for row in rows]
    return [*found]


def _literals(skill: Skill, parameter: str) -> Iterator[tuple[str, Value]]:
    """What the action demands of a parameter's own attributes, as filters."""
    for demand in skill.demands:
        match demand.condition:
            case In(path=(root, name), values=(value,), when=None) if root == parameter:
                yield name, value
            case _:
                pass
