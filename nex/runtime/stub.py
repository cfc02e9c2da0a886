"""Stub: a unit that answers what another one answered in a recorded run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json, canonical
from nex.data.messages import Result, Signature, UnitKind
from nex.data.trajectory import Call, walk
from nex.errors import ReplayError
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class Recorded:
    """A unit made of recorded calls of it: it answers as they did and does nothing.

    It counts the steps, tokens and cost that the recorded call took, so that limits around it
    fall where they fell. Of several recorded calls with the same arguments the one at the same
    place in the tree holds. Raises ReplayError for arguments that no recorded call had, and where
    the recording gives them different results at other places.
    """

    kind: ClassVar[UnitKind] = "stub"

    signature: Signature
    calls: tuple[Call, ...]
    lane: str | None = None

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The recorded result."""
        call, result = self._found(arguments, scope)
        for below in walk(call):
            for step in below.steps:
                if step.reply is not None:
                    scope.budget.take_step()
                    scope.budget.charge(step.reply.usage)
        return result

    def _found(self, arguments: Json, scope: Scope) -> tuple[Call, Result]:
        name, asked = self.signature.name, canonical(arguments)
        found = [call for call in self.calls if canonical(call.arguments) == asked]
        here = [call for call in found if call.id == scope.id] or found
        if not here:
            raise ReplayError(
                f"{name!r} was never called with {asked.decode()[:200]} in the recording, "
                f"which has {len(self.calls)} calls of it"
            )
        call = here[0]
        if call.result is None or call.result.status == "cancelled":
            raise ReplayError(f"the recorded call {_place(call)} of {name!r} never came to an end")
        if any(other.result != call.result for other in here):
            places = ", ".join(map(_place, here))
            raise ReplayError(
                f"{name!r} gave different results to the same arguments at calls {places}; "
                "keep the calls that are meant"
            )
        return call, call.result


def recorded(unit: Unit, root: Call) -> Recorded:
    """The unit as it answered in that run. Raises ReplayError where it was never called."""
    name = unit.signature.name
    calls = tuple(call for call in walk(root) if call.unit == name)
    if not calls:
        raise ReplayError(f"{name!r} was never called in the recording of {root.unit!r}")
    return Recorded(unit.signature, calls, getattr(unit, "lane", None))


def _place(call: Call) -> str:
    return ".".join(map(str, call.id))
