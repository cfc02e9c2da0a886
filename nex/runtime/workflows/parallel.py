"""Parallel: different units at once, all on the same arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.requests import as_object, named

Join = Callable[[Sequence[str], Sequence[Result]], Result]
"""From the units' names and results, in source order, to one result."""


@dataclass(frozen=True, slots=True)
class Parallel:
    """A unit whose members work side by side; those that share a lane take turns."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "parallel"

    signature: Signature
    units: tuple[Unit, ...]
    join: Join = as_object
    lane: str | None = None

    def __post_init__(self) -> None:
        named(self.signature.name, self.units)

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return tuple(("", unit) for unit in self.units)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """All results in one, whoever finished first; a member that fails leaves the others alone."""
        results = await scope.call_all([(unit, arguments) for unit in self.units])
        return self.join([unit.signature.name for unit in self.units], results)
