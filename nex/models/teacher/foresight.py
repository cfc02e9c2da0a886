"""What an action would change, and whether every rule would still hold then."""

from __future__ import annotations

from nex.data.world import (
    MONEY_SCALE,
    NUMBER_SCALE,
    AddValue,
    AttributeType,
    CreateRow,
    DeleteRows,
    Path,
    SetValue,
    Value,
)
from nex.models.teacher.checking import holds
from nex.models.teacher.knowledge import ID, Demand, Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.paths import NEW, Bindings, Untold, View, plain, type_at
from nex.models.teacher.seat import Row

_SCALES: dict[AttributeType, int] = {"money": MONEY_SCALE, "number": NUMBER_SCALE}


def unmet(skill: Skill, bindings: Bindings, view: View) -> Turns[list[Demand]]:
    """What keeps the action from being done in this view; laws only where nothing else does."""
    found: list[Demand] = []
    for demand in skill.demands:
        if demand.condition is None or demand.subject is not None:
            continue
        if not (yield from holds(demand.condition, bindings, view)):
            found.append(demand)
    laws = [demand for demand in skill.demands if demand.subject is not None]
    if found or not laws:
        return found
    after = view.copy()
    yield from suppose(skill, bindings, after)
    for law in laws:
        try:
            broken = yield from _breaks(law, bindings, view, after)
        except Untold:
            continue
        found += [law] if broken else []
    return found


def _breaks(law: Demand, bindings: Bindings, view: View, after: View) -> Turns[bool]:
    """Whether some row that the action is about meets the law before, but not afterwards."""
    if law.condition is None or law.subject is None:
        return False
    for row in _subjects(law.subject, bindings, after):
        subject = Bindings({law.subject: row})
        if (yield from holds(law.condition, subject, after)):
            continue
        if row.id.startswith(NEW) or (yield from holds(law.condition, subject, view)):
            return True
    return False


def _subjects(entity: str, bindings: Bindings, after: View) -> list[Row]:
    rows = [bound for bound in bindings.bound.values() if isinstance(bound, Row)]
    rows += [at for at, _ in after.supposed]
    return [row for row in dict.fromkeys(rows) if row.entity == entity]


def suppose(skill: Skill, bindings: Bindings, view: View) -> Turns[None]:
    """Put the action's declared effects into the view."""
    for effect in skill.action.effects:
        match effect:
            case SetValue():
                at = yield from view.at(effect.path[:-1], bindings)
                if isinstance(at, Row):
                    value = plain((yield from view.operand(effect.to, bindings)))
                    view.supposed[at, effect.path[-1]] = value
            case AddValue():
                yield from _add(effect, bindings, view)
            case CreateRow():
                yield from _create(effect, bindings, view)
            case DeleteRows():
                yield from _delete(effect, bindings, view)


def _add(effect: AddValue, bindings: Bindings, view: View) -> Turns[None]:
    at = yield from view.at(effect.path[:-1], bindings)
    amount = plain((yield from view.operand(effect.amount, bindings)))
    if not isinstance(at, Row) or not isinstance(amount, int):
        return
    now = yield from view.value(at, effect.path[-1])
    if not isinstance(now, int):
        return
    if isinstance(effect.amount, Path):
        ours = _SCALES.get(type_at(view.seat, effect.path, bindings), 1)
        theirs = _SCALES.get(type_at(view.seat, effect.amount.path, bindings), 1)
        amount = amount * ours // theirs
    view.supposed[at, effect.path[-1]] = now + effect.sign * amount


def _delete(effect: DeleteRows, bindings: Bindings, view: View) -> Turns[None]:
    """Only what is named itself; which rows a filter matches is for the World to say."""
    for one in effect.where:
        if one.attribute == ID:
            for operand in one.among:
                at = yield from view.operand(operand, bindings)
                view.deleted += [at] if isinstance(at, Row) else []


def _create(effect: CreateRow, bindings: Bindings, view: View) -> Turns[None]:
    values: dict[str, Value] = {}
    for name, operand in effect.values:
        values[name] = plain((yield from view.operand(operand, bindings)))
    at = Row(effect.entity, f"{NEW}{len(view.created)}")
    view.created.append((effect.entity, values))
    for name, value in values.items():
        view.supposed[at, name] = value
