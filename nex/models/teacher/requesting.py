"""Asking the user to do something with their own hands, and taking in what they say of it."""

from __future__ import annotations

import orjson

from nex.data.world import Value
from nex.language.requests.asking import ASK, DID, please
from nex.language.requests.request import label_attribute
from nex.models.teacher.acting import Arguments, said_arguments
from nex.models.teacher.knowledge import Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.paths import plain
from nex.models.teacher.seat import Row, Seat, call, fetch, refuse


def by_hand(seat: Seat, skill: Skill, arguments: Arguments) -> Turns[None]:
    """Have the user do it; halt with what keeps them from it."""
    for row in arguments.values():
        if isinstance(row, Row) and row.entity in seat.knowledge.reads:
            yield from fetch(seat, row)

    def called(entity: str, id: str) -> Value:
        at, label = Row(entity, id), label_attribute(seat.knowledge.entities[entity])
        return seat.value(at, label.name) if label and at in seat.rows else None

    given = {name: plain(value) for name, value in arguments.items()}
    question = please(skill.action, given, seat.knowledge.lexicon, called)
    thought = f"Only the user can {skill.action.name}. I ask them to."
    seen = yield from call(seat, ASK, {"question": question}, thought)
    says = seen.text
    seat.forget()
    if not says.startswith(DID):
        known = [demand.sentence for demand in skill.demands if demand.sentence in says]
        raise refuse(max(known, key=len) if known else says)
    said = orjson.dumps(said_arguments(skill, arguments)).decode()
    seat.done.append(f"{skill.tool.name} {said}")
