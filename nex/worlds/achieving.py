"""Which actions could make a condition true: read backwards from their effects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nex.data.world import (
    Action,
    AddValue,
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Exists,
    Filter,
    In,
    IsSet,
    NotIn,
    Path,
    SetValue,
    Value,
)
from nex.language.words.literals import SCALES
from nex.worlds.conditions import Cell, Roots, cell_at, matching, value_at
from nex.worlds.state import State

Bindings = dict[str, Value]
Option = tuple[Action, Bindings]
"""An action with the parameters that matter; the others are free."""

ROWS = 40
"""Rows that are tried where a reference or an owner is free."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A cell that should change: what would do, and values worth trying."""

    cell: Cell
    accepts: Callable[[Value], bool]
    ideas: tuple[Value, ...]


def achievers(state: State, condition: Condition, roots: Roots) -> Iterator[Option]:
    """Actions whose effects can bring the condition about, one step at a time."""
    if isinstance(condition, CountAtMost | Exists):
        if isinstance(condition, Exists) and not condition.negated:
            yield from _bringing(state, condition, roots)
        else:
            yield from _thinning(state, condition, roots)
        return
    for wish in _wishes(state, condition, roots):
        yield from _writers(state, wish)


def _wishes(state: State, condition: In | NotIn | IsSet | Compare, roots: Roots) -> Iterator[Wish]:
    """The cell at the condition's end, each reference on the way to it, and a rival cell."""
    accepts, ideas = _wanted(state, condition, roots)
    yield from _along(state, condition.path, roots, (accepts, ideas))
    if isinstance(condition, Compare) and isinstance(condition.to, Path):
        mirrored = condition.model_copy(
            update={
                "path": condition.to.path,
                "to": Path(path=condition.path),
                "operator": _MIRRORED.get(condition.operator, condition.operator),
            }
        )
        yield from _along(state, mirrored.path, roots, _wanted(state, mirrored, roots))


def opposite(condition: Condition) -> Condition | None:
    """What holds where the condition does not; None where no single condition says so."""
    match condition:
        case In():
            return NotIn(path=condition.path, values=condition.values)
        case NotIn():
            return In(path=condition.path, values=condition.values)
        case IsSet():
            return IsSet(path=condition.path, negated=not condition.negated)
        case Compare():
            return condition.model_copy(
                update={"operator": _OPPOSITE[condition.operator], "when": None}
            )
        case Exists():
            return condition.model_copy(update={"negated": not condition.negated, "when": None})
        case CountAtMost():
            return None


Wanted = tuple[Callable[[Value], bool], tuple[Value, ...]]


def _along(state: State, path: tuple[str, ...], roots: Roots, wanted: Wanted) -> Iterator[Wish]:
    for length in range(2, len(path) + 1):
        cell = cell_at(state, path[:length], roots)
        if cell is None:
            return
        if length == len(path):
            yield Wish(cell, *wanted)
            return
        target = state.schema.column(cell.entity, cell.attribute).attribute.entity or ""
        rest = ("x", *path[length:])
        fitting = tuple(
            id
            for id in state.ids(target)[:ROWS]
            if wanted[0](value_at(state, Path(path=rest), {"x": (target, id)}))
        )
        yield Wish(cell, lambda value, fitting=fitting: value in fitting, fitting)


def _wanted(state: State, condition: Condition, roots: Roots) -> Wanted:
    match condition:
        case In():
            return (lambda v: v in condition.values), condition.values
        case NotIn():
            domain = _domain(state, condition.path, roots)
            ideas = tuple(v for v in domain if v not in condition.values)
            return (lambda v: v not in condition.values), ideas
        case IsSet():
            domain = (None,) if condition.negated else _domain(state, condition.path, roots)
            return (lambda v: (v is None) == condition.negated), domain
        case Compare():
            rival = value_at(state, condition.to, roots)
            ideas = (rival, *_steps(state, condition.path, roots, rival))
            return (lambda v: _compares(v, condition.operator, rival)), ideas
        case _:
            return (lambda _: False), ()


_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ORDERS: dict[str, Callable[[int, int], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _compares(value: Value, operator: str, rival: Value) -> bool:
    if operator in ("=", "!="):
        return (value == rival) == (operator == "=")
    if isinstance(value, int) and isinstance(rival, int):
        return _ORDERS[operator](value, rival)
    if isinstance(value, str) and isinstance(rival, str):
        return _ORDERS[operator]((value > rival) - (value < rival), 0)
    return False


def _steps(state: State, path: tuple[str, ...], roots: Roots, rival: Value) -> tuple[Value, ...]:
    """The values one step beside a number; the values of a domain otherwise."""
    cell = cell_at(state, path, roots)
    if cell is None:
        return ()
    type = state.schema.column(cell.entity, cell.attribute).attribute.type
    if isinstance(rival, int) and type in SCALES:
        return (rival + SCALES[type], rival - SCALES[type])
    return _domain(state, path, roots)


def _domain(state: State, path: tuple[str, ...], roots: Roots) -> tuple[Value, ...]:
    cell = cell_at(state, path, roots)
    if cell is None:
        return ()
    attribute = state.schema.column(cell.entity, cell.attribute).attribute
    if attribute.type == "yes_no":
        return (True, False)
    if attribute.type == "reference":
        return tuple(state.ids(attribute.entity or "")[:ROWS])
    return attribute.values


def _writers(state: State, wish: Wish) -> Iterator[Option]:
    for action in state.world.actions:
        for effect in action.effects:
            if not isinstance(effect, SetValue | AddValue):
                continue
            if effect.path[-1] == wish.cell.attribute:
                for owner in _owners(state, action, effect.path, wish.cell):
                    yield from _values(state, (action, owner), effect, wish)


def _owners(state: State, action: Action, path: tuple[str, ...], cell: Cell) -> Iterator[Bindings]:
    """The root's bindings under which the path ends at the cell."""
    parameter = next((p for p in action.parameters if p.name == path[0]), None)
    if parameter is None or parameter.entity is None:
        return
    if len(path) == 2:
        if parameter.entity == cell.entity:
            yield {parameter.name: cell.id}
        return
    for id in state.ids(parameter.entity)[: 2 * ROWS]:
        if cell_at(state, path, {path[0]: (parameter.entity, id)}) == cell:
            yield {parameter.name: id}


def _values(
    state: State, option: Option, effect: SetValue | AddValue, wish: Wish
) -> Iterator[Option]:
    action, owner = option
    operand = effect.to if isinstance(effect, SetValue) else effect.amount
    name = operand.path[0] if isinstance(operand, Path) and len(operand.path) == 1 else None
    present = state.cell(*wish.cell)
    base = present if isinstance(effect, AddValue) and isinstance(present, int) else 0
    if name is not None and name not in owner:
        sign = effect.sign if isinstance(effect, AddValue) else 0
        for idea in wish.ideas:
            value = (idea - base) * sign if sign and isinstance(idea, int) else idea
            if wish.accepts(idea) and (not sign or (isinstance(value, int) and value > 0)):
                yield action, {**owner, name: value}
    elif isinstance(effect, AddValue) or isinstance(operand, Path) or wish.accepts(operand):
        yield action, owner


def _thinning(state: State, condition: CountAtMost | Exists, roots: Roots) -> Iterator[Option]:
    """Deleting one of the rows that match, or taking one out by changing what is matched."""
    for id in matching(state, condition.entity, condition.where, roots)[:ROWS]:
        for action in state.world.actions:
            for effect in action.effects:
                if isinstance(effect, DeleteRows) and effect.entity == condition.entity:
                    yield from _deleting(state, action, effect, id)
        for one in condition.where:
            if one.attribute != "id":
                among = [value_at(state, operand, roots) for operand in one.among]
                cell = Cell(condition.entity, id, one.attribute)
                start: Roots = {"x": (condition.entity, id)}
                ideas = _domain(state, ("x", one.attribute), start)
                yield from _writers(state, Wish(cell, lambda v, among=among: v not in among, ideas))


def _deleting(state: State, action: Action, effect: DeleteRows, id: str) -> Iterator[Option]:
    bound: Bindings = {}
    for one in effect.where:
        operand = one.among[0] if len(one.among) == 1 else None
        value = id if one.attribute == "id" else state.cell(effect.entity, id, one.attribute)
        if isinstance(operand, Path) and len(operand.path) == 1:
            bound[operand.path[0]] = value
        elif not isinstance(operand, Path) and value not in one.among:
            return
    yield action, bound


def _bringing(state: State, condition: Exists, roots: Roots) -> Iterator[Option]:
    """Creating a row that matches, or changing the one thing by which a row does not match."""
    wanted = {
        one.attribute: tuple(value_at(state, operand, roots) for operand in one.among)
        for one in condition.where
    }
    for action in state.world.actions:
        for effect in action.effects:
            if isinstance(effect, CreateRow) and effect.entity == condition.entity:
                bound = _creating(effect, wanted)
                if bound is not None:
                    yield action, bound
    for one in condition.where:
        others = tuple(other for other in condition.where if other is not one)
        for id in _nearly(state, condition.entity, others, roots) if one.attribute != "id" else ():
            cell, values = Cell(condition.entity, id, one.attribute), wanted[one.attribute]
            yield from _writers(state, Wish(cell, lambda v, values=values: v in values, values))


def _nearly(state: State, entity: str, where: tuple[Filter, ...], roots: Roots) -> list[str]:
    return matching(state, entity, where, roots)[:ROWS] if where else []


def _creating(effect: CreateRow, wanted: Mapping[str, tuple[Value, ...]]) -> Bindings | None:
    """The bindings under which a created row has the wanted values; None where it never has."""
    given, bound = dict(effect.values), Bindings()
    for attribute, values in wanted.items():
        operand = given.get(attribute)
        if isinstance(operand, Path) and len(operand.path) == 1 and values:
            bound[operand.path[0]] = values[0]
        elif attribute in given and not isinstance(operand, Path) and operand not in values:
            return None
    return bound
