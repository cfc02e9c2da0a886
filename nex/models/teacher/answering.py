"""Answers: values computed from rows that were read."""

from __future__ import annotations

from nex.data.jsons import Json, JsonValue
from nex.data.world import identifier
from nex.language.requests.request import Question
from nex.models.teacher.grounding import candidates, resolve
from nex.models.teacher.moves import Turns
from nex.models.teacher.seat import Row, Seat, fetch, refuse


def answer(seat: Seat, question: Question) -> Turns[JsonValue]:
    """What was asked for, in the form in which the tools show it."""
    if question.asked == "value":
        row = yield from resolve(seat, question.rows)
        yield from fetch(seat, row)
        return (yield from _told(seat, row, question.attribute or ""))
    rows = yield from candidates(seat, question.rows, all_of=True)
    if question.asked == "count":
        return len(rows)
    every = [_shown(seat, row, question.attribute) for row in rows]
    values: list[JsonValue] = [value for value in every if value is not None]
    return values if question.asked == "list" else _aggregate(question, values)


def _told(seat: Seat, row: Row, name: str) -> Turns[JsonValue]:
    """What the row has there; another row is told by what it is called."""
    value = _shown(seat, row, name)
    attribute = seat.knowledge.attribute(row.entity, name)
    if attribute is None or attribute.entity is None or not isinstance(value, str):
        return value
    target = Row(attribute.entity, value)
    yield from fetch(seat, target)
    noun = seat.knowledge.lexicon.nouns.get(target.entity)
    label = noun.label if noun else None
    return _shown(seat, target, label.name) if label else value


def _shown(seat: Seat, row: Row, attribute: str | None) -> JsonValue:
    seen: Json = seat.rows.get(row, {})
    return seen.get(identifier(attribute or ""))


def _aggregate(question: Question, values: list[JsonValue]) -> JsonValue:
    numbers = [value for value in values if isinstance(value, int | float)]
    if question.asked == "sum":
        total = round(sum(numbers), 3)
        return int(total) if total == int(total) else total
    texts = [value for value in values if isinstance(value, str)]
    pick = max if question.asked == "highest" else min
    if numbers:
        return pick(numbers)
    if texts:
        return pick(texts)
    raise refuse(f"No {question.rows.entity} has a {question.attribute}.")
