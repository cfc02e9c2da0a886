"""The shape of every record that crosses a boundary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

from pydantic import BaseModel, ConfigDict, model_validator

Kind = TypeVar("Kind")


class Frozen(BaseModel):
    """An immutable record; unknown fields are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True
    )


SCHEMA_KEY = "$schema"
"""Where a JSON file names its schema for editors."""


class Filed(Frozen):
    """A record that is a JSON file of its own, in which `$schema` may stand beside its fields."""

    @model_validator(mode="before")
    @classmethod
    def _without_schema(cls, given: dict[str, object] | BaseModel) -> dict[str, object] | BaseModel:
        if not isinstance(given, dict) or SCHEMA_KEY not in given:
            return given
        return {key: value for key, value in given.items() if key != SCHEMA_KEY}


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def sealed(kind: type[Kind]) -> type[Kind]:
    """A dataclass that the type checker holds immutable and that costs nothing to make.

    Only for what is made at every step of every agent: a frozen dataclass of five fields takes
    0.6 us to make, this one 0.15.
    """
    return dataclass(slots=True)(kind)
