"""Loop: one unit again and again, until its result will do or the rounds run out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.requests import at_least_once


def unchanged(arguments: Json, _result: Result) -> Json:
    """The same arguments in every round."""
    return arguments


@dataclass(frozen=True, slots=True)
class Loop:
    """A unit that repeats another one."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "loop"

    signature: Signature
    unit: Unit
    until: Callable[[Result], bool]
    """Whether this result ends the loop."""
    rounds: int
    """How often at most, at least once."""
    next_round: Callable[[Json, Result], Json] = unchanged
    """From a round's arguments and result to the arguments of the next."""
    lane: str | None = None

    def __post_init__(self) -> None:
        at_least_once(self.signature.name, self.rounds)

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return (("repeat", self.unit),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The first result that will do; else the last one, as truncated (round_limit)."""
        result = await scope.call(self.unit, arguments)
        for _ in range(self.rounds - 1):
            if self.until(result):
                return result
            arguments = self.next_round(arguments, result)
            result = await scope.call(self.unit, arguments)
        if self.until(result):
            return result
        return replace(result, status="truncated", code="round_limit")
