"""Fitting: whether arguments are what a unit's input asks for, in a sentence that says what is not."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from nex.data.jsons import Json
from nex.data.messages import Result, refused
from nex.runtime.schema import checker
from nex.runtime.typed import MOST_DEFECTS, misfit, typed

Fit = Callable[[Json], Result | None]
"""The refusal of arguments that do not fit; None for those that do."""


def fitting(unit: str, input: Json | type) -> tuple[Json, Fit]:
    """The JSON Schema of an input and what checks arguments against it, both made once.

    A type is checked by pydantic. Raises InputError for a type that JSON cannot say, and for a
    schema that is none.
    """
    if not isinstance(input, dict):
        shape = typed(unit, input)

        def fit_type(arguments: Json) -> Result | None:
            try:
                shape.validate(arguments)
            except ValidationError as e:
                return misfit(unit, e)
            return None

        return shape.schema, fit_type
    check = checker(input)

    def fit_schema(arguments: Json) -> Result | None:
        found = check(arguments, "")
        if not found:
            return None
        said = "; ".join(found[:MOST_DEFECTS])
        return refused("invalid_arguments", f"arguments of {unit} do not fit: {said}")

    return input, fit_schema
