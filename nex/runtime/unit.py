"""Unit: anything that can be called, with a signature in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind

if TYPE_CHECKING:
    from nex.runtime.scope import Scope


class Unit(Protocol):
    """A function, an MCP tool, a workflow, an agent: one protocol.

    Three more attributes are read where a unit has them: `kind` (UnitKind, else "tool"), `lane`
    (siblings that share one run in source order, else concurrently) and `limits` (Limits of every
    call of it, else the caller's).
    """

    @property
    def signature(self) -> Signature:
        """Name, promise, and JSON Schemas; the same for the unit's whole life."""
        ...

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """Run once. Whatever the caller's model can mend is a Result, not an exception."""
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """The unit that stands in for a call that cannot be made: it answers why."""

    kind: ClassVar[UnitKind] = "stub"
    signature: Signature
    result: Result

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The refusal."""
        return self.result


def refusal(name: str, result: Result) -> Refusal:
    """A unit of that name that only ever refuses."""
    return Refusal(Signature(name, "", {}), result)
