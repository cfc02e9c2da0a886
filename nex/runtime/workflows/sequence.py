"""Sequence: units one after another, each working on what the one before gave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, said
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


def as_request(result: Result) -> Json:
    """A result's text as the request to the next unit."""
    return {"request": result.text}


@dataclass(frozen=True, slots=True)
class Sequence:
    """A unit made of units; its signature's input is the first one's."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "sequence"

    signature: Signature
    units: tuple[Unit, ...]
    pass_on: Callable[[Result], Json] = as_request
    """From a result to the arguments of the next unit."""
    lane: str | None = None

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return tuple(("", unit) for unit in self.units)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The last result, or the first that is not ok."""
        result = said("")
        for unit in self.units:
            result = await scope.call(unit, arguments)
            if result.status != "ok":
                return result
            arguments = self.pass_on(result)
        return result
