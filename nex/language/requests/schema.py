"""The JSON Schema of a World's requests: which goals can be filled in at all."""

from __future__ import annotations

from nex.data.jsons import Json, JsonValue
from nex.data.world import World
from nex.language.requests.json_reader import MOST_ITEMS, MOST_TIMES
from nex.language.requests.request import ASKED, ORDERS

_MENTION: JsonValue = {"$ref": "#/$defs/mention"}
_DEED: JsonValue = {"$ref": "#/$defs/deed"}
_VALUE: JsonValue = {"$ref": "#/$defs/value"}
_TEXT: JsonValue = {"type": "string"}
_NOTHING: JsonValue = {"type": "null"}


def request_schema(world: World) -> Json:
    """What the typed goal of an instruction to this World looks like."""
    return {
        "type": "object",
        "properties": {
            "speaker": {
                "anyOf": [_NOTHING, _record(("role",), role=_speakers(world), label=_LABEL)]
            },
            "items": {"type": "array", "items": _items(), "minItems": 1, "maxItems": MOST_ITEMS},
        },
        "required": ["items"],
        "additionalProperties": False,
        "$defs": {
            "mention": _mention(world),
            "value": {"anyOf": [{"type": ["string", "number", "boolean", "null"]}, _MENTION]},
            "deed": {"anyOf": [_do(world), _reach(), _many(world)]},
        },
    }


_LABEL: JsonValue = {"type": ["string", "null"]}


def _record(required: tuple[str, ...], **properties: JsonValue) -> JsonValue:
    needed: list[JsonValue] = [*required]
    return {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


def _enum(*names: str) -> JsonValue:
    values: list[JsonValue] = [*names]
    return {"enum": values}


def _speakers(world: World) -> JsonValue:
    return _enum(*world.roles, *(entity.name for entity in world.entities))


def _items() -> JsonValue:
    question: JsonValue = _record(
        ("ask", "rows"), ask=_enum(*ASKED), rows=_MENTION, attribute=_TEXT
    )
    branch: JsonValue = {"anyOf": [_NOTHING, _DEED]}
    decision = {
        "if": question,
        "is": _enum("=", ">=", "<"),
        "value": _VALUE,
        "then": branch,
        "otherwise": branch,
    }
    fallback = {"try": _DEED, "instead": _DEED}
    when = _record(("if", "is", "value"), **decision)
    return {"anyOf": [_DEED, question, when, _record(("try", "instead"), **fallback)]}


def _mention(world: World) -> JsonValue:
    return _record(
        ("thing",),
        thing=_enum(*(entity.name for entity in world.entities)),
        where={"type": "object", "additionalProperties": _VALUE},
        of=_record(("attribute", "row"), attribute=_TEXT, row=_MENTION),
    )


def _do(world: World) -> JsonValue:
    said = {
        "do": _enum(*(action.name for action in world.actions)),
        "with": {"type": "object", "additionalProperties": _VALUE},
    }
    return _record(("do",), **said)


def _reach() -> JsonValue:
    return _record(("reach", "attribute", "value"), reach=_MENTION, attribute=_TEXT, value=_VALUE)


def _many(world: World) -> JsonValue:
    things = _enum(*(entity.name for entity in world.entities))
    ranked = _record(("first", "by"), first=_enum(*ORDERS), by=_TEXT, counted=things)
    return _record(
        ("many", "ways"),
        many=_DEED,
        ways={
            "type": "object",
            "additionalProperties": {"anyOf": [_enum("every", "free"), ranked]},
        },
        times={"type": "integer", "minimum": 1, "maximum": MOST_TIMES},
    )
