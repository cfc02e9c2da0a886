"""Cancelled at any moment, a run leaves a log that folds and nothing behind."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import anyio
import anyio.lowlevel
import pytest

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import Message, Reply, Result, Settings, Signature, said
from nex.data.trajectory import walk
from nex.models.scripted import Scripted, asks, says
from nex.runtime.agent import Agent
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from tests.runtime.units import Probe

pytestmark = pytest.mark.anyio
GO: Json = {"request": "go"}
CHECKPOINTS = 60


class Waiting:
    """Plays a script and waits once per reply; cancels the run at the n-th wait of all."""

    name = "waiting"

    def __init__(self, cancel: anyio.CancelScope, after: int) -> None:
        self.left = after
        self.cancel = cancel
        self.script = Scripted(
            {
                "top": [asks(("mid", GO), ("mid", GO)), asks(("mid", GO)), says("done")],
                "mid": [asks(("leaf", GO), ("tool", {})), says("fine")],
                "leaf": [asks(("tool", {}), ("tool", {})), says("fine")],
            }
        )

    async def wait(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.cancel.cancel()
        await anyio.lowlevel.checkpoint()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        await self.wait()
        return await self.script.complete(messages, tools, settings)


async def cancelled_after(checkpoints: int, events: list[Event]) -> bool:
    """Whether a run of three levels was cancelled at that checkpoint."""
    with anyio.CancelScope() as cancel:
        model = Waiting(cancel, checkpoints)

        async def work(_arguments: Json, _scope: Scope) -> Result:
            await model.wait()
            return said("worked")

        tool = Probe("tool", work)
        leaf = Agent("leaf", "You are leaf.", (tool,))
        mid = Agent("mid", "You are mid.", (leaf, tool))
        top = Agent("top", "You are top.", (mid,), stop=frozenset())
        await Scope(events.append, model).call(top, GO, Limits(seconds=30, tokens=10**9))
    return cancel.cancelled_caught


async def test_cancelled_at_every_checkpoint_the_log_folds() -> None:
    outcomes: list[bool] = []
    for n in range(1, CHECKPOINTS):
        events: list[Event] = []
        outcomes.append(await cancelled_after(n, events))
        root = fold(events)
        assert all(call.result is not None for call in walk(root))
        assert root.result is not None
        assert root.result.status == ("cancelled" if outcomes[-1] else "ok")
    assert outcomes[0]
    assert not outcomes[-1]
    gc.collect()
