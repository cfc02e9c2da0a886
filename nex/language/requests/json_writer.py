"""A Request as JSON, both ways: the typed goal that somebody fills who read an instruction.

Values are as an instruction says them (12.5, "2026-05-01", true), names are the World's own.
"""

from __future__ import annotations

from decimal import Decimal

from nex.data.jsons import Json, JsonValue
from nex.data.world import Attribute, World
from nex.language.requests.request import (
    Deed,
    Do,
    Every,
    Fallback,
    Free,
    Item,
    Many,
    Mention,
    Question,
    Ranked,
    Reach,
    Request,
    Value,
    Way,
    When,
)
from nex.language.words.literals import SCALES


class RequestJson:
    """Writes the requests of one World."""

    def __init__(self, world: World) -> None:
        self._world = world

    def request(self, request: Request) -> Json:
        """The request, whole."""
        speaker: JsonValue = None
        if request.speaker is not None:
            speaker = {"role": request.speaker.role, "label": request.speaker.label}
        return {"speaker": speaker, "items": [self._item(item) for item in request.items]}

    def _item(self, item: Item) -> Json:
        match item:
            case Question():
                return {"ask": item.asked, **self._asked(item)}
            case When():
                home = self._attribute(item.test.question.rows.entity, item.test.question.attribute)
                return {
                    "if": {"ask": item.test.question.asked, **self._asked(item.test.question)},
                    "is": item.test.operator,
                    "value": self._value(item.test.value, home),
                    "then": None if item.then is None else self._deed(item.then),
                    "otherwise": None if item.otherwise is None else self._deed(item.otherwise),
                }
            case Fallback():
                return {"try": self._deed(item.first), "instead": self._deed(item.instead)}
            case _:
                return self._deed(item)

    def _deed(self, deed: Deed | Many) -> Json:
        match deed:
            case Do():
                action = self._world.action(deed.action)
                kinds = {p.name: Attribute(name=p.name, type=p.type) for p in action.parameters}
                given = {name: self._value(one, kinds[name]) for name, one in deed.arguments}
                return {"do": deed.action, "with": given}
            case Reach():
                home = self._attribute(deed.row.entity, deed.attribute)
                said = {"attribute": deed.attribute, "value": self._value(deed.value, home)}
                return {"reach": self._mention(deed.row), **said}
            case Many():
                ways: Json = {name: _way(way) for name, way in deed.ways}
                return {"many": self._deed(deed.deed), "ways": ways, "times": deed.times}

    def _asked(self, question: Question) -> Json:
        attribute = {} if question.attribute is None else {"attribute": question.attribute}
        return {"rows": self._mention(question.rows), **attribute}

    def _mention(self, rows: Mention) -> Json:
        if rows.of is not None:
            attribute, holder = rows.of
            of: Json = {"attribute": attribute, "row": self._mention(holder)}
            return {"thing": rows.entity, "of": of}
        where: Json = {
            trait.attribute: self._value(trait.value, self._attribute(rows.entity, trait.attribute))
            for trait in rows.traits
        }
        return {"thing": rows.entity, "where": where} if where else {"thing": rows.entity}

    def _value(self, value: Mention | Value, home: Attribute | None) -> JsonValue:
        if isinstance(value, Mention):
            return self._mention(value)
        scale = SCALES.get(home.type, 1) if home is not None else 1
        if isinstance(value, bool) or not isinstance(value, int) or scale == 1:
            return value
        exact = Decimal(value) / scale
        return int(exact) if exact == exact.to_integral_value() else float(exact)

    def _attribute(self, entity: str, name: str | None) -> Attribute | None:
        return None if name is None else self._world.entity(entity).attribute(name)


def _way(way: Way) -> JsonValue:
    match way:
        case Every():
            return "every"
        case Free():
            return "free"
        case Ranked(counted=None):
            return {"first": way.order, "by": way.attribute}
        case Ranked():
            return {"first": way.order, "by": way.attribute, "counted": way.counted}
