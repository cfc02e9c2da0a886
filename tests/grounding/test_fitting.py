"""Replies against the schemas that strangers declare: decided in bounded time, or let through."""

from __future__ import annotations

import time

import pytest

from nex.data.jsons import Json, JsonValue
from nex.grounding.fitting import misfit

ROW: Json = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "kind": {"enum": ["a", "b"]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
        "next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
    },
    "required": ["id"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"id": 1, "kind": "a", "tags": ["x"], "next": {"id": 2, "next": None}}, ""),
        ({}, "reply: 'id' is missing"),
        ([], "reply: object expected, not a list"),
        ({"id": True}, "reply.id: integer expected, not True"),
        ({"id": 0}, "reply.id: minimum is 1, not 0"),
        ({"id": 1, "kind": "c"}, "reply.kind: 'c' is none of those allowed"),
        ({"id": 1, "tags": ["x", 2]}, "reply.tags[1]: string expected, not 2"),
        ({"id": 1, "tags": ["x"] * 3}, "reply.tags: maxItems is 2, not 3"),
        ({"id": 1, "next": {"id": "2"}}, "reply.next.id: integer expected, not '2'"),
        ({"id": 1, "more": 1}, "reply.more: nothing is allowed here"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(value: JsonValue, said: str) -> None:
    assert misfit(value, ROW) == said


def doubling(levels: int) -> Json:
    """A schema in which each level asks the next one twice."""
    defs: Json = {
        f"n{n}": {"allOf": [{"$ref": f"#/$defs/n{n + 1}"}, {"$ref": f"#/$defs/n{n + 1}"}]}
        for n in range(levels)
    }
    return {"$ref": "#/$defs/n0", "$defs": defs}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "$ref": "#"},
        doubling(60),
        {"type": "object", "properties": {"a": {"pattern": "^(a+)+$"}}},
        {"$ref": "http://127.0.0.1:9/schema.json"},
        {"$ref": "#/nowhere"},
        {"type": 7, "properties": [1], "required": 3, "anyOf": {}, "enum": "x", "items": 1},
        {"anyOf": [{"type": "object"}] * 30_000},
    ],
)
def test_no_schema_of_a_stranger_keeps_it_busy(schema: Json) -> None:
    began = time.perf_counter()
    assert misfit({"a": "a" * 40 + "!"}, schema) == ""
    assert time.perf_counter() - began < 1
