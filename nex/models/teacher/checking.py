"""Does a condition hold? Decided by looking: at rows, and at how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne

from nex.data.jsons import Json
from nex.data.world import (
    MONEY_SCALE,
    NUMBER_SCALE,
    AttributeType,
    Compare,
    Condition,
    CountAtMost,
    Exists,
    Filter,
    In,
    IsSet,
    NotIn,
    Operator,
    Path,
    Value,
    identifier,
)
from nex.language.sentences.pieces import chain
from nex.models.teacher.knowledge import ID
from nex.models.teacher.moves import Turns
from nex.models.teacher.paths import Bindings, Untold, View, plain, type_at
from nex.models.teacher.seat import Row, Seat, look, shown

PAGES = 40
"""Pages that are read at most to see every row."""

_COMPARE: dict[Operator, Callable[[int, int], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_EQUAL: dict[Operator, Callable[[object, object], bool]] = {"=": eq, "!=": ne}
_SCALES: dict[AttributeType, int] = {"money": MONEY_SCALE, "number": NUMBER_SCALE}


def holds(condition: Condition, bindings: Bindings, view: View) -> Turns[bool]:
    """Whether the condition holds in the view; where one of its `when` does not, it is not asked."""
    demanded, *whens = chain(condition)
    for when in whens:
        if not (yield from holds(when, bindings, view)):
            return True
    match demanded:
        case In() | NotIn():
            value = plain((yield from view.at(demanded.path, bindings)))
            return (value in demanded.values) == isinstance(demanded, In)
        case IsSet():
            value = plain((yield from view.at(demanded.path, bindings)))
            return (value is None) == demanded.negated
        case Compare():
            return (yield from _compares(demanded, bindings, view))
        case CountAtMost() | Exists():
            return (yield from _counts(demanded, bindings, view))


def _counts(condition: CountAtMost | Exists, bindings: Bindings, view: View) -> Turns[bool]:
    """By a search's total where that tells it, else by looking at every row."""
    plainly = simple(condition)
    total = condition.total if isinstance(condition, CountAtMost) else None
    if plainly:
        found = yield from matching(condition.entity, condition.where, bindings, view)
    else:
        found = yield from measure(condition, total, bindings, view)
    if isinstance(condition, Exists):
        return (found < condition.least) == condition.negated
    if plainly and found > condition.most:
        yield from _look_at_each(condition, bindings, view)
    return found <= condition.most


def _compares(condition: Compare, bindings: Bindings, view: View) -> Turns[bool]:
    left = plain((yield from view.at(condition.path, bindings)))
    right = plain((yield from view.operand(condition.to, bindings)))
    if condition.to is None or condition.operator in _EQUAL:
        return _equal(condition, left, right, bindings)
    if not isinstance(left, int | str) or not isinstance(right, int | str):
        return False
    if isinstance(left, str) or isinstance(right, str):
        return _ordered(condition.operator, str(left), str(right))
    ours = _SCALES.get(type_at(view.seat, condition.path, bindings), 1)
    theirs = ours
    if isinstance(condition.to, Path):
        theirs = _SCALES.get(type_at(view.seat, condition.to.path, bindings), 1)
    return _COMPARE[condition.operator](left * theirs, right * ours)


def _ordered(operator: Operator, left: str, right: str) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[
        operator
    ]


def _equal(condition: Compare, left: Value, right: Value, bindings: Bindings) -> bool:
    if condition.to is not None and (left is None or right is None):
        nobody = "caller" in {condition.path[0], *_start(condition)}
        return condition.operator == "!=" and nobody and bindings.root("caller") is None
    return _EQUAL[condition.operator](left, right)


def _start(condition: Compare) -> tuple[str, ...]:
    return condition.to.path[:1] if isinstance(condition.to, Path) else ()


def matching(entity: str, where: tuple[Filter, ...], bindings: Bindings, view: View) -> Turns[int]:
    """How many rows match every filter: counted through searches, then what is supposed."""
    wanted: dict[str, tuple[Value, ...]] = {}
    for one in where:
        wanted[one.attribute] = yield from _values(one, bindings, view)
    total = sum(_fits(row, wanted) for kind, row in view.created if kind == entity)
    for filters in _combinations(wanted):
        total += yield from count(view.seat, entity, filters)
    for at in {at for at, _ in view.supposed if at.entity == entity and at in view.seat.rows}:
        now = {name: view.seat.value(at, name) for name in wanted}
        then = {name: view.supposed.get((at, name), value) for name, value in now.items()}
        total += _fits(then, wanted) - _fits(now, wanted)
    return total


def simple(condition: CountAtMost | Exists) -> bool:
    """Whether searching by values alone tells the number of the rows that are meant."""
    if isinstance(condition, CountAtMost) and condition.total is not None:
        return False
    return all(one.operator == "=" for one in condition.where)


def measure(
    condition: CountAtMost | Exists, total: str | None, bindings: Bindings, view: View
) -> Turns[int]:
    """How many rows match every filter, or their total: every row that might is looked at."""
    seat, entity = view.seat, condition.entity
    wanted: list[tuple[Filter, tuple[Value, ...]]] = []
    for one in condition.where:
        among = yield from _values(one, bindings, view)
        wanted.append((one, among))
    told = {
        one.attribute: among[0]
        for one, among in wanted
        if one.operator == "=" and len(among) == 1 and among[0] is not None
    }
    rows = yield from every(seat, entity, told, f"I look at the {entity} rows that count.")
    found = [Row(entity, str(row.get(ID))) for row in rows]
    found += [at for at, _ in view.supposed if at.entity == entity]
    result = 0
    for at in dict.fromkeys(found):
        if at not in view.deleted and (yield from _meets_all(at, wanted, view)):
            amount = (yield from _told(at, total, view)) if total is not None else 1
            result += amount if isinstance(amount, int) else 0
    return result


def _meets_all(at: Row, wanted: list[tuple[Filter, tuple[Value, ...]]], view: View) -> Turns[bool]:
    for one, among in wanted:
        if not _meets((yield from _told(at, one.attribute, view)), one, among):
            return False
    return True


def _told(at: Row, name: str, view: View) -> Turns[Value]:
    try:
        return (yield from view.value(at, name))
    except Untold:
        return None


def _meets(value: Value, one: Filter, among: tuple[Value, ...]) -> bool:
    if one.operator == "=":
        return value in among
    if one.operator == "!=":
        return value is not None and value not in among
    rival = among[0]
    if isinstance(value, int) and isinstance(rival, int):
        return _COMPARE[one.operator](value, rival)
    both = isinstance(value, str) and isinstance(rival, str)
    return both and _ordered(one.operator, str(value), str(rival))


def _look_at_each(condition: CountAtMost, bindings: Bindings, view: View) -> Turns[None]:
    """Read every row that was counted: what forbids something should have been seen."""
    wanted: dict[str, tuple[Value, ...]] = {}
    for one in condition.where:
        wanted[one.attribute] = yield from _values(one, bindings, view)
    for filters in _combinations(wanted):
        yield from every(view.seat, condition.entity, filters, "That is too many.")


def _values(one: Filter, bindings: Bindings, view: View) -> Turns[tuple[Value, ...]]:
    found: tuple[Value, ...] = ()
    for operand in one.among:
        found = (*found, plain((yield from view.operand(operand, bindings))))
    return found


def _fits(row: Mapping[str, Value], wanted: Mapping[str, tuple[Value, ...]]) -> bool:
    return all(row.get(name) in among for name, among in wanted.items())


def _combinations(wanted: Mapping[str, tuple[Value, ...]]) -> list[dict[str, Value]]:
    found: list[dict[str, Value]] = [{}]
    for name, among in wanted.items():
        found = [{**before, name: value} for before in found for value in among]
    return found


def count(seat: Seat, entity: str, filters: Mapping[str, Value]) -> Turns[int]:
    """How many rows have these values, by the total that a search tells."""
    thought = f"I count the {entity} rows that match."
    unset = [identifier(name) for name, value in filters.items() if value is None]
    told = {name: value for name, value in filters.items() if value is not None}
    if unset:
        rows = yield from every(seat, entity, told, thought)
        return sum(all(row.get(key) is None for key in unset) for row in rows)
    total = (yield from search(seat, entity, told, thought)).get("total")
    return total if isinstance(total, int) else 0


def search(
    seat: Seat, entity: str, filters: Mapping[str, Value], thought: str, page: int = 1
) -> Turns[Json]:
    """One page of the rows that have these values; every row is remembered."""
    tool = seat.knowledge.searches.get(entity)
    if tool is None:
        return {}
    said: Json = {"page": page} if page > 1 else {}
    for name, value in filters.items():
        attribute = seat.knowledge.attribute(entity, name)
        said[identifier(name)] = shown(value, attribute.type if attribute else "text")
    key = f"{tool} {said}"
    if key not in seat.searched:
        seen = yield from look(seat, tool, said, thought)
        for row in rows_of(seen):
            seat.see(entity, row)
        seat.searched[key] = seen
    return seat.searched[key]


def every(seat: Seat, entity: str, filters: Mapping[str, Value], thought: str) -> Turns[list[Json]]:
    """All the rows that have these values, page by page."""
    seen = yield from search(seat, entity, filters, thought)
    rows, pages = rows_of(seen), seen.get("pages")
    for page in range(2, min(pages if isinstance(pages, int) else 1, PAGES) + 1):
        seen = yield from search(seat, entity, filters, "There are more.", page)
        rows += rows_of(seen)
    return rows


def rows_of(seen: Json) -> list[Json]:
    """The rows of a search's answer."""
    rows = seen.get("rows")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
