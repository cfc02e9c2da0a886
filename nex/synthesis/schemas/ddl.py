"""SQL tables become a draft of a spec."""

from __future__ import annotations

from nex.data.world import MONEY_SCALE, NUMBER_SCALE, Attribute, AttributeType, Entity, World
from nex.errors import InputError
from nex.language.words.morphology import plural
from nex.synthesis.schemas.ddl_tables import Column, Schema, read_tables
from nex.synthesis.schemas.drafted import Drafted, drafted
from nex.synthesis.schemas.names import link_of, thing_of, value_of, words_of
from nex.synthesis.schemas.usual_actions import usual_actions

_SCALES = {"integer": 1, "money": MONEY_SCALE, "number": NUMBER_SCALE}


def draft_sql(text: str, path: str, name: str) -> Drafted:
    """The draft of a schema in SQL. Raises InputError where it has no CREATE TABLE."""
    schema = read_tables(text, path)
    if not schema.tables:
        raise InputError(f"{path}: no CREATE TABLE in it; give the schema's SQL (its DDL)")
    return drafted(_world(schema, name), schema.remarks, path)


def _world(schema: Schema, name: str) -> World:
    things = {table: thing_of(table) for table in schema.tables}
    entities: list[Entity] = []
    for table, columns in schema.tables.items():
        thing = things[table]
        if not thing or thing in [entity.name for entity in entities]:
            schema.remarks.append(f"the table {table!r} has no name that a spec can say")
            continue
        entities.append(_entity(thing, columns, things, schema))
    kept = [entity for entity in entities if entity.attributes]
    actions = [action for entity in kept for action in usual_actions(entity)]
    return World(name=name, entities=tuple(kept), actions=tuple(actions))


def _entity(
    thing: str, columns: dict[str, Column], things: dict[str, str], schema: Schema
) -> Entity:
    found: dict[str, Attribute] = {}
    for column in columns.values():
        if column.key and column.target is None and _surrogate(column, thing):
            continue
        attribute = _attribute(column, thing, things)
        if attribute is None or attribute.name in found:
            schema.remarks.append(f"{thing}: the column {column.name!r} is left out")
        else:
            found[attribute.name] = attribute
    return Entity(name=thing, plural=plural(thing), attributes=tuple(found.values()))


def _surrogate(column: Column, thing: str) -> bool:
    """Whether a key is a mere number or id, which a World gives its rows itself."""
    words = words_of(column.name)
    return column.type == "integer" or words in ("id", "uuid", f"{thing} id", f"{thing} uuid")


def _attribute(column: Column, thing: str, things: dict[str, str]) -> Attribute | None:
    target = things.get(column.target or "")
    name = link_of(column.name, target) if target else words_of(column.name)
    if not name or name in ("id", thing):
        return None
    values = tuple(dict.fromkeys(value_of(value) for value in column.values))
    if column.values and (len(values) < 2 or not all(values)):
        return None
    kind: AttributeType = "reference" if target else "one_of" if values else column.type
    start = _start(column, kind, values)
    return Attribute(
        name=name,
        type=kind,
        values=values,
        entity=target or None,
        optional=start is None and (not column.needed or target == thing),
        unique=column.unique or column.key,
        minimum=_bound(column.low, kind),
        maximum=_bound(column.high, kind),
        initial=start,
    )


def _start(column: Column, kind: AttributeType, values: tuple[str, ...]) -> bool | int | str | None:
    """The DEFAULT, where a spec can say it."""
    if column.start is None:
        return None
    said = column.start.text
    if kind == "one_of":
        return value_of(said) if value_of(said) in values else None
    if kind == "yes_no" and said.lower() in ("true", "false", "0", "1"):
        return said.lower() in ("true", "1")
    return _bound(float(said), kind) if column.start.kind == "number" else None


def _bound(value: float | None, kind: AttributeType) -> int | None:
    return round(value * _SCALES[kind]) if value is not None and kind in _SCALES else None
