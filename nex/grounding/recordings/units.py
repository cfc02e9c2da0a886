"""A recording's tools as units, labelled as what they are: stubs, no servers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.data.task import Evidence
from nex.grounding.recordings.twin import Replay
from nex.grounding.site import WORLD_LANE, Grounded
from nex.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class TwinTool:
    """One tool of a twin or a replay; its calls stand in a trajectory as those of a stub."""

    kind: ClassVar[UnitKind] = "stub"
    lane: ClassVar[str] = WORLD_LANE

    signature: Signature
    twin: Replay

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the recording says."""
        return self.twin.call(self.signature.name, arguments)


def twin_tools(twin: Replay) -> tuple[TwinTool, ...]:
    """All its tools; they share the twin, and so what it was asked before."""
    return tuple(TwinTool(signature, twin) for signature in twin.signatures)


@asynccontextmanager
async def open_twin(twin: Replay) -> AsyncGenerator[Grounded]:
    """The twin as a sandbox gives its tools: nothing runs, and nothing changes."""

    async def evidence() -> Evidence:
        return twin.evidence()

    yield Grounded(twin_tools(twin), evidence)
