"""Conditions and effects as clauses: a demand ("must be"), a fact ("is"), a breach, a change."""

from __future__ import annotations

from nex.data.world import (
    AddValue,
    Attribute,
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Effect,
    Exists,
    Filter,
    In,
    IsSet,
    NotIn,
    Operand,
    Operator,
    Path,
    SetValue,
    Value,
)
from nex.language.sentences.clock import TODAY
from nex.language.sentences.pieces import chain
from nex.language.sentences.scope import Scope
from nex.language.words.literals import literal
from nex.language.words.morphology import listed, plural, with_article

DEMANDS: dict[Operator, str] = {
    "=": "must equal",
    "!=": "must not equal",
    "<": "must be less than",
    "<=": "must be at most",
    ">": "must be more than",
    ">=": "must be at least",
}
FACTS: dict[Operator, str] = {
    "=": "equals",
    "!=": "does not equal",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
DATED: dict[Operator, str] = {"<": "before", ">": "after"}
"""How dates and times compare, where numbers are less or more."""
_FILTERED: dict[Operator, str] = {"=": "is", "!=": "is not"}
OPPOSITE: dict[Operator, Operator] = {
    "=": "!=",
    "!=": "=",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}


def noun(path: tuple[str, ...]) -> str:
    """A path as a phrase: `the reservation's guest's tier`."""
    return "today" if path == TODAY else "the " + "'s ".join(path)


def demand(condition: Condition, scope: Scope) -> str:
    """What must hold: `the book's status must be available`."""
    return _demand(condition, scope) + _when(condition, scope, "if")


def fact(condition: Condition, scope: Scope) -> str:
    """The condition as something that holds: `the book's status is available`."""
    return _fact(condition, scope, holds=True) + _when(condition, scope, "if")


def breach(condition: Condition, scope: Scope) -> str:
    """What holds where the condition does not: `the member's status is suspended`."""
    return _fact(condition, scope, holds=False) + _when(condition, scope, "and")


def change(effect: Effect, scope: Scope) -> str:
    """What an effect does: `a loan is created whose book is the book`."""
    match effect:
        case SetValue(path=path, to=to):
            if to is None:
                return f"{noun(path)} is cleared"
            return f"{noun(path)} becomes {operand(to, scope.attribute(path))}"
        case AddValue():
            grows = "increases" if effect.sign == 1 else "decreases"
            by = operand(effect.amount, scope.attribute(effect.path))
            return f"{noun(effect.path)} {grows} by {by}"
        case CreateRow():
            given = tuple(Filter(attribute=name, among=(to,)) for name, to in effect.values)
            return f"{with_article(effect.entity)} is created{whose(effect.entity, given, scope)}"
        case DeleteRows():
            itself = own_row(effect)
            if itself is not None:
                return f"{noun(itself)} is deleted"
            return f"every {effect.entity}{whose(effect.entity, effect.where, scope)} is deleted"


def operand(value: Operand, attribute: Attribute | None) -> str:
    """A literal, or a path, as it stands after "becomes" or "at least"."""
    if not isinstance(value, Path):
        return literal(value, attribute)
    if not value.days:
        return noun(value.path)
    count = abs(value.days)
    return f"{count} day{'s' * (count > 1)} {'after' if value.days > 0 else 'before'} {noun(value.path)}"


def compared(operator: Operator, attribute: Attribute | None) -> str:
    """What stands between "is" or "must be" and the other value: `at most`, `before`."""
    if attribute is not None and attribute.type in ("date", "time") and operator in DATED:
        return DATED[operator]
    return FACTS[operator].partition(" ")[2]


def whose(entity: str, where: tuple[Filter, ...], scope: Scope) -> str:
    """Filters after the rows they choose: ` whose book is the book and whose tier is gold`."""
    home = scope.entities.get(entity)
    parts: list[str] = []
    for filter in where:
        attribute = home.attribute(filter.attribute) if home is not None else None
        among = listed([operand(value, attribute) for value in filter.among], "or")
        how = _FILTERED.get(filter.operator) or f"is {compared(filter.operator, attribute)}"
        parts.append(f"whose {filter.attribute} {how} {among}")
    return f" {' and '.join(parts)}" if parts else ""


def own_row(effect: DeleteRows) -> tuple[str, ...] | None:
    """The path of the one row that a delete names by itself; None where it selects rows."""
    match effect.where:
        case (Filter(attribute="id", among=(Path(path=path),)),):
            return path
        case _:
            return None


def _when(condition: Condition, scope: Scope, word: str) -> str:
    if condition.when is None:
        return ""
    return f" {word} {' and '.join(_fact(one, scope, holds=True) for one in chain(condition.when))}"


def _demand(condition: Condition, scope: Scope) -> str:
    match condition:
        case In(path=path, values=values):
            text = f"{noun(path)} must be {_values(values, scope.attribute(path))}"
        case NotIn(path=path, values=values):
            text = f"{noun(path)} must not be {_values(values, scope.attribute(path))}"
        case IsSet(path=(root,)):
            text = f"{noun((root,))} must {'not ' * condition.negated}be given"
        case IsSet(path=path):
            text = f"{noun(path[:-1])} must have {_some(path[-1], condition.negated)}"
        case Compare(path=path):
            to = operand(condition.to, scope.attribute(path))
            text = f"{noun(path)} {_ordered(condition.operator, scope.attribute(path))} {to}"
        case CountAtMost() | Exists():
            text = _demanded(condition, scope)
    return text


def _demanded(condition: CountAtMost | Exists, scope: Scope) -> str:
    """What must be of the number of rows: `there must be at most 3 loans whose ...`."""
    if isinstance(condition, CountAtMost):
        if condition.total is None:
            return f"there must be {_counted('at most', condition, scope)}"
        most = _sum(condition, condition.total, scope)
        return f"{_total(condition, scope)} must be at most {most}"
    if condition.least > 1:
        return f"there must be at least {condition.least} {_rows(condition, scope)}"
    return f"there must be {_existing(condition, condition.negated, scope)}"


def _fact(condition: Condition, scope: Scope, *, holds: bool) -> str:
    match condition:
        case In(path=path, values=values) | NotIn(path=path, values=values):
            positive = holds == isinstance(condition, In)
            if len(values) == 1 and isinstance(values[0], bool):
                positive, values = True, (values[0] == positive,)
            said = _values(values, scope.attribute(path))
            text = f"{noun(path)} is {'' if positive else 'not '}{said}"
        case IsSet(path=(root,)):
            text = f"{noun((root,))} is {'not ' * (condition.negated == holds)}given"
        case IsSet(path=path):
            text = f"{noun(path[:-1])} has {_some(path[-1], condition.negated == holds)}"
        case Compare(path=path, operator=operator):
            said = operator if holds else OPPOSITE[operator]
            verb = _holding(said, scope.attribute(path))
            text = f"{noun(path)} {verb} {operand(condition.to, scope.attribute(path))}"
        case CountAtMost() | Exists():
            text = _number(condition, scope, holds=holds)
    return text


def _number(condition: CountAtMost | Exists, scope: Scope, *, holds: bool) -> str:
    """What is the case of the number of rows: `there are more than 3 loans whose ...`."""
    if isinstance(condition, CountAtMost):
        bound = "at most" if holds else "more than"
        if condition.total is None:
            return f"there are {_counted(bound, condition, scope)}"
        return f"{_total(condition, scope)} is {bound} {_sum(condition, condition.total, scope)}"
    if condition.least == 1:
        return f"there is {_existing(condition, condition.negated == holds, scope)}"
    bound = "at least" if holds else "fewer than"
    return f"there are {bound} {condition.least} {_rows(condition, scope)}"


def _ordered(operator: Operator, attribute: Attribute | None) -> str:
    """`must be at least`, of dates `must be before`."""
    if operator in DATED and compared(operator, attribute) == DATED[operator]:
        return f"must be {DATED[operator]}"
    return DEMANDS[operator]


def _holding(operator: Operator, attribute: Attribute | None) -> str:
    if operator in DATED and compared(operator, attribute) == DATED[operator]:
        return f"is {DATED[operator]}"
    return FACTS[operator]


def _rows(condition: CountAtMost | Exists, scope: Scope) -> str:
    home = scope.entities.get(condition.entity)
    many = home.plural if home is not None else plural(condition.entity)
    return f"{many}{whose(condition.entity, condition.where, scope)}"


def _total(condition: CountAtMost, scope: Scope) -> str:
    return f"the total {condition.total} of {_rows(condition, scope)}"


def _sum(condition: CountAtMost, total: str, scope: Scope) -> str:
    home = scope.entities.get(condition.entity)
    return literal(condition.most, home.attribute(total) if home is not None else None)


def _existing(condition: Exists, absent: bool, scope: Scope) -> str:
    return f"{_some(condition.entity, absent)}{whose(condition.entity, condition.where, scope)}"


def _counted(bound: str, condition: CountAtMost, scope: Scope) -> str:
    home = scope.entities.get(condition.entity)
    many = home.plural if home is not None else plural(condition.entity)
    name = condition.entity if condition.most == 1 else many
    return f"{bound} {condition.most} {name}{whose(condition.entity, condition.where, scope)}"


def _values(values: tuple[Value, ...], attribute: Attribute | None) -> str:
    return listed([literal(value, attribute) for value in values], "or")


def _some(name: str, negated: bool) -> str:
    return f"no {name}" if negated else with_article(name)
