"""Looking at a State through conditions and paths: does it hold, which rows, which cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from nex.data.task import Caller
from nex.data.world import Action, Condition, Filter, Operator, Path, Value
from nex.worlds.expressions import Compiler, Term
from nex.worlds.schema import stored
from nex.worlds.state import State

Roots = Mapping[str, tuple[str | None, Value]]
"""What the first name of each path stands for: (entity, id of a row), or (None, a value)."""


class Cell(NamedTuple):
    """One value of one row."""

    entity: str
    id: str
    attribute: str


def roots_of(action: Action, bindings: Mapping[str, Value], caller: Caller) -> Roots:
    """The roots of an action's paths under its bindings: parameters, by name and by entity."""
    roots: dict[str, tuple[str | None, Value]] = {
        p.entity: (p.entity, bindings.get(p.name)) for p in action.parameters if p.entity
    }
    roots |= {p.name: (p.entity, bindings.get(p.name)) for p in action.parameters}
    if caller.row is not None:
        roots["caller"] = (caller.role, caller.row)
    return roots


def holds(state: State, condition: Condition, roots: Roots) -> bool:
    """Whether a condition holds now."""
    compiler, named = _compiler(state, roots)
    found = state.first(f"SELECT {compiler.condition(condition)}", {**named, **compiler.values})
    return bool(found and found[0])


def matching(state: State, entity: str, where: tuple[Filter, ...], roots: Roots) -> list[str]:
    """The ids of the rows that match every filter, in the order they were made."""
    compiler, named = _compiler(state, roots)
    table = state.schema.table(entity)
    sql = f"SELECT f.id FROM {table.sql} AS f WHERE {compiler.matching(table, where)} ORDER BY f.n"
    return [str(id) for (id,) in state.query(sql, {**named, **compiler.values})]


def cell_at(state: State, path: tuple[str, ...], roots: Roots) -> Cell | None:
    """The cell at the end of a path; None where the path is a root alone or breaks off."""
    entity, id = _root(state, path[0], roots)
    for name in path[1:-1]:
        if entity is None or id is None:
            return None
        target = state.schema.column(entity, name).attribute.entity
        entity, id = target, state.cell(entity, str(id), name)
    if entity is None or id is None or len(path) < 2:
        return None
    return Cell(entity, str(id), path[-1])


def value_at(state: State, operand: Path | Value, roots: Roots) -> Value:
    """A literal, or what stands at a path; None where nothing does."""
    if not isinstance(operand, Path):
        return operand
    if len(operand.path) == 1:
        return later(_root(state, operand.path[0], roots)[1], operand.days)
    cell = cell_at(state, operand.path, roots)
    return None if cell is None else later(state.cell(*cell), operand.days)


def later(value: Value, days: int) -> Value:
    """A date so many days later; what is no date stays as it is."""
    if not days or not isinstance(value, str):
        return value
    return (date.fromisoformat(value) + timedelta(days=days)).isoformat()


def meets(value: Value, one: Filter, among: Sequence[Value]) -> bool:
    """Whether a row's value meets a filter whose operands have these values."""
    if one.operator == "=":
        return value in among
    if one.operator == "!=":
        return value is not None and value not in among
    return ordered(value, one.operator, among[0])


def ordered(left: Value, operator: Operator, right: Value) -> bool:
    """Whether two numbers, dates or times stand in that order; unset never does."""
    if isinstance(left, str) and isinstance(right, str):
        left, right = (left > right) - (left < right), 0
    if not isinstance(left, int) or not isinstance(right, int):
        return False
    return ORDERS[operator](left, right)


ORDERS: dict[Operator, Callable[[int, int], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip


def _root(state: State, name: str, roots: Roots) -> tuple[str | None, Value]:
    """What a path starts at; an entity of one row needs no binding."""
    if name in roots:
        return roots[name]
    table = state.schema.tables.get(name)
    if table is None or not table.entity.single:
        return None, None
    return name, next(iter(state.ids(name)), None)


def _compiler(state: State, roots: Roots) -> tuple[Compiler, dict[str, Value]]:
    terms = {
        name: Term(f":r{n}", "reference" if entity else "integer", entity)
        for n, (name, (entity, _)) in enumerate(roots.items())
    }
    named = {f"r{n}": stored(value) for n, (_, value) in enumerate(roots.values())}
    return Compiler(state.schema, terms), named
