"""Cancelled at any moment, a run leaves a log that folds and nothing behind."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import anyio.lowlevel
import psutil
import pytest
from anyio.abc import Process

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import Message, Reply, Result, Settings, Signature, said
from nex.data.trajectory import walk
from nex.models.scripted import Scripted, asks, says
from nex.runtime.agent import REQUEST, Agent
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.map import Map
from nex.runtime.workflows.race import Race
from tests.runtime.units import Probe

pytestmark = pytest.mark.anyio
GO: Json = {"request": "go"}
CHECKPOINTS = 300
WITHIN = Limits(seconds=60, tokens=10**9)
SCRIPT = Scripted(
    {
        "top": [*[asks(("team", GO), ("race", GO), ("mid", GO))] * 9, says("done")],
        "mid": [asks(("leaf", GO), ("tool", {}), ("leaf", GO)), says("fine")],
        "leaf": [asks(("tool", {}), ("tool", {})), says("fine")],
    }
)


@dataclass
class Countdown:
    """A scripted model waits here twice a turn, its tools thrice; the n-th wait of all cancels."""

    left: int
    cancel: anyio.CancelScope
    name: str = "countdown"
    server: list[Process] = field(default_factory=list[Process])

    async def wait(self, times: int) -> None:
        for _ in range(times):
            self.left -= 1
            if self.left == 0:
                self.cancel.cancel()
            await anyio.lowlevel.checkpoint()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        await self.wait(2)
        return await SCRIPT.complete(messages, tools, settings)

    async def work(self, _arguments: Json, _scope: Scope) -> Result:
        """A tool that holds a descriptor while it waits."""
        descriptor = os.open(os.devnull, os.O_RDONLY)
        try:
            await self.wait(3)
        finally:
            os.close(descriptor)
        return said("worked")


def three_levels(countdown: Countdown) -> Unit:
    """Agents in agents in an agent, side by side in workflows too."""
    tool = Probe("tool", countdown.work)
    mid = Agent("mid", "You are mid.", (Agent("leaf", "You are leaf.", (tool,)), tool))
    team = Map(Signature("team", "", REQUEST), mid, lambda arguments: [arguments] * 2)
    race = Race(Signature("race", "", REQUEST), (mid, tool))
    return Agent("top", "You are top.", (team, race, mid))


def with_server(unit: Unit, countdown: Countdown) -> Unit:
    """The unit beside a process that ends with it."""

    async def serve(arguments: Json, scope: Scope) -> Result:
        process = await anyio.open_process(["cat"], stdout=subprocess.DEVNULL, stderr=None)
        async with process:
            countdown.server.append(process)
            return await scope.call(unit, arguments)

    return Probe("served", serve)


async def cancelled_after(checkpoints: int, events: list[Event], *, served: bool) -> bool:
    """Whether the run was cancelled at that checkpoint; its process has ended by then."""
    cancel = anyio.CancelScope()
    countdown = Countdown(checkpoints, cancel)
    unit = three_levels(countdown)
    if served:
        unit = with_server(unit, countdown)
    with cancel:
        await Scope(events.append, countdown).call(unit, GO, WITHIN)
    assert [process.returncode is not None for process in countdown.server] == [True] * served
    return cancel.cancelled_caught


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_cancelled_after_each_of_300_checkpoints_nothing_is_left() -> None:
    tasks, open_before = len(anyio.get_running_tasks()), descriptors()
    for n in range(1, CHECKPOINTS + 1):
        events: list[Event] = []
        assert await cancelled_after(n, events, served=False)
        assert len(anyio.get_running_tasks()) == tasks
        assert descriptors() == open_before
        calls = walk(fold(events))
        assert [call.unit for call in calls if call.result is None] == []
        assert calls[0].result is not None
        assert calls[0].result.status == "cancelled"


async def test_a_process_beside_the_run_ends_with_it() -> None:
    async with await anyio.open_process(["true"]):  # what the event loop opens once
        pass
    tasks, children = len(anyio.get_running_tasks()), psutil.Process().children()
    open_before = descriptors()
    for n in range(1, CHECKPOINTS, 13):
        events: list[Event] = []
        assert await cancelled_after(n, events, served=True)
        assert all(call.result is not None for call in walk(fold(events)))
    await anyio.sleep(0.01)
    assert (len(anyio.get_running_tasks()), descriptors()) == (tasks, open_before)
    assert psutil.Process().children() == children


async def test_left_alone_the_same_run_completes() -> None:
    events: list[Event] = []
    assert not await cancelled_after(10**9, events, served=True)
    result = fold(events).result
    assert result is not None
    assert result.status == "ok"
