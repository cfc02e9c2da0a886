"""Answers: values computed from rows that were read."""

from __future__ import annotations

from nex.data.jsons import Json, JsonValue
from nex.data.world import identifier
from nex.language.requests import Question
from nex.models.teacher.grounding import candidates, resolve
from nex.models.teacher.moves import Turns
from nex.models.teacher.seat import Row, Seat, fetch, refuse


def answer(seat: Seat, question: Question) -> Turns[JsonValue]:
    """What was asked for, in the form in which the tools show it."""
    if question.asked == "value":
        row = yield from resolve(seat, question.rows)
        yield from fetch(seat, row)
        return _shown(seat, row, question.attribute)
    rows = yield from candidates(seat, question.rows, every=True)
    if question.asked == "count":
        return len(rows)
    values = [_shown(seat, row, question.attribute) for row in rows]
    if question.asked == "list":
        return values
    return _aggregate(question, [value for value in values if value is not None])


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
