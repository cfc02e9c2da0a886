"""Workflows: units made of units."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.messages import Result, Signature
from nex.errors import InputError
from nex.models.scripted import Scripted, asks, says, scripted
from nex.runtime.agent import REQUEST, Agent
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.critic import Critic
from nex.runtime.workflows.loop import Loop
from nex.runtime.workflows.sequence import Sequence
from tests.runtime.units import raises

pytestmark = pytest.mark.anyio
TIMED = Limits(seconds=30)
FLOW = Signature("flow", "Flows.", REQUEST)


async def flow_inside_an_agent(flow: Unit, events: list[Event]) -> Result:
    top = Agent("top", "", (flow,), scripted(asks(("flow", {"request": "go"})), "done"))
    await Scope(events.append).call(top, {"request": "hi"}, TIMED)
    result = fold(events).steps[0].calls[0].result
    assert result is not None
    return result


async def test_sequence_hands_each_result_to_the_next(events: list[Event]) -> None:
    first = Agent("a", "", (), scripted("x"))
    second = Agent("b", "", (), scripted("y"))
    result = await flow_inside_an_agent(Sequence(FLOW, (first, second)), events)
    call = fold(events).steps[0].calls[0]
    assert result.text == "y"
    assert call.steps[0].reply is None
    assert [(c.unit, c.arguments) for c in call.steps[0].calls] == [
        ("a", {"request": "go"}),
        ("b", {"request": "x"}),
    ]


async def test_sequence_stops_at_the_first_that_is_not_ok(events: list[Event]) -> None:
    units = (raises("boom", ValueError("no")), Agent("b", "", (), scripted("y")))
    result = await flow_inside_an_agent(Sequence(FLOW, units), events)
    assert (result.status, result.code) == ("error", "unit_raised")


async def test_loop_ends_when_the_result_will_do(events: list[Event]) -> None:
    worker = Agent("a", "", (), Scripted({"again": [says("good")], "": [says("bad")]}))
    loop = Loop(
        FLOW,
        worker,
        until=lambda result: result.text == "good",
        rounds=5,
        next_round=lambda _, result: {"request": f"again, not {result.text}"},
    )
    result = await flow_inside_an_agent(loop, events)
    assert result.text == "good"
    assert len(fold(events).steps[0].calls[0].steps[0].calls) == 2


async def test_loop_says_that_its_rounds_ran_out(events: list[Event]) -> None:
    loop = Loop(FLOW, Agent("a", "", (), scripted("bad")), until=lambda _: False, rounds=3)
    result = await flow_inside_an_agent(loop, events)
    assert (result.status, result.code, result.text) == ("truncated", "round_limit", "bad")
    assert len(fold(events).steps[0].calls[0].steps[0].calls) == 3
    with pytest.raises(InputError, match="at least 1"):
        replace(loop, rounds=0)


async def test_critic_sends_objections_back_to_the_worker(events: list[Event]) -> None:
    worker = Agent("w", "", (), Scripted({"objects": [says("2")], "": [says("3")]}))
    reviewer = Agent("r", "", (), Scripted({"\n2\n": [says("Approved.")], "": [says("too big")]}))
    result = await flow_inside_an_agent(Critic(FLOW, worker, reviewer, rounds=3), events)
    assert result.text == "2"
    called = [call.unit for call in fold(events).steps[0].calls[0].steps[0].calls]
    assert called == ["w", "r", "w", "r"]
