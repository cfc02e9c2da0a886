"""An OpenAPI 3 description becomes a draft: schemas are things, writing operations are actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.world import (
    MONEY_SCALE,
    NUMBER_SCALE,
    Action,
    Attribute,
    AttributeType,
    Entity,
    Parameter,
    SetValue,
    World,
)
from nex.errors import InputError
from nex.language.reading.inference import inferred
from nex.language.words.morphology import participles, plural, singular
from nex.synthesis.schemas.drafted import Drafted, drafted
from nex.synthesis.schemas.names import link_of, thing_of, value_of, words_of
from nex.synthesis.schemas.usual_actions import CHANGING, change, register, remove

_WRITING = ("post", "put", "patch", "delete")
_REFERENCE = "#/components/schemas/"
_MONEY = ("price", "amount", "cost", "fee", "total", "balance", "salary")
_FORMATS: dict[str, AttributeType] = {"date": "date", "date-time": "date", "time": "time"}
_PLAIN: dict[str, AttributeType] = {"boolean": "yes_no", "integer": "integer"}


@dataclass(slots=True)
class _Api:
    """What has been read of a description so far."""

    things: dict[str, str]
    """Schema -> the thing that it describes."""
    entities: dict[str, Entity] = field(default_factory=dict[str, Entity])
    actions: dict[str, Action] = field(default_factory=dict[str, Action])
    remarks: list[str] = field(default_factory=list[str])


def draft_openapi(text: str, path: str, name: str) -> Drafted:
    """The draft of an API. Raises InputError where the text is no OpenAPI 3 in JSON."""
    try:
        document: JsonValue = orjson.loads(text)
    except orjson.JSONDecodeError as e:
        raise InputError(
            f"{path}:{e.lineno}:{e.colno}: no JSON; save the description as JSON"
        ) from e
    whole = _record(document)
    version = whole.get("openapi")
    schemas = _record(_record(whole.get("components")).get("schemas"))
    if not isinstance(version, str) or not version.startswith("3") or not schemas:
        raise InputError(
            f"{path}: no OpenAPI 3 description with components/schemas (openapi: {version!r})"
        )
    api = _Api({key: thing_of(key) for key, value in schemas.items() if _described(value)})
    for key, thing in api.things.items():
        _entity(thing, _record(schemas[key]), api)
    for place, operations in _record(whole.get("paths")).items():
        for method, operation in _record(operations).items():
            if method in _WRITING:
                _operation(method, place, _record(operation), api)
    world = World(name=name, entities=tuple(api.entities.values()))
    actions = _complete(world, tuple(api.actions.values()), api.remarks)
    return drafted(world.model_copy(update={"actions": actions}), api.remarks, path)


def _described(value: JsonValue) -> bool:
    return bool(_record(_record(value).get("properties")))


def _entity(thing: str, schema: Json, api: _Api) -> None:
    if not thing or thing in api.entities:
        api.remarks.append(f"the schema {thing!r} is left out: another is called so")
        return
    needed = schema.get("required")
    required = needed if isinstance(needed, list) else []
    found: dict[str, Attribute] = {}
    for key, value in _record(schema.get("properties")).items():
        attribute = _attribute(key, _record(value), thing, api)
        if attribute is None or attribute.name in found:
            if words_of(key) not in ("id", f"{thing} id"):
                api.remarks.append(f"{thing}: the property {key!r} is left out")
            continue
        free = key not in required and attribute.initial is None
        optional = free or attribute.entity == thing
        found[attribute.name] = attribute.model_copy(update={"optional": optional})
    if found:
        api.entities[thing] = Entity(
            name=thing, plural=plural(thing), attributes=tuple(found.values())
        )


def _attribute(key: str, value: Json, thing: str, api: _Api) -> Attribute | None:
    target = _target(key, value, api)
    name = link_of(key, target) if target else words_of(key)
    values = _values(value)
    kind: AttributeType | None = (
        "reference" if target else "one_of" if values else _type(key, value)
    )
    if not name or name in ("id", thing) or kind is None or values == ("",):
        return None
    return Attribute(
        name=name,
        type=kind,
        values=values,
        entity=target,
        minimum=_bound(value.get("minimum"), kind),
        maximum=_bound(value.get("maximum"), kind),
        initial=_start(value.get("default"), kind, values),
    )


def _target(key: str, value: Json, api: _Api) -> str | None:
    """The thing that a property refers to: by $ref, or by its name (`customerId`)."""
    reference = value.get("$ref")
    if isinstance(reference, str) and reference.startswith(_REFERENCE):
        return api.things.get(reference.removeprefix(_REFERENCE)) or None
    words = words_of(key)
    thing = words.removesuffix(" id").removesuffix(" uuid")
    return thing if thing != words and thing in api.things.values() else None


def _values(value: Json) -> tuple[str, ...]:
    """The values of an enum; ("",) where a spec cannot say one of them."""
    listed = value.get("enum")
    if not isinstance(listed, list) or not listed:
        return ()
    said = tuple(dict.fromkeys(value_of(str(item)) for item in listed if item is not None))
    return said if all(said) and len(said) > 1 else ("",)


def _type(key: str, value: Json) -> AttributeType | None:
    kind, form = value.get("type"), value.get("format")
    if kind == "number":
        return "money" if words_of(key).split(" ")[-1] in _MONEY else "number"
    if kind == "string":
        return _FORMATS.get(form, "text") if isinstance(form, str) else "text"
    return _PLAIN.get(kind) if isinstance(kind, str) else None


def _bound(value: JsonValue, kind: AttributeType) -> int | None:
    scales = {"integer": 1, "money": MONEY_SCALE, "number": NUMBER_SCALE}
    if not isinstance(value, int | float) or isinstance(value, bool) or kind not in scales:
        return None
    return round(value * scales[kind])


def _start(value: JsonValue, kind: AttributeType, values: tuple[str, ...]) -> bool | str | None:
    if kind == "yes_no" and isinstance(value, bool):
        return value
    said = value_of(value) if isinstance(value, str) else ""
    return said if said in values and said else None


def _operation(method: str, place: str, operation: Json, api: _Api) -> None:
    """POST makes, DELETE removes, PUT and PATCH change, POST to a verb of a row does that."""
    steps = [step for step in place.split("/") if step]
    plain = [step for step in steps if not step.startswith("{")]
    thing = next((t for t in map(thing_of, reversed(plain)) if t in api.entities), None)
    if thing is None:
        api.remarks.append(f"{method.upper()} {place}: about no schema that is known")
        return
    entity = api.entities[thing]
    for action in _actions(method, entity, plain, operation):
        api.actions.setdefault(action.name, action)


def _actions(method: str, entity: Entity, plain: list[str], operation: Json) -> Iterator[Action]:
    last = words_of(plain[-1])
    if singular(last) != entity.name:
        yield _deed(entity, last)
    elif method == "post":
        yield register(entity, _verb(operation, "create"))
    elif method == "delete":
        yield remove(entity, _verb(operation, "delete"))
    else:
        states = [a for a in entity.attributes if a.type == "one_of"]
        plainly = [a for a in entity.attributes if a.type in ("integer", "number", "money", "date")]
        for attribute, verb in zip([*states, *plainly], CHANGING, strict=False):
            yield change(entity, attribute, verb)


def _verb(operation: Json, usual: str) -> str:
    """The first word of the operation's id, where it is one of those that mean the same."""
    said = operation.get("operationId")
    first = words_of(said).split(" ")[0] if isinstance(said, str) else ""
    same = {
        "create": ("register", "add", "place", "open", "book", "file", "submit", "post"),
        "delete": ("remove", "discard", "erase", "scrap"),
    }
    return first if first in same[usual] else usual


def _deed(entity: Entity, verb: str) -> Action:
    """`POST /orders/{id}/cancel`: the order becomes cancelled, where it can be that."""
    row = Parameter(name=entity.name, entity=entity.name)
    found = [
        (attribute.name, word)
        for attribute in entity.attributes
        for word in (*participles(verb), verb)
        if word in attribute.values
    ]
    effects = tuple(SetValue(path=(entity.name, name), to=word) for name, word in found[:1])
    if not effects and (paths := [a for a in entity.attributes if a.name == verb]):
        return change(entity, paths[0], "change")
    return Action(verb=verb, object=entity.name, parameters=(row,), effects=effects)


def _complete(world: World, actions: tuple[Action, ...], remarks: list[str]) -> tuple[Action, ...]:
    """The actions that change something, each whole; the others are remarked."""
    kept: list[Action] = []
    for action in actions:
        [whole] = inferred(world.model_copy(update={"actions": (action,)})).actions
        if whole.effects and whole.parameters == action.parameters:
            kept.append(whole.model_copy(update={"inferred": ()}))
        else:
            remarks.append(f"{action.name}: what it changes is not in the description")
    return tuple(kept)


def _record(value: JsonValue) -> Json:
    return value if isinstance(value, dict) else {}
