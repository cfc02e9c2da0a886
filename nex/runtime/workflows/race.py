"""Race: several units work on the same thing, the first good result ends the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


def came_back(result: Result) -> bool:
    """Whether a result is ok."""
    return result.status == "ok"


@dataclass(frozen=True, slots=True)
class Race:
    """A unit that gives the first good result of its runners.

    Who loses is cancelled, and awaited: the log has its end. Runners of one lane go one after
    another, so there it is a fallback, and the same at every run.
    """

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "race"

    signature: Signature
    runners: tuple[Unit, ...]
    wins: Callable[[Result], bool] = came_back
    lane: str | None = None

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return tuple(("runner", unit) for unit in self.runners)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The winner's result, of equals the first in source order; all_failed without one."""
        results = await scope.race([(unit, arguments) for unit in self.runners], self.wins)
        winner = next(filter(self.wins, results), None)
        if winner is not None:
            return winner
        ends = zip(self.runners, results, strict=True)
        said = "; ".join(f"{unit.signature.name}: {result.text}" for unit, result in ends)
        return refused("all_failed", f"{self.signature.name}: nobody came through: {said}")
