"""Doing one action: check what it demands, do it, and look before doing it twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.world import Value, identifier
from nex.models.teacher.checking import rows_of, search
from nex.models.teacher.foresight import suppose, unmet
from nex.models.teacher.guessing import lesson
from nex.models.teacher.knowledge import Skill
from nex.models.teacher.moves import Observation, Turns
from nex.models.teacher.paths import NEW, Bindings, View, plain
from nex.models.teacher.seat import TRIES, Row, Seat, call, exists, fetch, refuse, shown
from nex.models.teacher.waiting import let_pass, see_through

Arguments = Mapping[str, Row | Value]


def bind(seat: Seat, skill: Skill, arguments: Arguments) -> Bindings:
    """The roots of the action's paths: its arguments and the caller."""
    bound = dict(arguments)
    if seat.caller is not None:
        bound["caller"] = seat.caller
    return Bindings(bound, {p.name: p.type for p in skill.action.parameters})


def welcome(seat: Seat, skill: Skill) -> bool:
    """Whether who asks may have the action done, as far as is known."""
    callers, speaker = skill.action.callers, seat.speaker
    return not callers or speaker is None or speaker.role in callers


def perform(seat: Seat, skill: Skill, arguments: Arguments) -> Turns[None]:
    """Do it, or halt with the sentence that forbids it."""
    bindings = bind(seat, skill, arguments)
    view = View(seat)
    after = view.copy()
    if not seat.options.lazy:
        yield from _check(seat, skill, bindings, view)
        yield from suppose(skill, bindings, after)
    said = said_arguments(skill, arguments)
    thought = f"Nothing forbids it: I {skill.action.name}."
    seen = yield from call(seat, skill.tool.name, said, thought)
    for _ in range(0 if seat.options.lazy else TRIES):
        if seen.code == "timeout" and skill.action.seconds:
            yield from let_pass(seat, skill.action.seconds)
        if seen.code != "timeout" or (yield from _happened(seat, after)):
            break
        thought = "It was not applied. I do it again."
        seen = yield from call(seat, skill.tool.name, said, thought)
    if skill.action.seconds:
        seen = yield from see_through(seat, seen)
    _learn(seat, skill, seen)
    seat.done.append(f"{skill.tool.name} {orjson.dumps(said).decode()}")


def _check(seat: Seat, skill: Skill, bindings: Bindings, view: View) -> Turns[None]:
    """Look at everything that the action demands; halt with all that is not so."""
    if not welcome(seat, skill):
        for row in bindings.bound.values():
            if isinstance(row, Row):
                yield from fetch(seat, row)
        raise refuse(skill.only)
    demands = yield from unmet(skill, bindings, view)
    if demands:
        raise refuse("; ".join(demand.sentence for demand in demands))


def said_arguments(skill: Skill, arguments: Arguments) -> Json:
    """The arguments as the tool takes them."""
    said: Json = {}
    for parameter in skill.action.parameters:
        if parameter.name in arguments:
            value = plain(arguments[parameter.name])
            said[identifier(parameter.name)] = shown(value, parameter.type)
    return said


def _learn(seat: Seat, skill: Skill, seen: Observation) -> None:
    """Take over what the action changed; halt where it was turned down."""
    if seen.code == "timeout":
        seat.forget()
    elif seen.code is not None:
        known = [demand.sentence for demand in skill.demands if demand.sentence in seen.text]
        seat.knowledge = lesson(seat.knowledge, skill, seen.text) or seat.knowledge
        raise refuse(max(known, key=len) if known else seen.text)
    seat.outdate()
    if isinstance(seen.value, dict):
        for change in (*_list(seen.value, "changed"), *_list(seen.value, "created")):
            row = change.get("row")
            if isinstance(row, dict):
                seat.see(_entity(seat, change), row)
        for change in _list(seen.value, "deleted"):
            seat.rows.pop(Row(_entity(seat, change), str(change.get("id"))), None)


def _list(value: Mapping[str, JsonValue], key: str) -> list[Json]:
    found = value.get(key)
    return [cast("Json", item) for item in found] if isinstance(found, list) else []


def _entity(seat: Seat, change: Json) -> str:
    said = str(change.get("entity"))
    known = seat.knowledge.entities
    if said in known:
        return said
    return next((name for name in known if identifier(name) == said), said)


def _happened(seat: Seat, after: View) -> Turns[bool]:
    """After a lost reply: whether what the action changes can be seen to have changed."""
    expected: dict[Row, dict[str, Value]] = {}
    for (at, name), value in after.supposed.items():
        expected.setdefault(at, {})[name] = value
    for at, values in expected.items():
        if at.id.startswith(NEW):
            continue
        before = {name: seat.value(at, name) for name in values} if at in seat.rows else {}
        if before != values:
            yield from _reread(seat, at)
            return all(seat.value(at, name) == value for name, value in values.items())
    for at in after.deleted:
        return not (yield from exists(seat, at))
    for entity, values in after.created:
        known = {value for value in values.items() if value[1] is not None}
        before = {at for at in seat.rows if at.entity == entity}
        seen = yield from search(seat, entity, dict(sorted(known)), "Was it created?")
        return any(Row(entity, str(row.get("id"))) not in before for row in rows_of(seen))
    return False


def _reread(seat: Seat, at: Row) -> Turns[None]:
    seat.rows.pop(at, None)
    yield from fetch(seat, at)
