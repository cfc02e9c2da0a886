"""Seat: one agent's place in one conversation: what it knows, has seen, and has been told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from nex.data.jsons import Json, JsonValue
from nex.data.task import Outcome
from nex.data.world import MONEY_SCALE, NUMBER_SCALE, AttributeType, Value, identifier
from nex.language.requests.request import Do, Item, Mention, Request, Speaker
from nex.models.teacher.knowledge import ID, Knowledge
from nex.models.teacher.moves import Move, Observation, Turns
from nex.models.teacher.options import Options

TRIES = 6
"""How often at most a call is made that was not done."""

_SCALES: dict[AttributeType, int] = {"money": MONEY_SCALE, "number": NUMBER_SCALE}


class Halt(Exception):
    """The work ends here, before all of it is done: with this outcome, or with a question."""

    def __init__(self, outcome: Outcome, **more: str) -> None:
        super().__init__(outcome.reason or "")
        self.outcome = outcome
        self.more = more
        """What only a report can say: `question` for the user, what it `needs` first as a request,
        and the request to `resume` with after that."""


class Over(Exception):
    """The work goes on with a colleague, who is to do these items and whatever follows.

    The colleague "" is whoever can: nobody who is known here.
    """

    def __init__(self, colleague: str, items: tuple[Item, ...]) -> None:
        super().__init__(colleague)
        self.colleague = colleague
        self.items = items


def refuse(reason: str, **more: str) -> Halt:
    """The end where something forbids what was asked."""
    return Halt(Outcome(status="refused", reason=reason), **more)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that an action is about."""

    entity: str
    id: str


Bound = Row | Value
"""What stands at the root of a path."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A row's attribute shall have this value."""

    row: Row
    attribute: str
    value: Value


@dataclass(slots=True)
class Seat:
    """Mutable for the length of one conversation; everything in it follows from the messages."""

    knowledge: Knowledge
    options: Options
    request: Request
    told: list[str] = field(default_factory=list[str])
    """Answers of the user that came with the request, still unused."""
    rows: dict[Row, Json] = field(default_factory=dict[Row, Json])
    """Every row seen and not known to be stale."""
    meant: dict[Mention, Mention] = field(default_factory=dict[Mention, Mention])
    """What the user said was meant instead."""
    whole: dict[Do, Do] = field(default_factory=dict[Do, Do])
    """Items with what the user told that they leave out."""
    found: dict[Mention, str] = field(default_factory=dict[Mention, str])
    """Ids found since the last change."""
    searched: dict[str, Json] = field(default_factory=dict[str, Json])
    """Answers of searches since the last change."""
    studied: bool = False
    """Whether the manual has been read."""
    caller: Row | None = None
    done: list[str] = field(default_factory=list[str])
    """The calls that changed something: a tool's name and its arguments as JSON."""

    @property
    def speaker(self) -> Speaker | None:
        """Who asks, where the request says."""
        return self.request.speaker

    def see(self, entity: str, row: Json) -> Row:
        """Remember a row that a tool showed."""
        at = Row(entity, str(row.get(ID)))
        self.rows[at] = row
        return at

    def outdate(self) -> None:
        """Something changed: rows may match other words now."""
        self.found.clear()
        self.searched.clear()

    def forget(self) -> None:
        """Others may have changed anything: nothing seen so far counts."""
        self.rows.clear()
        self.outdate()

    def value(self, at: Row, name: str) -> Value:
        """What a row that was seen has at an attribute, in the attribute's own scale."""
        if name == ID:
            return at.id
        attribute = self.knowledge.attribute(at.entity, name)
        shown = self.rows[at].get(identifier(name))
        return scaled(shown, attribute.type if attribute else "text")


def scaled(shown: JsonValue, type: AttributeType) -> Value:
    """A value as a World holds it, from the form in which tools show it."""
    scale = _SCALES.get(type)
    if scale and isinstance(shown, int | float):
        return round(shown * scale)
    return shown if isinstance(shown, bool | int | str) else None


def shown(value: Value, type: AttributeType) -> JsonValue:
    """A value in the form in which tools take and show it."""
    scale = _SCALES.get(type)
    return value / scale if scale and isinstance(value, int) else value


def call(seat: Seat, name: str, arguments: Json, thought: str) -> Turns[Observation]:
    """Call a tool; again where it was too busy, which changes nothing."""
    seen = yield Move(thought, name, arguments)
    for _ in range(0 if seat.options.lazy else TRIES):
        if seen.code != "rate_limited":
            break
        seen = yield Move("The tool was busy and did nothing. I try again.", name, arguments)
    return seen


def look(seat: Seat, name: str, arguments: Json, thought: str) -> Turns[Json]:
    """Read something; again where no answer came. An error gives an empty object."""
    seen = yield from call(seat, name, arguments, thought)
    for _ in range(0 if seat.options.lazy else TRIES):
        if seen.code != "timeout":
            break
        seen = yield from call(seat, name, arguments, "No answer came. I look again.")
    return cast("Json", seen.value) if seen.code is None and isinstance(seen.value, dict) else {}


def exists(seat: Seat, at: Row) -> Turns[bool]:
    """Whether there is such a row, by reading it anew."""
    seat.rows.pop(at, None)
    tool = seat.knowledge.reads.get(at.entity)
    thought = f"I read the {at.entity} {at.id}."
    row = {} if tool is None else (yield from look(seat, tool, {ID: at.id}, thought))
    if ID in row:
        seat.see(at.entity, row)
    return ID in row


def fetch(seat: Seat, at: Row) -> Turns[None]:
    """Make sure that a row has been seen; halts where there is none of that id."""
    if at not in seat.rows and not (yield from exists(seat, at)):
        raise refuse(f"There is no {at.entity} with the id {at.id}.")
