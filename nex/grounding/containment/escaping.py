"""Every way out of a container that the kit knows, tried from inside one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from nex.errors import SandboxError
from nex.grounding.containment.meeting import printable
from nex.grounding.containment.sites import Site
from nex.grounding.docker.server import open_client, tools_of
from nex.grounding.hostile.escapes import ATTEMPTS, ESCAPES, OPEN
from nex.grounding.mcp import McpTool
from nex.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt, and what came of it."""

    name: str
    door: str
    told: str

    @property
    def escaped(self) -> bool:
        """Whether it came through; an attempt that gave no answer counts as one that did."""
        return self.told.startswith((OPEN, "?"))


async def escapes(site: Site) -> AsyncGenerator[Tried]:
    """Each attempt in turn, in a container of `ESCAPES_MODULE`; a new one where the last broke."""
    left = list(ATTEMPTS)
    while left:
        async with site(ESCAPES.name) as standing, open_client(standing.attachment) as client:
            act = {s.name: McpTool(s, client, 10) for s in await tools_of(client)}["act"]
            while left:
                one = left.pop(0)
                try:
                    result = await act({"text": one.name}, Scope(lambda _: None))
                except SandboxError as e:
                    yield Tried(one.name, one.door, f"? {printable(str(e))}")
                    break
                yield Tried(one.name, one.door, printable(result.text))
