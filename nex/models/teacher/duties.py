"""Duties beside the work itself: to split, to find, to propose, to bid, to choose."""

from __future__ import annotations

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.data.task import Outcome
from nex.language.requests.request import (
    Do,
    Fallback,
    Item,
    Many,
    Mention,
    Question,
    Reach,
    Request,
    When,
)
from nex.language.requests.writer import write_mention, write_request
from nex.models.teacher.acting import Arguments, bind, welcome
from nex.models.teacher.answering import answer
from nex.models.teacher.briefs import KNOWN
from nex.models.teacher.delegating import able, as_item, entities_of, leads, wording
from nex.models.teacher.foresight import suppose, unmet
from nex.models.teacher.grounding import candidates, rows_for, wish_for
from nex.models.teacher.knowledge import Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.offers import USER
from nex.models.teacher.paths import Untold, View
from nex.models.teacher.planning import Planner
from nex.models.teacher.reviewing import lasting
from nex.models.teacher.seat import Halt, Row, Seat, fetch, refuse

YES, NO = "yes", "no"


def split(seat: Seat, said: str) -> Outcome:
    """Each item as a request of its own."""
    items = seat.request.items
    told: list[JsonValue] = [wording(seat, item) for item in items] if len(items) > 1 else [said]
    return Outcome(answer=told)


def find(seat: Seat) -> Turns[Outcome]:
    """The ids of the rows that are meant and can be told from this seat, a line for each.

    Of items that come later only words that name rows lastingly count: others may come to mean
    other rows.
    """
    lines: list[JsonValue] = []
    for nth, item in enumerate(seat.request.items):
        for mention in _mentions(item):
            row = (yield from _found(seat, mention)) if not nth or lasting(seat, mention) else None
            if row is not None:
                words = write_mention(mention, seat.knowledge.lexicon, Stream("find", str(mention)))
                lines.append(f"{KNOWN}{row.id}: {words}")
    return Outcome(answer=lines or None)


def _found(seat: Seat, mention: Mention) -> Turns[Row | None]:
    """The row, where the seat can search for it and exactly one fits."""
    if not set(entities_of(mention)) <= set(seat.knowledge.searches):
        return None
    try:
        found = yield from candidates(seat, mention)
    except Halt:
        return None
    return found[0] if len(found) == 1 else None


def _mentions(item: Item) -> list[Mention]:
    """The words for single rows that an item names outright."""
    match item:
        case Do():
            return [value for _, value in item.arguments if isinstance(value, Mention)]
        case Reach():
            return [item.row, *([item.value] if isinstance(item.value, Mention) else [])]
        case Question(asked="value"):
            return [item.rows]
        case _:
            return []


def propose(seat: Seat) -> Turns[Halt]:
    """What would have to be done, as a request that names rows by id; or why it cannot be."""
    steps: list[Item] = []
    view = View(seat)
    answers: list[JsonValue] = []
    for item in seat.request.items:
        if isinstance(item, Question):
            answers.append((yield from answer(seat, item)))
        else:
            steps += yield from _steps(item, view)
    outcome = Outcome(answer=answers[0] if len(answers) == 1 else answers or None)
    if not steps:
        return Halt(outcome)
    request = Request(tuple(steps), seat.speaker)
    text = write_request(request, seat.knowledge.lexicon, Stream("propose", repr(steps)))
    return Halt(outcome, needs=text)


def _steps(item: Item, view: View) -> Turns[list[Item]]:
    """The steps of one item, in a view of how the earlier ones would leave things."""
    seat = view.seat
    match item:
        case Do() if item.action in seat.knowledge.skills:
            skill = seat.knowledge.skills[item.action]
            arguments = yield from rows_for(seat, item)
            if not welcome(seat, skill):
                for row in arguments.values():
                    if isinstance(row, Row):
                        yield from fetch(seat, row)
                raise refuse(skill.only)
            if not skill.about_caller:
                yield from _supposed(skill, arguments, view)
            return [as_item(skill, arguments)]
        case Reach():
            wish = yield from wish_for(seat, item)
            deeds = yield from Planner(seat).plan(wish)
            if deeds is None:
                return [item]
            return [as_item(deed.skill, deed.arguments) for deed in deeds]
        case _:
            return [item]


def _supposed(skill: Skill, arguments: Arguments, view: View) -> Turns[None]:
    """Put what the step would change into the view; halt with what forbids it there."""
    bindings = bind(view.seat, skill, arguments)
    try:
        demands = yield from unmet(skill, bindings, view)
        if demands:
            raise refuse("; ".join(demand.sentence for demand in demands))
        yield from suppose(skill, bindings, view)
    except Untold:
        return


def bid(seat: Seat) -> Outcome:
    """Whether the request can be begun with tools of one's own."""
    return Outcome(answer=YES if can(seat, seat.request.items[0]) else NO)


def can(seat: Seat, item: Item) -> bool:
    """Whether tools of one's own do the item; of one that decides or falls back, its beginning."""
    own = [skill for skill in seat.knowledge.skills.values() if skill.tool.seat in (None, USER)]
    match item:
        case Do():
            return any(skill.action.name == item.action for skill in own)
        case Reach():
            return any(leads(skill, item) for skill in own)
        case Question():
            return set(entities_of(item.rows)) <= set(seat.knowledge.searches)
        case Many():
            return can(seat, item.deed)
        case When():
            return can(seat, item.test.question)
        case Fallback():
            return can(seat, item.first)


def choose(seat: Seat) -> Outcome:
    """The colleague who can do the first item."""
    item = seat.request.items[0]
    if isinstance(item, When | Fallback):
        item = item.test.question if isinstance(item, When) else item.first
    if colleagues := able(seat, item):
        return Outcome(answer=colleagues[0])
    raise refuse("Nobody here can do that.")
