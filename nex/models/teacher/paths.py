"""What stands at a path: read row after row, as far as it has not been seen yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from nex.data.world import AttributeType, Operand, Path, Value
from nex.language.sentences.clock import CLOCK
from nex.models.teacher.moves import Turns
from nex.models.teacher.seat import Bound, Row, Seat, fetch, look

Place = tuple[Row, str]
NEW = "new "
"""How ids of rows start that only a supposition has."""


class Untold(Exception):
    """A row that would be created has a value there that no effect tells."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """What paths start at: rows and values by name, and the types of the values."""

    bound: dict[str, Bound]
    types: dict[str, AttributeType] = field(default_factory=dict[str, AttributeType])

    def root(self, name: str) -> Bound:
        """What the name stands for; an entity's name stands for the only row of that entity."""
        if name in self.bound:
            return self.bound[name]
        same = [b for b in self.bound.values() if isinstance(b, Row) and b.entity == name]
        return same[0] if len(same) == 1 else None


@dataclass(slots=True)
class View:
    """Rows as they would be: what was seen, with supposed values on top."""

    seat: Seat
    supposed: dict[Place, Value] = field(default_factory=dict[Place, Value])
    created: list[tuple[str, dict[str, Value]]] = field(
        default_factory=list[tuple[str, dict[str, Value]]]
    )
    deleted: list[Row] = field(default_factory=list[Row])

    def copy(self) -> View:
        """A view that can suppose further without touching this one."""
        return View(self.seat, dict(self.supposed), list(self.created), list(self.deleted))

    def value(self, at: Row, name: str) -> Turns[Value]:
        """What a row has at an attribute."""
        if (at, name) in self.supposed:
            return self.supposed[at, name]
        if at.id.startswith(NEW):
            raise Untold(name)
        yield from fetch(self.seat, at)
        return self.seat.value(at, name)

    def at(self, path: tuple[str, ...], bindings: Bindings) -> Turns[Bound]:
        """What stands at a path; a reference gives the row, anything unset None."""
        here = bindings.root(path[0])
        if here is None and path[0] == CLOCK:
            here = yield from _clock(self.seat)
        for name in path[1:]:
            if not isinstance(here, Row):
                return None
            here = yield from self._step(here, name)
        return here

    def _step(self, at: Row, name: str) -> Turns[Bound]:
        value = yield from self.value(at, name)
        attribute = self.seat.knowledge.attribute(at.entity, name)
        if attribute and attribute.entity and isinstance(value, str):
            return Row(attribute.entity, value)
        return value

    def operand(self, operand: Operand, bindings: Bindings) -> Turns[Bound]:
        """A literal, or what stands at a path."""
        if not isinstance(operand, Path):
            return operand
        found = yield from self.at(operand.path, bindings)
        if not operand.days or not isinstance(found, str):
            return found
        return (date.fromisoformat(found) + timedelta(days=operand.days)).isoformat()


def _clock(seat: Seat) -> Turns[Bound]:
    """The clock, looked at once."""
    seen = next((at for at in seat.rows if at.entity == CLOCK), None)
    tool = seat.knowledge.searches.get(CLOCK)
    if seen is not None or tool is None:
        return seen
    shown = (yield from look(seat, tool, {}, "What day and time is it?")).get("rows")
    row = shown[0] if isinstance(shown, list) and shown else None
    return seat.see(CLOCK, row) if isinstance(row, dict) else None


def plain(bound: Bound) -> Value:
    """A row as its id, anything else as it is."""
    return bound.id if isinstance(bound, Row) else bound


def type_at(seat: Seat, path: tuple[str, ...], bindings: Bindings) -> AttributeType:
    """The type of what stands at a path, where it can be told without reading."""
    root = bindings.root(path[0])
    entity = root.entity if isinstance(root, Row) else None
    found: AttributeType = bindings.types.get(path[0], "reference")
    for name in path[1:]:
        attribute = seat.knowledge.attribute(entity, name) if entity else None
        if attribute is None:
            return "text"
        found, entity = attribute.type, attribute.entity
    return found
