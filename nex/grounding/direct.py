"""`direct`: tools called as functions on the World's own session; for bulk."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.data.task import Evidence, Start
from nex.grounding.site import WORLD_LANE, Grounded, Site
from nex.runtime.scope import Scope
from nex.worlds.session import Session


@dataclass(frozen=True, slots=True)
class DirectTool:
    """A tool of a World, called without any protocol."""

    kind: ClassVar[UnitKind] = "tool"
    lane: ClassVar[str] = WORLD_LANE

    signature: Signature
    session: Session

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the World answers."""
        return self.session.call(self.signature.name, arguments)


@asynccontextmanager
async def direct(site: Site, start: Start) -> AsyncGenerator[Grounded]:
    """Open the site without a server; nothing has to be closed."""
    session = Session(site.template, start, site.surface, faults=site.faults, seed=site.seed)

    async def evidence() -> Evidence:
        return session.evidence()

    async def hands(question: str) -> str | None:
        return session.by_hand(question)

    yield Grounded(tuple(DirectTool(s, session) for s in site.signatures), evidence, hands)
