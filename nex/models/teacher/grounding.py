"""From words to ids: every row that is mentioned is found by searching for it."""

from __future__ import annotations

from nex.data.task import Outcome
from nex.data.world import Parameter, Value
from nex.language.requests.answers import Told, is_indifferent, read_answer
from nex.language.requests.reader import read_mention
from nex.language.requests.request import Do, Mention, Reach
from nex.models.teacher.checking import every, rows_of, search
from nex.models.teacher.knowledge import ID, Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.seat import Halt, Row, Seat, Wish, call, fetch, refuse

_ASKED = 3
_UNSURE = "It is not clear which {entity} is meant."


def resolve(seat: Seat, mention: Mention) -> Turns[Row]:
    """The one row that is meant; asks where several fit, halts where none does."""
    if mention in seat.found:
        return Row(mention.entity, seat.found[mention])
    row = yield from _resolved(seat, mention)
    seat.found[mention] = row.id
    return row


def _resolved(seat: Seat, mention: Mention) -> Turns[Row]:
    for _ in range(_ASKED):
        meant = seat.meant.get(mention, mention)
        found = yield from candidates(seat, meant)
        if not found:
            raise refuse(f"There is no {phrase(meant)}.")
        if len(found) == 1 or seat.options.lazy or seat.options.bias == "first-match":
            return found[0]
        clearer = yield from _ask(seat, meant, found)
        if clearer is None:
            return found[0]
        seat.meant[mention] = clearer
    raise refuse(_UNSURE.format(entity=mention.entity))


def rows_for(seat: Seat, item: Do) -> Turns[dict[str, Row | Value]]:
    """The action's arguments, every mention as the row that is meant."""
    found: dict[str, Row | Value] = {}
    whole = yield from completed(seat, item)
    for name, value in whole.arguments:
        found[name] = (yield from resolve(seat, value)) if isinstance(value, Mention) else value
    return found


def completed(seat: Seat, item: Do) -> Turns[Do]:
    """The item with every argument that its action needs; the user tells what is left out."""
    skill = seat.knowledge.skills.get(item.action)
    if item in seat.whole or skill is None:
        return seat.whole.get(item, item)
    found = dict(item.arguments)
    for parameter in skill.action.parameters:
        if parameter.optional or parameter.name in found:
            continue
        told = read_answer(
            (yield from ask(seat, _unsaid(skill, parameter))), parameter, seat.knowledge.lexicon
        )
        if told is None:
            raise refuse(f"It is not clear what the {parameter.name} is.")
        found = {**_corrected(found, told), parameter.name: told.value}
    given = [p.name for p in skill.action.parameters if p.name in found]
    seat.whole[item] = Do(item.action, tuple((name, found[name]) for name in given))
    return seat.whole[item]


def _unsaid(skill: Skill, parameter: Parameter) -> str:
    """The question about what the request leaves out."""
    about = f"You want me to {skill.action.name}."
    if parameter.entity is not None:
        return f"{about} Which {parameter.entity} is the {parameter.name}?"
    return f"{about} What is the {parameter.name}?"


def _corrected(found: dict[str, Mention | Value], told: Told) -> dict[str, Mention | Value]:
    """The arguments with the row that the user would rather have."""
    instead = told.instead
    if instead is None:
        return found
    return {
        name: instead if isinstance(value, Mention) and value.entity == instead.entity else value
        for name, value in found.items()
    }


def wish_for(seat: Seat, item: Reach) -> Turns[Wish]:
    """What shall hold, about the row that is meant."""
    row = yield from resolve(seat, item.row)
    value = item.value
    if isinstance(value, Mention):
        value = (yield from resolve(seat, value)).id
    return Wish(row, item.attribute, value)


def candidates(seat: Seat, mention: Mention, *, all_of: bool = False) -> Turns[list[Row]]:
    """The rows that fit a mention: the first page of them, or every one."""
    if mention.of is not None:
        return (yield from _pointed(seat, *mention.of))
    filters: dict[str, Value] = {}
    for trait in mention.traits:
        value = trait.value
        filters[trait.attribute] = (
            (yield from resolve(seat, value)).id if isinstance(value, Mention) else value
        )
    if isinstance(id := filters.pop(ID, None), str):
        return [Row(mention.entity, id)]
    unset = [name for name, value in filters.items() if value is None]
    asked = {name: value for name, value in filters.items() if value is not None}
    thought = f"I look for the {phrase(mention)}."
    if all_of or unset:
        rows = yield from every(seat, mention.entity, asked, thought)
    else:
        rows = rows_of((yield from search(seat, mention.entity, asked, thought)))
    found = [Row(mention.entity, str(row.get(ID))) for row in rows]
    return [at for at in found if all(seat.value(at, name) is None for name in unset)]


def _pointed(seat: Seat, attribute: str, owner: Mention) -> Turns[list[Row]]:
    at = yield from resolve(seat, owner)
    yield from fetch(seat, at)
    declared = seat.knowledge.attribute(at.entity, attribute)
    id = seat.value(at, attribute)
    if declared is None or declared.entity is None or not isinstance(id, str):
        return []
    return [Row(declared.entity, id)]


def _ask(seat: Seat, mention: Mention, found: list[Row]) -> Turns[Mention | None]:
    """What the user answers when asked which one is meant; None: any of them will do."""
    question = f"Which {mention.entity} do you mean? {len(found)} or more fit: {phrase(mention)}."
    answer = yield from ask(seat, question)
    if is_indifferent(answer):
        return None
    meant = read_mention(answer, seat.knowledge.lexicon)
    if meant is None or meant.entity != mention.entity:
        raise refuse(_UNSURE.format(entity=mention.entity))
    return meant


def ask(seat: Seat, question: str) -> Turns[str]:
    """The user's answer: told with the request, or asked for; halts where nobody can be asked."""
    if seat.told:
        return seat.told.pop(0)
    if not seat.knowledge.asks or "unclear" in seat.knowledge.statuses:
        raise Halt(Outcome(status="refused", reason=question), question=question)
    seen = yield from call(seat, "ask_user", {"question": question}, "Several rows fit. I ask.")
    return seen.text


def phrase(mention: Mention) -> str:
    """The mention in short, for thoughts and questions."""
    if mention.of is not None:
        return f"{mention.of[0]} of the {phrase(mention.of[1])}"
    traits = [
        f"{trait.attribute} {phrase(trait.value)}"
        if isinstance(trait.value, Mention)
        else f"{trait.attribute} {trait.value!r}"
        for trait in mention.traits
    ]
    return f"{mention.entity} with {' and '.join(traits)}" if traits else mention.entity
