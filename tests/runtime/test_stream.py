"""stream: events as they happen; leaving the block ends the run."""

from __future__ import annotations

import anyio
import pytest

import nex
from nex import Agent, run, stream
from nex.data.fold import fold
from nex.errors import InputError
from nex.models.scripted import asks, scripted
from tests.runtime.units import answers, sleeps

pytestmark = pytest.mark.anyio


async def test_events_come_before_the_run_has_ended_and_then_the_result() -> None:
    agent = Agent(
        "a", "", (answers("t"), sleeps("slow", 0.01)), scripted(asks(("t", {}), ("slow", {})), "ok")
    )
    async with stream(agent, "go") as live:
        with pytest.raises(InputError, match="has not ended"):
            _ = live.result
        seen = [event async for event in live]
    plain = await run(agent, "go")
    assert live.result == plain
    assert fold(seen) == plain.trajectory
    assert [event["type"] for event in seen][:3] == ["call", "offer", "step"]


async def test_leaving_the_block_cancels_the_run() -> None:
    agent = Agent("a", "", (sleeps("slow", 30),), scripted(asks(("slow", {}))))
    with anyio.fail_after(5):
        async with stream(agent, "go") as live:
            async for event in live:
                if event["type"] == "step":
                    break
    with pytest.raises(InputError, match="has not ended"):
        _ = live.result


async def test_an_error_in_the_block_comes_out_as_it_is() -> None:
    agent = Agent("a", "", (sleeps("slow", 30),), scripted(asks(("slow", {}))))
    with pytest.raises(ValueError, match="mine"):
        async with stream(agent, "go"):
            raise ValueError("mine")


async def test_a_cancelled_reader_cancels_the_run() -> None:
    agent = Agent("a", "", (sleeps("slow", 30),), scripted(asks(("slow", {}))))
    with anyio.move_on_after(0.05) as cancel:
        async with stream(agent, "go") as live:
            async for _ in live:
                pass
    assert cancel.cancelled_caught


async def test_wrong_use_is_raised_with_the_result() -> None:
    async with stream(Agent("a", ""), "go") as live:
        async for _ in live:
            pass
    with pytest.raises(InputError, match="no model"):
        _ = live.result


def test_every_public_name_is_there() -> None:
    assert [name for name in nex.__all__ if not callable(getattr(nex, name))] == []
    with pytest.raises(AttributeError, match="no attribute 'Runner'"):
        nex.__getattr__("Runner")
