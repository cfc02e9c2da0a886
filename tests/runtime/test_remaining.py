"""What is left of a budget: seen by code and by agents, and shared by asks at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
import pytest

from nex import Agent, Limits, run
from nex.data.events import Event
from nex.data.jsons import Json
from nex.data.messages import Message, Reply, Result, Settings, Signature, Usage, said
from nex.models.scripted import asks, says, scripted
from nex.runtime.remaining import Remaining
from nex.runtime.scope import Scope
from tests.runtime.units import Probe, passes_on

pytestmark = pytest.mark.anyio
GO: Json = {"request": "go"}


async def test_code_sees_the_tightest_of_all_limits_around_it(events: list[Event]) -> None:
    found: list[Limits] = []

    async def look(_arguments: Json, scope: Scope) -> Result:
        found.append(scope.remaining())
        return said("looked")

    turn = asks(("look", {}), usage=Usage(8, 2, 0.25))
    inner = Agent("inner", "", (Probe("look", look),), scripted(turn, "x"),
                  limits=Limits(steps=5, depth=2))  # fmt: skip
    outer = Limits(tokens=25, cost=2.0, seconds=50, calls=7, depth=9, steps=9)
    await Scope(events.append).call(passes_on("outer", inner), GO, outer)
    left = found[0]
    assert (left.steps, left.tokens, left.cost, left.calls) == (4, 15, 1.75, 7)
    assert left.depth == 1
    assert left.seconds is not None
    assert 40 < left.seconds <= 50
    assert Scope(events.append).remaining() == Limits(depth=100)


async def test_an_agent_that_asks_sees_what_is_left_for_it() -> None:
    ask = asks(("budget", {}), usage=Usage(8, 2, 0.25))
    agent = Agent("a", "", (Remaining(),), scripted(ask, ask, says("enough")))
    result = await run(agent, "go", limits=Limits(steps=5, tokens=100, cost=1.0, depth=3))
    seen = [step.calls[0].result for step in result.trajectory.steps[:2]]
    assert [found.value for found in seen if found] == [
        {"steps": 4, "tokens": 90, "cost": 0.75, "depth": 3},
        {"steps": 3, "tokens": 80, "cost": 0.5, "depth": 3},
    ]
    unlimited = await run(agent, "go")
    assert unlimited.trajectory.messages[-2]["content"] == [
        {"type": "text", "text": '{"depth":99}'}
    ]


@dataclass
class Counting:
    """A model that waits; `spent` is what all its replies took."""

    name: str = "counting"
    spent: int = 0
    asked: list[int] = field(default_factory=list[int])

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        self.asked.append(self.spent)
        await anyio.sleep(0.001)
        self.spent += 100
        return says("x", usage=Usage(50, 50, None))


@pytest.mark.parametrize("outer", [450, 1000])
async def test_asks_under_different_limits_never_overrun_what_they_share(
    outer: int, events: list[Event]
) -> None:
    """Each group waits for room of its own; while it waits, the others take what all share."""
    model = Counting()
    asker = Agent("a", "", (), model)

    async def group(_arguments: Json, scope: Scope) -> Result:
        await scope.call_all([(asker, GO)] * 6)
        return said("done")

    async def groups(_arguments: Json, scope: Scope) -> Result:
        async def one(tokens: int) -> None:
            await scope.call(Probe("group", group), GO, Limits(tokens=tokens))

        async with anyio.create_task_group() as tasks:
            for tokens in (150, 220, 350):
                tasks.start_soon(one, tokens)
        return said("done")

    scope = Scope(events.append, settings=Settings(max_tokens=100))
    await scope.call(Probe("groups", groups), GO, Limits(tokens=outer, seconds=30))
    assert model.spent < outer + 100
    assert all(before < outer for before in model.asked)
