"""Typed arguments: a validator and a JSON Schema, both built once, from a function or a type."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import cast

from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, refused
from nex.errors import InputError

MOST_DEFECTS = 5
"""Defects of one call's arguments that are named; more would only repeat themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """Arguments that pydantic validates into the attributes of an object.

    `validate` raises pydantic's ValidationError.
    """

    schema: Json
    validate: Callable[[Json], object]


def typed_parameters(
    function: str, parameters: Iterable[inspect.Parameter], hints: dict[str, object]
) -> Typed:
    """The arguments that parameters take.

    Raises InputError where JSON cannot say one of them.
    """
    fields = [_field(function, parameter, hints) for parameter in parameters]
    shape = dataclasses.make_dataclass(
        "Arguments",
        fields,
        kw_only=True,
        namespace={"__pydantic_config__": ConfigDict(extra="forbid")},
    )
    return typed(function, shape)


def typed(name: str, shape: type) -> Typed:
    """The arguments that a pydantic model or a dataclass takes.

    Raises InputError for a type that JSON cannot say.
    """
    try:
        adapter: TypeAdapter[object] = TypeAdapter(shape)
        return Typed(plain(adapter.json_schema()), adapter.validator.validate_python)
    except PydanticUserError as e:
        raise InputError(f"{name!r} takes a type that JSON cannot say: {_line(e)}") from e


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """What a function returns: how it is written as JSON, and its schema where it is typed."""

    write: Callable[[object], JsonValue]
    schema: Json | None


def typed_return(function: str, kind: object) -> Returned:
    """What a function with that return hint gives back; text and nothing have no schema.

    Raises InputError for a type that JSON cannot say.
    """
    typed = kind not in (str, None, type(None), object, Result)
    try:
        adapter = TypeAdapter[object](cast("type", kind) if typed else object)
        schema = plain(adapter.json_schema(mode="serialization")) if typed else None
    except PydanticUserError as e:
        raise InputError(
            f"tool {function!r} returns a type that JSON cannot say: {_line(e)}"
        ) from e
    return Returned(partial(adapter.dump_python, mode="json"), schema)


def _line(error: PydanticUserError) -> str:
    return str(error).partition("\n")[0]


def plain(schema: dict[str, object]) -> Json:
    """A schema without the titles that pydantic makes of the names."""
    return cast("Json", _untitled(schema))


def _untitled(value: object, named: bool = False) -> object:
    """`named`: the keys are names of properties, so that a "title" is one of them."""
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {
            key: _untitled(inner, key in {"properties", "$defs"} and not named)
            for key, inner in items
            if named or key != "title"
        }
    if isinstance(value, list):
        return [_untitled(inner) for inner in cast("list[object]", value)]
    return value


def _field(
    function: str, parameter: inspect.Parameter, hints: dict[str, object]
) -> tuple[str, object, object]:
    if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
        raise InputError(
            f"tool {function!r}: parameter {parameter.name!r} cannot be given by name; "
            "use plain or keyword-only parameters"
        )
    default = parameter.default
    if default is parameter.empty:
        field: object = dataclasses.field()
    elif isinstance(default, list | dict | set):
        field = dataclasses.field(default_factory=cast("list[object]", default).copy)
    else:
        field = dataclasses.field(default=default)
    return parameter.name, hints.get(parameter.name, object), field


def defects(error: ValidationError, whole: str) -> list[str]:
    """What pydantic found, each with its place; `whole` names the value itself."""
    found = error.errors(include_url=False, include_context=False)
    named = [
        f"{'.'.join(map(str, defect['loc'])) or whole}: {defect['msg']}"
        for defect in found[:MOST_DEFECTS]
    ]
    more = [f"and {len(found) - MOST_DEFECTS} more"] if len(found) > MOST_DEFECTS else []
    return named + more


def misfit(unit: str, error: ValidationError) -> Result:
    """The refusal that names every defect of the arguments, with its place."""
    named = "; ".join(defects(error, "arguments"))
    return refused("invalid_arguments", f"arguments of {unit} do not fit: {named}")
