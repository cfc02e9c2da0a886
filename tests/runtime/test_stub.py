"""Recorded stubs: whoever calls one cannot tell it from the unit."""

from __future__ import annotations

from dataclasses import replace

import anyio
import orjson
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from nex import Agent, Limits, run
from nex.data.events import Event
from nex.data.fold import fold
from nex.data.trajectory import Call, Step, walk
from nex.errors import ReplayError
from nex.models.scripted import Scripted, asks, says, scripted
from nex.runtime.scope import Scope
from nex.runtime.stub import Recorded, recorded
from nex.runtime.unit import Unit
from tests.runtime.trees import Builder, Tree, below, trees
from tests.runtime.units import answers

WITHIN = Limits(seconds=60, tokens=100_000, cost=50.0, steps=2_000)


def record(unit: Unit) -> Call:
    """The tree of calls of one run."""

    async def go() -> Call:
        events: list[Event] = []
        await Scope(events.append).call(unit, {"request": "go"}, WITHIN)
        return fold(events)

    return anyio.run(go)


def seen(call: Call, unit: str) -> Call:
    """The record as the unit's callers saw it: without what happened inside, or who it was."""
    if call.unit == unit:
        return replace(call, kind="stub", steps=(), messages=(), parents=(), tools=())
    return replace(call, steps=tuple(_step(step, unit) for step in call.steps))


def _step(step: Step, unit: str) -> Step:
    return replace(step, calls=tuple(seen(child, unit) for child in step.calls))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=trees, lane=st.sampled_from([None, "world"]))
def test_a_stub_in_its_place_leaves_the_record_of_its_callers_byte_identical(
    tree: Tree, lane: str | None
) -> None:
    original = Builder(lane, {}).build(tree)
    before = record(original)
    called = {call.unit for call in walk(before)}
    for inner in (unit for unit in below(tree) if unit.name in called):
        calls = tuple(call for call in walk(before) if call.unit == inner.name)
        stub = Recorded(Builder(lane, {}).build(inner).signature, calls, lane)
        after = record(Builder(lane, {inner.name: stub}).build(tree))
        assert orjson.dumps(after) == orjson.dumps(seen(before, inner.name))


@pytest.mark.anyio
async def test_a_difference_is_an_error() -> None:
    clerk = Agent("clerk", "", (), scripted("12.5"))
    first = await run(
        Agent("a", "", (clerk,), scripted(asks(("clerk", {"request": "A1"})), "x")), ""
    )
    stub = recorded(clerk, first.trajectory)
    same = await run(stub, "A1")
    other = await run(stub, "B2")
    assert (same.text, same.trajectory.kind) == ("12.5", "stub")
    assert (other.status, other.stop_reason) == ("infra_error", "replay_error")
    assert isinstance(other.error, ReplayError)
    assert 'never called with {"request":"B2"}' in str(other.error)
    with pytest.raises(ReplayError, match="'nobody' was never called"):
        recorded(answers("nobody"), first.trajectory)


@pytest.mark.anyio
async def test_of_equal_calls_the_one_at_the_same_place_holds() -> None:
    clerk = Agent("clerk", "", (), Scripted({"": [says("one")]}))
    twice = asks(("clerk", {"request": "A1"}), ("clerk", {"request": "A1"}))
    boss = Agent("boss", "", (clerk,), scripted(twice, "done"))
    first, second = (await run(boss, "go")).trajectory.steps[0].calls
    assert first.result is not None
    other = replace(second, result=replace(first.result, content=[{"type": "text", "text": "two"}]))
    stub = Recorded(clerk.signature, (first, other))
    again = await run(replace(boss, tools=(stub,)), "go")
    texts = [call.result.text for call in again.trajectory.steps[0].calls if call.result]
    assert texts == ["one", "two"]
    elsewhere = await run(stub, {"request": "A1"})
    assert "gave different results" in elsewhere.text


@pytest.mark.anyio
async def test_a_stub_takes_from_the_budget_what_the_unit_took() -> None:
    clerk = Agent("clerk", "", (answers("t"),), scripted(asks(("t", {})), asks(("t", {})), "x"))
    model = scripted(asks(("clerk", {"request": "a"})), asks(("clerk", {"request": "a"})), "done")
    boss = Agent("boss", "", (clerk,), model)
    whole = await run(boss, "go", limits=Limits(steps=9))
    stubbed = replace(boss, tools=(recorded(clerk, whole.trajectory),))
    for steps in (8, 9):
        a = await run(boss, "go", limits=Limits(steps=steps))
        b = await run(stubbed, "go", limits=Limits(steps=steps))
        assert (a.status, a.stop_reason) == (b.status, b.stop_reason)
