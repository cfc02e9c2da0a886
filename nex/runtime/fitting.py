"""Fitting: whether arguments are what a unit's input asks for, in a sentence that says what is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from pydantic import ValidationError

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, refused
from nex.runtime.typed import misfit, typed

Fit = Callable[[Json], Result | None]
"""The refusal of arguments that do not fit; None for those that do."""

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def fitting(unit: str, input: Json | type) -> tuple[Json, Fit]:
    """The JSON Schema of an input and what checks arguments against it, both made once.

    A type is checked by pydantic, whole. Of a JSON Schema the outermost level is checked:
    required and unknown properties, their plain types and enums. Raises InputError for a type
    that JSON cannot say.
    """
    if isinstance(input, type):
        shape = typed(unit, input)

        def fit_type(arguments: Json) -> Result | None:
            try:
                shape.validate(arguments)
            except ValidationError as e:
                return misfit(unit, e)
            return None

        return shape.schema, fit_type

    def fit_schema(arguments: Json) -> Result | None:
        found = _defects(input, arguments)
        if not found:
            return None
        return refused("invalid_arguments", f"arguments of {unit} do not fit: {'; '.join(found)}")

    return input, fit_schema


def _defects(schema: Json, arguments: Json) -> list[str]:
    properties = cast("dict[str, Json]", schema.get("properties", {}))
    required = cast("list[str]", schema.get("required", []))
    found = [f"{name}: is missing" for name in required if name not in arguments]
    for name, value in arguments.items():
        if name in properties:
            found += _defect(name, properties[name], value)
        elif schema.get("additionalProperties") is False:
            found.append(f"{name}: is unknown; known: {', '.join(properties)}")
    return found


def _defect(name: str, schema: Json, value: JsonValue) -> list[str]:
    kind, choices = schema.get("type"), schema.get("enum")
    if isinstance(choices, list) and value not in choices:
        return [f"{name}: {value!r} is none of {', '.join(map(repr, choices))}"]
    if not isinstance(kind, str) or kind not in _TYPES:
        return []
    fits = isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
    return [] if fits else [f"{name}: {kind} expected, not {value!r}"]
