"""Whether a condition holds over the rows that a server shows: yes, no, or cannot be told."""

from __future__ import annotations

import operator
from collections.abc import Callable

from nex.data.world import (
    Compare,
    Condition,
    Exists,
    Filter,
    In,
    IsSet,
    NotIn,
    Operator,
    Value,
)
from nex.scoring.looking import Binding, column

_COMPARE: dict[Operator, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(condition: Condition, binding: Binding) -> bool | None:
    """Yes or no; None where the rows cannot tell."""
    guard = holds(condition.when, binding) if condition.when else True
    if guard is not True:
        return None if guard is None else True
    match condition:
        case In() | NotIn() | IsSet():
            return _at_path(condition, binding)
        case Compare():
            return _compares(condition, binding)
        case Exists(entity=entity, where=where, negated=negated):
            found = _exists(entity, where, binding)
            return None if found is None else found != negated
        case _:
            return None


def _at_path(condition: In | NotIn | IsSet, binding: Binding) -> bool | None:
    seen = binding.look(condition.path)
    if seen is None:
        return None
    match condition:
        case In(values=values):
            return seen.value in values
        case NotIn(values=values):
            return seen.value not in values
        case IsSet(negated=negated):
            return (seen.value is None) == negated


def _compares(condition: Compare, binding: Binding) -> bool | None:
    left, right = binding.look(condition.path), binding.operand(condition.to)
    if left is None or right is None:
        return None
    return _ordered(left.value, condition.operator, right.value)


def _ordered(left: Value, sign: Operator, right: Value) -> bool:
    if isinstance(left, int) and isinstance(right, int):
        return _COMPARE[sign](left, right)
    if left is None or right is None:
        return False
    order = (str(left) > str(right)) - (str(left) < str(right))
    return _COMPARE[sign](order, 0)


def _exists(entity: str, where: tuple[Filter, ...], binding: Binding) -> bool | None:
    wanted: list[tuple[str, list[Value]]] = []
    for filter in where:
        seen = [binding.operand(operand) for operand in filter.among]
        known = [found.value for found in seen if found is not None]
        if len(known) < len(seen):
            return None
        wanted.append((filter.attribute, known))
    kind = binding.rows.words.entity(entity)
    return any(
        all(column(kind, row, name) in values for name, values in wanted)
        for row in binding.rows.of(entity).values()
    )
