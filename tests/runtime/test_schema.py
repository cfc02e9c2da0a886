"""JSON Schema: what does not fit is named with its place."""

from __future__ import annotations

from typing import cast

import pytest

from nex.data.jsons import Json, JsonValue
from nex.errors import InputError
from nex.runtime.schema import checker

LINE: Json = {
    "type": "object",
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]"},
        "count": {"type": "integer", "minimum": 1, "exclusiveMaximum": 10},
    },
    "required": ["sku"],
    "additionalProperties": False,
}
ORDER: Json = {
    "type": "object",
    "properties": {
        "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}, "minItems": 1},
        "paid": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
        "way": {"enum": ["post", "shop"]},
        "note": {"type": ["string", "null"], "maxLength": 3},
    },
    "$defs": {"line": LINE},
}
TREE: Json = {
    "type": "object",
    "properties": {"children": {"type": "array", "items": {"$ref": "#"}}},
    "additionalProperties": {"type": "integer"},
}
FOUND: list[tuple[Json, JsonValue, list[str]]] = [
    (ORDER, {"lines": [{"sku": "A", "count": 9}], "paid": None, "way": "post", "note": None}, []),
    (ORDER, [], ["answer: object expected, not []"]),
    (ORDER, {"lines": []}, ["answer.lines: items: at least 1 expected, not []"]),
    (
        ORDER,
        {"lines": [{"sku": "A"}, {"count": 10}, {"sku": "a", "size": 1}]},
        [
            "answer.lines[1].sku: is missing",
            "answer.lines[1].count: less than 10 expected, not 10",
            "answer.lines[2].sku: 'a' does not match ^[A-Z]",
            "answer.lines[2].size: is unknown; known: sku, count",
        ],
    ),
    (ORDER, {"paid": "no"}, ["answer.paid: boolean expected, not 'no'"]),
    (ORDER, {"way": "air"}, ["answer.way: 'air' is none of 'post', 'shop'"]),
    (ORDER, {"note": "long"}, ["answer.note: characters: at most 3 expected, not 'long'"]),
    (LINE, {"sku": "A", "count": True}, ["answer.count: integer expected, not True"]),
    (TREE, {"children": [{"children": [{"children": 1}]}], "size": 3},
     ["answer.children[0].children[0].children: array expected, not 1"]),
    (TREE, {"size": "3"}, ["answer.size: integer expected, not '3'"]),
    ({"allOf": [{"minimum": 2}, {"const": 3}]}, 1,
     ["answer: at least 2 expected, not 1", "answer: 1 is none of 3"]),
    ({"x-unknown": 1}, {"any": "thing"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "wrong"), FOUND)
def test_every_defect_is_named_with_its_place(
    schema: Json, value: JsonValue, wrong: list[str]
) -> None:
    assert checker(schema)(value, "answer") == wrong


@pytest.mark.parametrize("schema", [{"pattern": "("}, {"items": {"$ref": "#/$defs/none"}}])
def test_a_schema_that_is_none_is_bad_input(schema: object) -> None:
    with pytest.raises(InputError, match="schema: "):
        checker(cast("Json", schema))
