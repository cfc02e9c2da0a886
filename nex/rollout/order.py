"""Order: which call met the World when; noted as it happens, kept to in a replay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.data.trajectory import CallId
from nex.errors import ReplayError
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


class Order:
    """The order in which the calls of one rollout reach its World, whichever branch they are of.

    Sub-agents that run at once meet one World, so the order decides what they find. Given the
    `known` order of a recording, each call waits for its turn.
    """

    def __init__(self, known: Sequence[CallId] | None = None) -> None:
        self._known = known
        self._happened: list[CallId] = []
        self._passed = anyio.Event()

    @property
    def happened(self) -> tuple[CallId, ...]:
        """The order so far; () where it is that of the sources, as if branches ran one by one."""
        found = self._happened
        return tuple(found) if found != sorted(found) else ()

    async def call(self, unit: Unit, arguments: Json, scope: Scope) -> Result:
        """Call the World in its turn. Raises ReplayError for a call that has none."""
        if self._known is None:
            self._happened.append(scope.id)
            return await unit(arguments, scope)
        await self._turn(self._known, scope.id)
        try:
            return await unit(arguments, scope)
        finally:
            self._happened.append(scope.id)
            self._passed.set()
            self._passed = anyio.Event()

    async def _turn(self, known: Sequence[CallId], id: CallId) -> None:
        if id not in known:
            name = ".".join(map(str, id))
            raise ReplayError(f"call {name} reaches the World, and in the recording it does not")
        while len(self._happened) < len(known) and known[len(self._happened)] != id:
            await self._passed.wait()


@dataclass(frozen=True, slots=True)
class InOrder:
    """A tool of a World whose calls are noted, or kept in order."""

    unit: Unit
    order: Order

    @property
    def signature(self) -> Signature:
        """The tool's."""
        return self.unit.signature

    @property
    def kind(self) -> UnitKind:
        """The tool's."""
        return getattr(self.unit, "kind", "tool")

    @property
    def lane(self) -> str | None:
        """The tool's."""
        return getattr(self.unit, "lane", None)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the World answers."""
        return await self.order.call(self.unit, arguments, scope)
