"""The shape of every record that crosses a boundary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

from pydantic import BaseModel, ConfigDict

Kind = TypeVar("Kind")


class Frozen(BaseModel):
    """An immutable record; unknown fields are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True
    )


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def sealed(kind: type[Kind]) -> type[Kind]:
    """A dataclass that the type checker holds immutable and that costs nothing to make.

    Only for what is made at every step of every agent: a frozen dataclass of five fields takes
    0.6 us to make, this one 0.15.
    """
    return dataclass(slots=True)(kind)
