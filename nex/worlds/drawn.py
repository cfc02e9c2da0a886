"""Values for the rows of one entity: near a rule's boundary, alike, or new, as they should be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from nex.data.streams import Stream
from nex.data.world import Attribute, Entity, Value
from nex.language.requests.request import label_attribute
from nex.worlds.draws import LABELS, draw, similar


class Values:
    """Draws one entity's values and remembers which are taken."""

    def __init__(
        self, entity: Entity, edges: Mapping[str, tuple[int, ...]], stream: Stream
    ) -> None:
        self._entity, self._edges, self._stream = entity, edges, stream
        self._label = label_attribute(entity)
        self._taken: dict[str, set[Value]] = {a.name: set() for a in entity.attributes}
        self._known: dict[str, list[str]] = {a.name: [] for a in entity.attributes}
        self._numbers: dict[tuple[str, Value], int] = {}

    def draw(self, attribute: Attribute, row: Mapping[str, Value]) -> Value:
        """A value for the attribute of a row whose earlier attributes are known."""
        value = self._value(attribute, row)
        if attribute == self._label or attribute.unique:
            value = self._other(attribute, value, row)
        self._taken[attribute.name].add(value)
        if isinstance(value, str):
            self._known[attribute.name].append(value)
        return value

    def _value(self, attribute: Attribute, row: Mapping[str, Value]) -> Value:
        edges, known = self._edges.get(attribute.name), self._known[attribute.name]
        if edges and not attribute.unique and self._stream.chance(0.4):
            return self._stream.choice(edges)
        if attribute.name in LABELS and known and self._stream.chance(0.15):
            return similar(self._entity, self._stream.choice(known), self._stream)
        return draw(self._entity, attribute, row, self._stream)

    def _other(self, attribute: Attribute, value: Value, row: Mapping[str, Value]) -> Value:
        """The value, or one that nobody has yet; where the type has no more, the value again."""
        taken = self._taken[attribute.name]
        for _ in range(12):
            if value not in taken:
                return value
            value = draw(self._entity, attribute, row, self._stream)
        first = self._numbers.get((attribute.name, value), 2)
        for number in range(first, first + len(taken) + 1):
            other = _numbered(attribute, value, number)
            if other not in taken:
                self._numbers[attribute.name, value] = number + 1
                return other
        return value


def _numbered(attribute: Attribute, value: Value, number: int) -> Value:
    """The value with a number to tell it apart: `Dune 2`, the next integer, some days later."""
    if type(value) is int:
        return value + number
    if not isinstance(value, str):
        return value
    if attribute.type == "date":
        return (date.fromisoformat(value) + timedelta(days=number)).isoformat()
    if attribute.type == "time":
        minutes = (60 * int(value[:2]) + int(value[3:]) + number) % 1440
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    local, at, domain = value.partition("@")
    return f"{local}{number}{at}{domain}" if at else f"{value} {number}"
