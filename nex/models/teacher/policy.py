"""What the teacher does with a request: item by item, then it finishes."""

from __future__ import annotations

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.task import Outcome
from nex.data.world import Value
from nex.language.requests.reader import read_mention, read_request
from nex.language.requests.request import (
    Do,
    Fallback,
    Item,
    Many,
    Mention,
    Question,
    Ranked,
    Reach,
    Trait,
    When,
)
from nex.models.teacher.acting import perform
from nex.models.teacher.answering import answer
from nex.models.teacher.briefs import BEFORE, Brief, read_brief
from nex.models.teacher.choosing import compound
from nex.models.teacher.delegating import (
    DONE,
    HAND_OVER,
    able,
    as_item,
    as_reach,
    delegate,
    entities_of,
    hand_over,
    rest,
    wording,
)
from nex.models.teacher.duties import bid, can, choose, find, propose, split
from nex.models.teacher.grounding import resolve, rows_for, wish_for
from nex.models.teacher.knowledge import Knowledge, Skill
from nex.models.teacher.moves import Move, Turns
from nex.models.teacher.offers import USER
from nex.models.teacher.options import Options
from nex.models.teacher.planning import Planner
from nex.models.teacher.requesting import by_hand
from nex.models.teacher.reviewing import review
from nex.models.teacher.seat import Halt, Over, Row, Seat, Wish, refuse
from nex.models.teacher.studying import study

_LESSONS = 8
"""How often a plan is made anew after a rejection that taught something."""
NOWHERE = "Nothing that can be done here leads there."


def act(knowledge: Knowledge, text: str, options: Options) -> Turns[None]:
    """The whole conversation: the request's items in order, then `finish`."""
    brief = read_brief(text)
    request = read_request(brief.said, knowledge.lexicon)
    if request is None:
        yield _finish(knowledge, refuse("The request cannot be understood."), options)
        return
    seat = Seat(knowledge, options, request, told=brief.told)
    for id, words in brief.known:
        if meant := read_mention(words, knowledge.lexicon):
            seat.found[meant] = id
    try:
        ended = yield from _served(seat, brief)
    except Halt as halt:
        ended = halt
    yield ended if isinstance(ended, Move) else _finish(knowledge, ended, options)


def _served(seat: Seat, brief: Brief) -> Turns[Halt | Move]:
    """What the brief wants, up to the end."""
    match brief.duty:
        case "work" if brief.report is not None:
            return Halt((yield from _reviewed(seat, brief.report)))
        case "work":
            return (yield from _work(seat, brief.before))
        case "propose":
            return (yield from propose(seat))
        case "find":
            outcome = yield from find(seat)
        case "split":
            outcome = split(seat, brief.said)
        case "bid":
            outcome = bid(seat)
        case "choose":
            outcome = choose(seat)
    return Halt(outcome)


def _reviewed(seat: Seat, report: Json) -> Turns[Outcome]:
    """Object only where something is wrong; what cannot be told stands."""
    try:
        return (yield from review(seat, report))
    except Halt as halt:
        if "needs" in halt.more:
            raise
        return Outcome()


def _work(seat: Seat, before: Json) -> Turns[Halt | Move]:
    seat.done += map(str, _list(before, "done"))
    answers = _list(before, "answers")
    items = seat.request.items
    for nth, item in enumerate(items[:1] if seat.options.bias == "first-request" else items):
        try:
            _pass_on(seat, item)
            found = yield from _item(seat, item)
        except Over as over:
            text = rest(seat, (*over.items, *items[nth + 1 :]))
            if not over.colleague and "unclear" in seat.knowledge.statuses:
                return Halt(Outcome(), needs=text)
            if not over.colleague:
                raise refuse("Nobody here can do that.") from over
            so_far: Json = {"done": [*seat.done], "answers": answers}
            request = f"{text}\n{BEFORE}{orjson.dumps(so_far).decode()}"
            return Move("This goes on with a colleague.", over.colleague, {"request": request})
        if isinstance(item, Question):
            answers.append(found)
    if seat.done and not answers:
        return Halt(Outcome(answer=DONE + "\n".join(f"- {line}" for line in seat.done)))
    return Halt(Outcome(answer=answers[0] if len(answers) == 1 else answers or None))


def _list(before: Json, key: str) -> list[JsonValue]:
    found = before.get(key)
    return found if isinstance(found, list) else []


def _pass_on(seat: Seat, item: Item) -> None:
    """Hand an item of several deeds over before it is begun, where one cannot end it oneself."""
    if isinstance(item, Many | Fallback) and not can(seat, item):
        colleagues = able(seat, item.deed if isinstance(item, Many) else item.first)
        if colleagues and colleagues[0].startswith(HAND_OVER):
            raise Over(colleagues[0], (item,))


def _item(seat: Seat, item: Item) -> Turns[JsonValue]:
    """One item: done oneself where one can look and act, else handed to who can."""
    if isinstance(item, When | Fallback) or (isinstance(item, Many) and _sees(seat, item)):
        yield from compound(seat, item, _part)
        return None
    if isinstance(item, Many) or not _sees(seat, item):
        return (yield from hand_over(seat, item))
    match item:
        case Do():
            yield from study(seat)
            skill = seat.knowledge.skills.get(item.action)
            if skill is None:
                raise refuse(f"Nobody here can {item.action}.")
            arguments = yield from rows_for(seat, item)
            return (yield from _do(seat, skill, arguments))
        case Reach():
            return (yield from _reach(seat, item))
        case Question():
            return (yield from answer(seat, item))


def _part(seat: Seat, item: Item) -> Turns[JsonValue]:
    """A part of an item that decides; left to others where nobody who is known here can do it."""
    known = isinstance(item, Question) or can(seat, item) or able(seat, item)
    if not known and "unclear" in seat.knowledge.statuses:
        raise Over("", (item,))
    return (yield from _item(seat, item))


def _sees(seat: Seat, item: Item) -> bool:
    """Whether every row that the item mentions can be searched for from this seat."""
    match item:
        case Do():
            mentions = [value for _, value in item.arguments if isinstance(value, Mention)]
        case Reach():
            mentions = [item.row, *([item.value] if isinstance(item.value, Mention) else [])]
        case Question():
            mentions = [item.rows]
        case Many():
            counted = [way.counted for _, way in item.ways if isinstance(way, Ranked)]
            unseen = set(filter(None, counted)) - set(seat.knowledge.searches)
            return not unseen and _sees(seat, item.deed)
        case When() | Fallback():
            return True
    needed = {entity for mention in mentions for entity in entities_of(mention)}
    if needed:
        return needed <= set(seat.knowledge.searches)
    return isinstance(item, Do) and not able(seat, item)


def _elsewhere(skill: Skill) -> bool:
    """Whether the work must go on with a colleague for it."""
    seat = skill.tool.seat
    return seat is not None and (not seat or seat.startswith(HAND_OVER))


def _do(seat: Seat, skill: Skill, arguments: dict[str, Row | Value]) -> Turns[JsonValue]:
    if skill.tool.seat == "":
        raise Over("", (as_item(skill, arguments),))
    if skill.tool.seat == USER:
        yield from _introduce(seat, skill)
        yield from by_hand(seat, skill, arguments)
        return None
    if skill.tool.seat:
        item = as_item(skill, arguments)
        return (yield from delegate(seat, skill.tool.seat, item))
    yield from _introduce(seat, skill)
    yield from perform(seat, skill, arguments)
    return None


def _introduce(seat: Seat, skill: Skill) -> Turns[None]:
    """Find the row of who asks, where the action depends on it."""
    speaker, known = seat.speaker, seat.knowledge
    if seat.caller or speaker is None or speaker.label is None or not skill.about_caller:
        return
    noun = known.lexicon.nouns.get(speaker.role)
    if noun is not None and noun.label is not None and speaker.role in known.searches:
        mention = Mention(speaker.role, (Trait(noun.label.name, speaker.label),))
        seat.caller = yield from resolve(seat, mention)


def _reach(seat: Seat, item: Reach) -> Turns[None]:
    yield from study(seat)
    wish = yield from wish_for(seat, item)
    for skill in seat.knowledge.skills.values():
        yield from _introduce(seat, skill)
    for _ in range(_LESSONS):
        planner, known = Planner(seat), seat.knowledge
        deeds = yield from planner.plan(wish)
        if deeds is None:
            raise _unreachable(seat, planner, wish)
        try:
            for nth, deed in enumerate(deeds):
                left = deeds[nth:]
                if _elsewhere(deed.skill):
                    todo = tuple(as_item(one.skill, one.arguments) for one in left)
                    raise Over(deed.skill.tool.seat or "", todo)
                yield from _do(seat, deed.skill, dict(deed.arguments))
            return
        except Halt:
            if seat.knowledge is known:
                raise


def _unreachable(seat: Seat, planner: Planner, wished: Wish) -> Halt:
    """Why there is no plan, and what a colleague could do about it."""
    if not planner.obstacles:
        return refuse(NOWHERE)
    sentence = next(iter(planner.obstacles))
    wishes = [wish for found in planner.obstacles.values() for wish in found]
    if not wishes or "unclear" not in seat.knowledge.statuses:
        return refuse(sentence)
    ways = dict.fromkeys(wording(seat, as_reach(seat, wish)) for wish in wishes)
    resume = wording(seat, as_reach(seat, wished))
    return refuse(sentence, needs="\n".join(ways), resume=resume)


def _finish(knowledge: Knowledge, halt: Halt, options: Options) -> Move:
    outcome = halt.outcome
    said: Json = {"status": outcome.status}
    if options.bias == "always-done" and outcome.status == "refused":
        return Move("All done.", "finish", {"status": "done"})
    if outcome.answer is not None:
        said["answer"] = outcome.answer
    if outcome.reason is not None:
        said["reason"] = outcome.reason
    if "unclear" in knowledge.statuses:
        said.update(halt.more)
        said["status"] = "unclear" if "question" in halt.more else outcome.status
    thought = "Everything is done." if outcome.status == "done" else "It cannot be done."
    return Move(thought, "finish", said)
