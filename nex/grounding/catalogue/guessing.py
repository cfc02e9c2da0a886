"""Plausible arguments for a tool of which only the schema is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from nex.data.jsons import Json, JsonValue

WORDS: Mapping[str, JsonValue] = {
    "timezone": "UTC",
    "time": "12:00",
    "date": "2026-01-15",
    "url": "http://127.0.0.1/",
    "uri": "file:///workspace/nex.txt",
    "query": "SELECT 1 AS one",
    "sql": "SELECT 1 AS one",
    "expression": "2 + 3",
    "directory": "/workspace",
    "folder": "/workspace",
    "repo_path": "/workspace",
    "path": "/workspace/nex.txt",
    "filename": "nex.txt",
    "file": "/workspace/nex.txt",
    "cell": "A1",
    "sheet": "Sheet1",
    "table": "items",
    "column": "name",
}
"""Part of a parameter's name -> a value that such a parameter usually takes."""
DEPTH = 6


def guessed(schema: Json) -> Json:
    """Arguments with every required parameter, and no other."""
    found = _object(schema, schema, DEPTH)
    return found if isinstance(found, dict) else {}


def _value(name: str, schema: JsonValue, root: Json, depth: int) -> JsonValue:
    if not isinstance(schema, dict) or depth == 0:
        return "nex"
    schema = _resolved(schema, root)
    for key in ("const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    for key in ("enum", "examples"):
        listed = schema.get(key)
        if isinstance(listed, list) and listed:
            return listed[0]
    for key in ("anyOf", "oneOf", "allOf"):
        options = schema.get(key)
        if isinstance(options, list) and options:
            return _value(name, options[0], root, depth - 1)
    return _typed(name, schema, root, depth)


def _typed(name: str, schema: Json, root: Json, depth: int) -> JsonValue:
    kind = schema.get("type")
    match kind[0] if isinstance(kind, list) and kind else kind:
        case "integer" | "number":
            return schema.get("minimum") or 1
        case "boolean":
            return False
        case "array":
            return [_value(name, schema.get("items"), root, depth - 1)]
        case "object":
            return _object(schema, root, depth - 1)
        case "null":
            return None
        case _:
            return _text(name, schema)


def _text(name: str, schema: Json) -> str:
    lower = name.lower()
    found = next((value for word, value in WORDS.items() if word in lower), "nex")
    least = schema.get("minLength")
    return str(found).ljust(least, "x") if isinstance(least, int) else str(found)


def _object(schema: Json, root: Json, depth: int) -> JsonValue:
    properties = cast("Json", schema.get("properties") or {})
    required = cast("list[str]", schema.get("required") or [])
    return {name: _value(name, properties.get(name), root, depth) for name in required}


def _resolved(schema: Json, root: Json) -> Json:
    """What a local `$ref` points at; others are never followed."""
    at: JsonValue = root
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return schema
    for step in reference[2:].split("/"):
        at = at.get(step) if isinstance(at, dict) else None
    return at if isinstance(at, dict) else schema
