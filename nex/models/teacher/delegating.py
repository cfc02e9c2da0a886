"""Handing work to a colleague: one item at a time, with everything that is known about it."""

from __future__ import annotations

from itertools import product

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.data.world import Path, SetValue, Value
from nex.language.requests.reader import read_request
from nex.language.requests.request import (
    Do,
    Fallback,
    Item,
    Many,
    Mention,
    Question,
    Reach,
    Request,
    Trait,
    When,
)
from nex.language.requests.writer import write_request
from nex.models.teacher.acting import Arguments, welcome
from nex.models.teacher.briefs import TOLD
from nex.models.teacher.grounding import ask
from nex.models.teacher.knowledge import ID, Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.offers import USER
from nex.models.teacher.seat import Halt, Over, Row, Seat, Wish, call, refuse

DONE = "Done:\n"
"""How an answer starts that lists what was done: a line with tool and arguments for each call."""
HAND_OVER = "hand_over_to_"
"""How the tools are named that pass the rest of the work on for good."""
_ROUNDS = 8


def hand_over(seat: Seat, item: Item) -> Turns[JsonValue]:
    """The answer of whoever can do the item; first of who can do it without anybody's help."""
    colleagues = able(seat, item)
    halts: list[Halt] = []
    passes = (False, True) if len(colleagues) > 1 else (True,)
    for helped, colleague in product(passes, colleagues):
        try:
            return (yield from delegate(seat, colleague, item, helped=helped))
        except Halt as halt:
            if "question" in halt.more:
                raise
            halts.append(halt)
    raise halts[0] if halts else refuse("Nobody here can do that.")


def delegate(seat: Seat, colleague: str, item: Item, *, helped: bool = True) -> Turns[JsonValue]:
    """The colleague's answer; asks the user what the colleague must know, halts on a refusal.

    `helped`: whether others bring about what the colleague needs.
    """
    if colleague.startswith(HAND_OVER):
        raise Over(colleague, (item,))
    request = wording(seat, item)
    lines = [request]
    asked_for: set[str] = set()
    thought = f"This is work for {colleague}."
    for _ in range(_ROUNDS):
        seen = yield from call(seat, colleague, {"request": "\n".join(lines)}, thought)
        report = seen.value if isinstance(seen.value, dict) else {}
        if isinstance(question := report.get("question"), str):
            lines.append(TOLD + (yield from ask(seat, question)))
            thought = f"Now {colleague} can know what is meant."
            continue
        needs = report.get("needs")
        if helped and isinstance(needs, str) and needs not in asked_for:
            asked_for.add(needs)
            if (yield from _provide(seat, colleague, needs)):
                thought = f"What {colleague} needed is done."
                lines = [str(report.get("resume") or lines[0])]
                continue
        if report.get("status") != "done":
            raise refuse(str(report.get("reason") or seen.text))
        seat.forget()
        answer = report.get("answer")
        if isinstance(answer, str) and answer.startswith(DONE):
            seat.done += [line.removeprefix("- ") for line in answer.splitlines()[1:]]
            return None
        return answer
    raise refuse(f"{colleague} could not do it.")


def wording(seat: Seat, item: Item) -> str:
    """The item as a request of its own, with who asks."""
    request = Request((item,), seat.speaker)
    return write_request(request, seat.knowledge.lexicon, Stream("hand over", repr(item)))


def rest(seat: Seat, items: tuple[Item, ...]) -> str:
    """Several items as one request, with who asks."""
    request = Request(items, seat.speaker)
    return write_request(request, seat.knowledge.lexicon, Stream("rest", repr(items)))


def by_id(row: Row) -> Mention:
    """A row as one agent names it to another."""
    return Mention(row.entity, (Trait(ID, row.id),))


def as_reach(seat: Seat, wish: Wish) -> Reach:
    """A wish as an item that names rows by id, so that it holds whatever changes before."""
    attribute = seat.knowledge.attribute(wish.row.entity, wish.attribute)
    value: Value | Mention = wish.value
    if attribute and attribute.entity and isinstance(value, str):
        value = by_id(Row(attribute.entity, value))
    return Reach(by_id(wish.row), wish.attribute, value)


def as_item(skill: Skill, arguments: Arguments) -> Do:
    """An action on rows that were found, as an item to hand over."""
    given = [p.name for p in skill.action.parameters if p.name in arguments]
    said = [(name, arguments[name]) for name in given]
    named = ((name, by_id(value) if isinstance(value, Row) else value) for name, value in said)
    return Do(skill.action.name, tuple(named))


def _provide(seat: Seat, colleague: str, needs: str) -> Turns[bool]:
    """Have somebody else bring about one of the things that would help; whether somebody could."""
    for line in needs.splitlines():
        request = read_request(line, seat.knowledge.lexicon)
        for item in request.items if request else ():
            for other in able(seat, item):
                if other != colleague and (yield from _provided(seat, other, item)):
                    return True
    return False


def _provided(seat: Seat, other: str, item: Item) -> Turns[bool]:
    try:
        yield from delegate(seat, other, item)
    except Halt as halt:
        if "question" in halt.more:
            raise
        return False
    return True


def able(seat: Seat, item: Item) -> tuple[str, ...]:
    """The colleagues who can do the item, as far as their descriptions tell."""
    knowledge = seat.knowledge
    match item:
        case Do():
            skills = [knowledge.skills[item.action]] if item.action in knowledge.skills else []
        case Reach():
            leading = [s for s in knowledge.skills.values() if leads(s, item)]
            skills = [s for s in leading if welcome(seat, s)] or leading
        case Question():
            needed = set(entities_of(item.rows))
            return tuple(n for n, known in knowledge.lookups.items() if needed <= set(known))
        case Many():
            return able(seat, item.deed)
        case When() | Fallback():
            return ()
    seats = [skill.tool.seat for skill in skills if skill.tool.seat != USER]
    if len(seats) < len(skills):
        seats += _lookers(seat, item)
    return tuple(dict.fromkeys(filter(None, seats)))


def _lookers(seat: Seat, item: Do | Reach) -> list[str]:
    """The colleagues who can find the rows of what the user is to be asked to do."""
    rows = [item.row] if isinstance(item, Reach) else [value for _, value in item.arguments]
    needed = {e for row in rows if isinstance(row, Mention) for e in entities_of(row)}
    return [name for name, known in seat.knowledge.lookups.items() if needed <= set(known)]


def leads(skill: Skill, item: Reach) -> bool:
    """Whether some effect of the action can give the attribute its value."""
    return any(
        isinstance(effect, SetValue)
        and effect.path[-1] == item.attribute
        and _owner(skill, effect) in {item.row.entity, None}
        and (isinstance(effect.to, Path) or effect.to == item.value)
        for effect in skill.action.effects
    )


def _owner(skill: Skill, effect: SetValue) -> str | None:
    """The entity whose rows the effect changes; None where a path leads there."""
    root, *names = effect.path
    owner = next((p.entity for p in skill.action.parameters if p.name == root), None)
    return owner if len(names) == 1 else None


def entities_of(mention: Mention) -> tuple[str, ...]:
    """Every entity that must be searched to find what is mentioned."""
    found: tuple[str, ...] = (mention.entity,)
    if mention.of is not None:
        found = (*found, *entities_of(mention.of[1]))
    for trait in mention.traits:
        if isinstance(trait.value, Mention):
            found = (*found, *entities_of(trait.value))
    return found
