"""What every sandbox is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from nex.data.environment import FaultProfile, SurfaceChoice
from nex.data.messages import Signature
from nex.data.task import Evidence, Start
from nex.runtime.unit import Unit
from nex.worlds.populate import Template

WORLD_LANE = "world"
"""Tools of one World run in source order: its state is one."""


@dataclass(frozen=True, slots=True)
class Site:
    """A populated World as it shows itself; shared by all rollouts on it."""

    template: Template
    surface: SurfaceChoice
    faults: FaultProfile
    seed: int
    signatures: tuple[Signature, ...]


async def idle(_question: str) -> str | None:
    """A user who has nothing in their hands."""
    return None


@dataclass(frozen=True, slots=True)
class Grounded:
    """Tools that are open for one rollout, and the World's own account of what happened."""

    tools: tuple[Unit, ...]
    evidence: Callable[[], Awaitable[Evidence]]
    """For the verifier, after the agent ended; no unit can reach it."""
    hands: Callable[[str], Awaitable[str | None]] = idle
    """What the user does and says when asked to do something with their own hands; None: nothing."""


Sandbox = Callable[[Site, Start], AbstractAsyncContextManager[Grounded]]
"""Opens a site for one rollout; closes all of it when the block ends."""


@runtime_checkable
class Holdable(Protocol):
    """A sandbox whose rollouts can share something that is dear to open."""

    def held(self) -> AbstractAsyncContextManager[None]:
        """Keep it open for the length of the block."""
        ...


def held(sandbox: Sandbox) -> AbstractAsyncContextManager[None]:
    """What a sandbox's rollouts share, kept open for the block; nothing for most of them."""
    return sandbox.held() if isinstance(sandbox, Holdable) else nullcontext()
