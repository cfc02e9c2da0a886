"""Reading a typed goal: JSON from outside becomes a Request of a World, or one line says why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar, get_args

from nex.data.jsons import Json, JsonValue
from nex.data.world import Attribute, Entity, Parameter, World, identifier
from nex.errors import InputError
from nex.language.requests.request import (
    ASKED,
    ORDERS,
    ROW,
    Deed,
    Do,
    Every,
    Fallback,
    Free,
    Item,
    Many,
    Mention,
    Operator,
    Question,
    Ranked,
    Reach,
    Request,
    Speaker,
    Test,
    Trait,
    Value,
    Way,
    When,
    mention,
)
from nex.language.requests.values import value_of
from nex.language.words.literals import SCALES

MOST_ITEMS = 64
MOST_TIMES = 256
_DEEPEST = 6
"""Mentions within mentions."""
Named = TypeVar("Named")


def read_request_json(value: Json, world: World) -> Request:
    """The Request that the JSON says. Names are compared as tools write them; case is no matter.

    Raises InputError for what the World has no word for, and for values that fit nothing.
    """
    return _Reader(world).request(value)


class _Reader:
    def __init__(self, world: World) -> None:
        self._world = world
        self._things = {identifier(e.name): e for e in world.entities}
        self._things |= {identifier(e.plural): e for e in world.entities}
        self._actions = {identifier(a.name): a for a in world.actions}

    def request(self, value: Json) -> Request:
        items = value.get("items")
        if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
            raise InputError(f'"items" is a list of 1 to {MOST_ITEMS} items')
        speaker = value.get("speaker")
        return Request(
            tuple(self._item(_object(item, "item")) for item in items),
            None if speaker is None else self._speaker(_object(speaker, "speaker")),
        )

    def _speaker(self, value: Json) -> Speaker:
        known = {identifier(name): name for name in self._world.roles}
        known |= {key: entity.name for key, entity in self._things.items()}
        label = value.get("label")
        if label is not None and not isinstance(label, str):
            raise InputError('"label" is a text or null')
        return Speaker(_named(value.get("role"), known, "role"), label)

    def _item(self, value: Json) -> Item:
        if "ask" in value:
            return self._question(value)
        if "if" in value:
            return self._when(value)
        if "try" in value:
            first, instead = self._deed(value["try"]), self._deed(value.get("instead"))
            if not isinstance(first, Do):
                raise InputError('"try" takes a do')
            return Fallback(first, instead)
        return self._deed(value)

    def _when(self, value: Json) -> When:
        question = self._question(_object(value["if"], "if"))
        operators: tuple[Operator, ...] = get_args(Operator)
        operator = _word(value.get("is"), operators, "is")
        if question.asked == "count":
            home = Attribute(name="count", type="integer")
        elif question.asked == "value":
            home = self._attribute(self._entity(question.rows), question.attribute)
        else:
            raise InputError('"if" asks for a value or a count')
        test = Test(question, operator, self._plain(value.get("value"), home))
        branches = (value.get("then"), value.get("otherwise"))
        then, otherwise = (None if one is None else self._deed(one) for one in branches)
        return When(test, then, otherwise)

    def _deed(self, value: JsonValue) -> Deed | Many:
        said = _object(value, "deed")
        if "many" in said:
            return self._many(said)
        if "reach" in said:
            row = self._mention(said["reach"], 0)
            home = self._attribute(self._entity(row), said.get("attribute"))
            return Reach(row, home.name, self._value(said.get("value"), home, 0))
        return self._do(said)

    def _do(self, said: Json) -> Do:
        action = _named(said.get("do"), self._actions, "do")
        given = _object(said.get("with") or {}, "with")
        known: dict[str, Parameter] = {identifier(p.name): p for p in action.parameters}
        found = {
            _named(name, known, f"argument of {action.name!r}").name: one
            for name, one in given.items()
        }
        arguments = tuple(
            (p.name, self._argument(p, found[p.name])) for p in action.parameters if p.name in found
        )
        return Do(action.name, arguments)

    def _argument(self, parameter: Parameter, value: JsonValue) -> Mention | Value:
        home = Attribute(
            name=parameter.name,
            type=parameter.type,
            values=parameter.values,
            entity=parameter.entity,
            optional=parameter.optional,
        )
        return self._value(value, home, 0)

    def _many(self, said: Json) -> Many:
        deed = self._deed(said["many"])
        if isinstance(deed, Many):
            raise InputError('"many" takes a do or a reach')
        times = said.get("times", 1)
        if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= MOST_TIMES:
            raise InputError(f'"times" is a whole number from 1 to {MOST_TIMES}')
        ways = _object(said.get("ways") or {}, "ways")
        rows = dict(_rows(deed))
        known = {identifier(name): name for name in rows}
        named = {_named(name, known, "ways"): one for name, one in ways.items()}
        return Many(
            deed,
            tuple((name, self._way(named[name], rows[name])) for name in rows if name in named),
            times,
        )

    def _way(self, value: JsonValue, rows: Mention) -> Way:
        if isinstance(value, str):
            ways: dict[str, Way] = {"every": Every(), "free": Free()}
            return _named(value, ways, "way")
        said = _object(value, "way")
        order = _word(said.get("first"), ORDERS, "first")
        if said.get("counted") is None:
            return Ranked(order, self._attribute(self._entity(rows), said.get("by")).name)
        counted = _named(said.get("counted"), self._things, "counted")
        return Ranked(order, self._attribute(counted, said.get("by")).name, counted.name)

    def _question(self, said: Json) -> Question:
        asked = _word(said.get("ask"), ASKED, "ask")
        rows = self._mention(said.get("rows"), 0)
        if asked == "count":
            return Question(asked, rows)
        return Question(
            asked, rows, self._attribute(self._entity(rows), said.get("attribute")).name
        )

    def _mention(self, value: JsonValue, depth: int) -> Mention:
        said = _object(value, "mention")
        if depth > _DEEPEST:
            raise InputError(f"mentions stand deeper than {_DEEPEST} levels")
        entity = _named(said.get("thing"), self._things, "thing")
        if said.get("of") is not None:
            of = _object(said["of"], "of")
            holder = self._mention(of.get("row"), depth + 1)
            home = self._attribute(self._entity(holder), of.get("attribute"))
            return Mention(entity.name, of=(home.name, holder))
        where = _object(said.get("where") or {}, "where")
        return mention(entity.name, *self._traits(entity, where, depth))

    def _traits(self, entity: Entity, where: Json, depth: int) -> Iterable[Trait]:
        for name, value in where.items():
            home = self._attribute(entity, name)
            yield Trait(home.name, None if value is None else self._value(value, home, depth + 1))

    def _value(self, value: JsonValue, home: Attribute, depth: int) -> Mention | Value:
        if isinstance(value, dict):
            return self._mention(value, depth)
        if home.type == "reference":
            raise InputError(f"{home.name!r} is a {home.entity}; a mention is wanted")
        return self._plain(value, home)

    def _plain(self, value: JsonValue, home: Attribute) -> Value:
        """The value in the attribute's own scale."""
        if home.type == "one_of":
            return _named(value, {identifier(one): one for one in home.values}, home.name)
        if home.type in SCALES and isinstance(value, int | float) and not isinstance(value, bool):
            return _scaled(value, home)
        if home.type == "yes_no" and isinstance(value, bool):
            return value
        if home.type == "text" and isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
        try:
            return value_of(home.type, value) if isinstance(value, str) else _misfit(value, home)
        except ValueError as e:
            raise InputError(f"{home.name!r}: {value!r} is no {home.type}") from e

    def _entity(self, rows: Mention) -> Entity:
        return self._things[identifier(rows.entity)]

    def _attribute(self, entity: Entity, name: JsonValue) -> Attribute:
        known = {identifier(a.name): a for a in entity.attributes}
        return _named(name, known, f"attribute of {entity.name!r}")


def _rows(deed: Deed) -> Iterable[tuple[str, Mention]]:
    if isinstance(deed, Reach):
        return [(ROW, deed.row)]
    return [(name, value) for name, value in deed.arguments if isinstance(value, Mention)]


def _object(value: JsonValue, name: str) -> Json:
    if not isinstance(value, dict):
        raise InputError(f"{name}: an object is wanted, not {str(value)[:40]!r}")
    return value


def _named(value: JsonValue, known: dict[str, Named], what: str) -> Named:
    found = known.get(identifier(value)) if isinstance(value, str) else None
    if found is None:
        raise InputError(f"{what}: {str(value)[:40]!r} is unknown; known: {', '.join(known)[:400]}")
    return found


def _word(value: JsonValue, known: Sequence[Named], what: str) -> Named:
    for one in known:
        if one == value:
            return one
    said = ", ".join(map(str, known))
    raise InputError(f"{what}: {str(value)[:40]!r} is unknown; known: {said}")


def _scaled(value: float, home: Attribute) -> int:
    try:
        exact = Decimal(str(value)) * SCALES[home.type]
    except InvalidOperation as e:
        raise InputError(f"{home.name!r}: {value!r} is no {home.type}") from e
    if not exact.is_finite() or exact != exact.to_integral_value() or abs(exact) >= 2**63:
        raise InputError(f"{home.name!r}: {value!r} is no {home.type}")
    return int(exact)


def _misfit(value: JsonValue, home: Attribute) -> Value:
    raise InputError(f"{home.name!r}: {str(value)[:40]!r} is no {home.type}")
