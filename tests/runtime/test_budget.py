"""Limits on tokens and cost, and asks that run at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
import pytest

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import Message, Reply, Result, Settings, Signature, Usage, said
from nex.data.trajectory import walk
from nex.errors import InputError
from nex.models.scripted import asks, says, scripted
from nex.runtime.agent import Agent
from nex.runtime.budget import Limits
from nex.runtime.model import Price
from nex.runtime.run import run, usage_of
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from tests.runtime.units import Probe, answers

pytestmark = pytest.mark.anyio
GO: Json = {"request": "go"}
TEN = Usage(6, 4, 0.01)


@dataclass
class Slow:
    """A model that takes a while; it counts how many of its replies are awaited at once."""

    usage: Usage = TEN
    price: Price | None = field(default_factory=lambda: Price(0.0, 1000.0))
    name: str = "slow"
    asked: int = 0
    at_once: int = 0
    most_at_once: int = 0

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        self.asked += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await anyio.sleep(0.02)
        self.at_once -= 1
        return says("x", usage=self.usage)


def fan(unit: Unit, width: int) -> Probe:
    """Calls the unit many times at once."""

    async def call(arguments: Json, scope: Scope) -> Result:
        results = await scope.call_all([(unit, arguments)] * width)
        return said(",".join(result.status for result in results))

    return Probe("fan", call)


async def test_tokens_are_spent_by_the_whole_subtree(events: list[Event]) -> None:
    inner = Agent("i", "", (), scripted(says("x", usage=TEN)))
    turn = asks(("i", GO), usage=TEN)
    outer = Agent("o", "", (inner,), scripted(*[turn] * 9))
    result = await Scope(events.append).call(outer, GO, Limits(tokens=35, seconds=30))
    assert (result.status, result.code) == ("truncated", "token_limit")
    assert usage_of(fold(events)).tokens == 40


async def test_cost_ends_a_run(events: list[Event]) -> None:
    outer = Agent("o", "", (answers("t"),), scripted(*[asks(("t", {}), usage=TEN)] * 9))
    result = await Scope(events.append).call(outer, GO, Limits(cost=0.025, seconds=30))
    assert (result.code, usage_of(fold(events)).cost) == ("cost_limit", pytest.approx(0.03))


async def test_asks_at_once_never_take_more_steps_than_there_are(events: list[Event]) -> None:
    model = Slow()
    result = await Scope(events.append).call(
        fan(Agent("a", "", (), model), 8), GO, Limits(steps=3, seconds=30)
    )
    assert (result.status, result.code, model.asked) == ("truncated", "step_limit", 3)


@pytest.mark.parametrize(
    ("limits", "settings"),
    [
        (Limits(tokens=35, seconds=30), Settings(max_tokens=10)),
        (Limits(cost=0.035, seconds=30), Settings(max_tokens=10)),
    ],
)
async def test_asks_at_once_overrun_a_limit_by_less_than_one_reply(
    limits: Limits, settings: Settings, events: list[Event]
) -> None:
    model = Slow()
    scope = Scope(events.append, settings=settings)
    result = await scope.call(fan(Agent("a", "", (), model), 16), GO, limits)
    assert (result.status, model.asked) == ("truncated", 4)


async def test_asks_wait_only_where_their_maximum_does_not_fit(events: list[Event]) -> None:
    wide, narrow = Slow(), Slow()
    for model, tokens in ((wide, 10_000), (narrow, 100)):
        scope = Scope(events.append, settings=Settings(max_tokens=50))
        unit = fan(Agent("a", "", (), model), 4)
        result = await scope.call(unit, GO, Limits(tokens=tokens, seconds=30))
        assert result.text == "ok,ok,ok,ok"
    assert (wide.most_at_once, narrow.most_at_once) == (4, 2)


async def test_a_waiting_ask_is_cancelled_with_its_run(events: list[Event]) -> None:
    unit = fan(Agent("a", "", (), Slow()), 50)
    scope = Scope(events.append, settings=Settings(max_tokens=50))
    result = await scope.call(unit, GO, Limits(tokens=100_000, seconds=0.01))
    assert result.code == "time_limit"
    assert all(call.result is not None for call in walk(fold(events)))


async def test_a_limit_on_cost_refuses_a_model_without_a_price() -> None:
    model = Slow(price=None)
    with pytest.raises(InputError, match="no price is known"):
        await run(Agent("a", "", (), model), "go", limits=Limits(cost=1.0))
    assert model.asked == 0


async def test_a_child_can_only_narrow(events: list[Event]) -> None:
    wide = Limits(steps=100, calls=50, depth=50, seconds=900)
    inner = Agent("i", "", (answers("t"),), scripted(*[asks(("t", {}))] * 9), limits=wide)
    outer = Agent("o", "", (inner,), scripted(asks(("i", GO)), "x"))
    result = await Scope(events.append).call(outer, GO, Limits(steps=4, seconds=30))
    assert "4, set on call 0," in result.text
