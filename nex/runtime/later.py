"""Later: a unit that stands for one that does not exist yet, so that trees can recur."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class Later:
    """The unit that `find` gives, once there is one: an agent lists itself as its own tool.

    It is that unit, not a call around it: same scope, kind, lane and limits.

        solver = Agent("solver", "...", (Later(Signature("solver", ...), lambda: solver),))
    """

    signature: Signature
    find: Callable[[], Unit]

    @property
    def kind(self) -> UnitKind:
        """The unit's kind."""
        return getattr(self.find(), "kind", "tool")

    @property
    def lane(self) -> str | None:
        """The unit's lane."""
        return getattr(self.find(), "lane", None)

    @property
    def limits(self) -> Limits:
        """The unit's limits."""
        return getattr(self.find(), "limits", INHERIT)

    @property
    def form(self) -> str:
        """How it is drawn."""
        return "later"

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The unit that it stands for."""
        return (("", self.find()),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the unit gives."""
        return await self.find()(arguments, scope)
