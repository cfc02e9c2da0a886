"""Branch: which unit works follows from the arguments, by code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class Case:
    """One way to go; `name` says when, in words."""

    name: str
    fits: Callable[[Json], bool]
    unit: Unit


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit that hands its arguments to the first case that fits, or to `otherwise`."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "branch"

    signature: Signature
    cases: tuple[Case, ...]
    otherwise: Unit | None = None
    """None: arguments that fit no case are an error (no_case)."""
    lane: str | None = None

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        found = tuple((f"if {case.name}", case.unit) for case in self.cases)
        return found if self.otherwise is None else (*found, ("else", self.otherwise))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the chosen unit gives."""
        for case in self.cases:
            if case.fits(arguments):
                return await scope.call(case.unit, arguments)
        if self.otherwise is not None:
            return await scope.call(self.otherwise, arguments)
        cases = ", ".join(case.name for case in self.cases)
        return refused("no_case", f"{self.signature.name}: none of its cases fits: {cases}")
