"""Reviewing: what a colleague reports, held against what was asked and what is there now."""

from __future__ import annotations

from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.task import Outcome
from nex.data.world import DeleteRows, Effect, Operand, Path, SetValue, Value, identifier
from nex.language.requests.request import Do, Fallback, Item, Many, Mention, Question, Reach, When
from nex.models.teacher.acting import Arguments, bind, welcome
from nex.models.teacher.answering import answer
from nex.models.teacher.delegating import DONE, as_item, wording
from nex.models.teacher.foresight import unmet
from nex.models.teacher.grounding import completed, resolve, rows_for, wish_for
from nex.models.teacher.knowledge import ID, Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.paths import Bindings, View, plain
from nex.models.teacher.planning import Planner
from nex.models.teacher.seat import Halt, Row, Seat, exists, refuse, scaled


def review(seat: Seat, report: Json) -> Turns[Outcome]:
    """Agree with the report, or halt with what is wrong and the request that would mend it."""
    if report.get("status") != "done":
        yield from _review_refusal(seat)
        return Outcome()
    calls = _calls(seat, report.get("answer"))
    left = list(calls)
    deciding = [item for item in seat.request.items if isinstance(item, Many | When | Fallback)]
    if deciding and not calls and not all(_may_rest(item) for item in deciding):
        raise _objection(seat, deciding[0])
    for item in () if deciding else seat.request.items:
        said = next((c for c in left if isinstance(item, Do) and c[0] == item.action), None)
        if said is not None and isinstance(item, Do):
            left.remove(said)
            fine = yield from _same_rows(seat, item, said[1])
        else:
            fine = yield from _stands(seat, item, report.get("answer"))
        if not fine:
            raise _objection(seat, item)
    yield from _effects_stand(seat, calls)
    return Outcome()


def _may_rest(item: Item) -> bool:
    """Whether it may be right to do nothing for the item."""
    return isinstance(item, When) and None in (item.then, item.otherwise)


def _same_rows(seat: Seat, item: Do, arguments: Arguments) -> Turns[bool]:
    """Whether the call was about the rows that were asked for, where their words still fit."""
    whole = yield from completed(seat, item)
    for name, value in whole.arguments:
        if not isinstance(value, Mention) or not lasting(seat, value):
            continue
        if (yield from resolve(seat, value)) != arguments.get(name):
            return False
    return True


def lasting(seat: Seat, mention: Mention) -> bool:
    """Whether the words name rows by texts alone, which actions seldom change."""
    types = [seat.knowledge.attribute(mention.entity, t.attribute) for t in mention.traits]
    return bool(types) and all(found is not None and found.type == "text" for found in types)


def _objection(seat: Seat, item: Item) -> Halt:
    return refuse("This was asked for and does not hold.", needs=wording(seat, item))


def _review_refusal(seat: Seat) -> Turns[None]:
    """A refusal stands where something keeps at least one item from being done."""
    for item in seat.request.items:
        if (yield from _blocked(seat, item)):
            return
    raise refuse("Nothing forbids it.", needs=wording(seat, seat.request.items[0]))


def _blocked(seat: Seat, item: Item) -> Turns[bool]:
    match item:
        case Do():
            skill = seat.knowledge.skills.get(item.action)
            if skill is None or not welcome(seat, skill):
                return True
            arguments = yield from rows_for(seat, item)
            demands = yield from unmet(skill, bind(seat, skill, arguments), View(seat))
            return bool(demands)
        case Reach():
            wish = yield from wish_for(seat, item)
            return (yield from Planner(seat).plan(wish)) is None
        case Question():
            return False
        case Many() | When() | Fallback():
            return True


def _stands(seat: Seat, item: Item, said: JsonValue) -> Turns[bool]:
    """Whether an item that no reported call accounts for holds all the same."""
    match item:
        case Question():
            told = said if isinstance(said, list) and item.asked != "list" else [said]
            return (yield from answer(seat, item)) in (said, *told)
        case Reach():
            wish = yield from wish_for(seat, item)
            return (yield from View(seat).value(wish.row, wish.attribute)) == wish.value
        case Do():
            skill = seat.knowledge.skills.get(item.action)
            if skill is None:
                return True
            arguments = yield from rows_for(seat, item)
            effects = list(_settled(skill, arguments))
            return bool(effects) and (yield from _all_stand(seat, effects))
        case Many() | When() | Fallback():
            return True


def _effects_stand(seat: Seat, calls: list[tuple[str, Arguments]]) -> Turns[None]:
    """Every value that a reported call was the last to set must be there."""
    last: dict[tuple[Row, str], tuple[Value, str, Arguments]] = {}
    for action, arguments in calls:
        skill = seat.knowledge.skills[action]
        for row, name, value in _settled(skill, arguments):
            last[row, name] = (value, action, arguments)
        for row in _gone(skill, arguments):
            for key in [key for key in last if key[0] == row]:
                del last[key]
            if (yield from exists(seat, row)):
                raise _objection(seat, as_item(seat.knowledge.skills[action], arguments))
    for (row, name), (value, action, arguments) in last.items():
        if not (yield from _all_stand(seat, [(row, name, value)])):
            raise _objection(seat, as_item(seat.knowledge.skills[action], arguments))


def _all_stand(seat: Seat, effects: list[tuple[Row, str, Value]]) -> Turns[bool]:
    for row, name, value in effects:
        if (yield from View(seat).value(row, name)) != value:
            return False
    return True


def _settled(skill: Skill, arguments: Arguments) -> list[tuple[Row, str, Value]]:
    """The values that the action sets on its own arguments, where they can be told beforehand."""
    found: list[tuple[Row, str, Value]] = []
    roots = Bindings(dict(arguments))
    for effect in skill.action.effects:
        if not isinstance(effect, SetValue):
            continue
        root, *names = effect.path
        row, to = roots.root(root), effect.to
        if isinstance(row, Row) and len(names) == 1 and not _far(to):
            value = plain(roots.root(to.path[0])) if isinstance(to, Path) else to
            found.append((row, names[0], value))
    return found


def _far(operand: Operand) -> bool:
    """Whether it stands somewhere in the World, where it may have changed since."""
    return isinstance(operand, Path) and len(operand.path) > 1


def _gone(skill: Skill, arguments: Arguments) -> list[Row]:
    roots = Bindings(dict(arguments))
    rows = [roots.root(root) for effect in skill.action.effects for root in _itself(effect)]
    return [row for row in rows if isinstance(row, Row)]


def _itself(effect: Effect) -> list[str]:
    if not isinstance(effect, DeleteRows) or len(effect.where) != 1:
        return []
    [one] = effect.where
    among = one.among if one.attribute == ID else ()
    return [root for operand in among if isinstance(operand, Path) for root in operand.path[:1]]


def _calls(seat: Seat, said: JsonValue) -> list[tuple[str, Arguments]]:
    """The calls that the report lists."""
    if not isinstance(said, str) or not said.startswith(DONE):
        return []
    tools = {skill.tool.name: skill for skill in seat.knowledge.skills.values()}
    found: list[tuple[str, Arguments]] = []
    for line in said[len(DONE) :].splitlines():
        name, _, text = line.removeprefix("- ").partition(" ")
        if name in tools:
            found.append((tools[name].action.name, _arguments(tools[name], text)))
    return found


def _arguments(skill: Skill, text: str) -> Arguments:
    given = cast("Json", orjson.loads(text))
    found: dict[str, Row | Value] = {}
    for parameter in skill.action.parameters:
        value = scaled(given.get(identifier(parameter.name)), parameter.type)
        row = parameter.entity is not None and isinstance(value, str)
        if value is not None:
            found[parameter.name] = Row(str(parameter.entity), str(value)) if row else value
    return found
