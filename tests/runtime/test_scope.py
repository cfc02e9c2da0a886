"""Scope: limits, errors, order, cancellation."""

from __future__ import annotations

import anyio
import pytest

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import Result
from nex.data.trajectory import Call, walk
from nex.errors import BudgetExceeded, InputError, ModelError, SandboxError
from nex.models.scripted import asks, says, scripted
from nex.runtime.agent import Agent
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.model import Model
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from tests.runtime.units import ANYTHING, Probe, answers, passes_on, raises, sleeps

pytestmark = pytest.mark.anyio
TIMED = Limits(seconds=30)


def agent(name: str, model: Model, *tools: Unit, limits: Limits = INHERIT) -> Agent:
    return Agent(name, f"You are {name}.", tools, model, limits=limits, input=ANYTHING)


def ends(root: Call) -> list[tuple[str, str, str | None]]:
    return [(call.unit, call.result.status, call.result.code) for call in walk(root) if call.result]


async def test_tree_mirrors_recursion(events: list[Event]) -> None:
    inner = agent("inner", scripted(asks(("tool", {})), "inner done"), answers("tool"))
    outer = agent(
        "outer", scripted(asks(("inner", {}), ("tool", {})), "done"), inner, answers("tool")
    )
    result = await Scope(events.append).call(outer, {"request": "go"}, TIMED)
    tree = fold(events)
    assert result.text == "done"
    assert [call.id for call in walk(tree)] == [(0,), (0, 0), (0, 0, 0), (0, 1)]
    assert [call.unit for call in walk(tree)] == ["outer", "inner", "tool", "tool"]


async def test_root_must_have_a_deadline(events: list[Event]) -> None:
    with pytest.raises(InputError, match="no deadline"):
        await Scope(events.append).call(answers("tool"), {})


async def test_outer_budget_stops_inner(events: list[Event]) -> None:
    inner = agent("inner", scripted(*[asks(("tool", {}))] * 50), answers("tool"))
    outer = agent("outer", scripted(asks(("inner", {})), "never"), inner)
    result = await Scope(events.append).call(outer, {}, Limits(steps=5, seconds=30))
    assert (result.status, result.code) == ("truncated", "step_limit")
    assert ends(fold(events))[:2] == [
        ("outer", "truncated", "step_limit"),
        ("inner", "truncated", "step_limit"),
    ]
    assert "set on call 0" in result.text


async def test_inner_budget_truncates_inner_only(events: list[Event]) -> None:
    own = Limits(steps=2)
    inner = agent("inner", scripted(*[asks(("tool", {}))] * 9), answers("tool"), limits=own)
    outer = agent("outer", scripted(asks(("inner", {})), "recovered"), inner)
    result = await Scope(events.append).call(outer, {}, Limits(steps=10, seconds=30))
    assert (result.status, result.text) == ("ok", "recovered")
    assert ("inner", "truncated", "step_limit") in ends(fold(events))


async def test_recursion_stops_at_the_documented_call(events: list[Event]) -> None:
    async def again(arguments: Json, scope: Scope) -> Result:
        return await scope.call(loop, arguments)

    loop = Probe("loop", again)
    result = await Scope(events.append).call(loop, {}, Limits(depth=3, seconds=30))
    assert (result.status, result.code) == ("truncated", "depth_limit")
    assert max(len(call.id) for call in walk(fold(events))) == 5


async def test_recursion_without_a_limit_ends_at_the_deepest_level(events: list[Event]) -> None:
    async def again(arguments: Json, scope: Scope) -> Result:
        return await scope.call(loop, arguments)

    loop = Probe("loop", again)
    with pytest.raises(BudgetExceeded, match="depth limit of 100, set on call root"):
        await Scope(events.append).call(loop, {}, TIMED)


async def test_seconds_end_children(events: list[Event]) -> None:
    sleeper = agent("a", scripted(asks(("slow", {}), ("slow", {}))), sleeps("slow", 30))
    with anyio.fail_after(5):
        result = await Scope(events.append).call(sleeper, {}, Limits(seconds=0.05))
    assert (result.status, result.code) == ("truncated", "time_limit")
    assert ends(fold(events))[1:] == [("slow", "cancelled", "cancelled")] * 2


async def test_seconds_of_a_child_truncate_the_child_only(events: list[Event]) -> None:
    own = Limits(seconds=0.05)
    inner = agent("inner", scripted(asks(("slow", {}))), sleeps("slow", 30), limits=own)
    outer = agent("outer", scripted(asks(("inner", {})), "recovered"), inner)
    result = await Scope(events.append).call(outer, {}, TIMED)
    assert (result.text, ends(fold(events))[1]) == (
        "recovered",
        ("inner", "truncated", "time_limit"),
    )


async def test_seconds_stop_a_model_that_never_waits(events: list[Event]) -> None:
    endless = agent("a", scripted(*[asks(("tool", {}))] * 100_000), answers("tool"))
    result = await Scope(events.append).call(endless, {}, Limits(seconds=0.05))
    assert (result.status, result.code) == ("truncated", "time_limit")


async def test_failing_call_leaves_its_siblings_alone(events: list[Event]) -> None:
    tools = (sleeps("slow", 0.05), raises("boom", ValueError("boom")), answers("tool"))
    asked = asks(("slow", {}), ("boom", {}), ("nobody", {}), ("tool", {}), ("tool", "{"))
    result = await Scope(events.append).call(agent("a", scripted(asked, "ok"), *tools), {}, TIMED)
    tree = fold(events)
    assert result.text == "ok"
    assert ends(tree)[1:] == [
        ("slow", "ok", None),
        ("boom", "error", "unit_raised"),
        ("nobody", "error", "unknown_tool"),
        ("tool", "ok", None),
        ("tool", "error", "invalid_arguments"),
    ]
    told = [m["content"][0].get("text") for m in tree.messages if m["role"] == "tool"]
    assert told[1:3] == ["ValueError: boom", "there is no tool 'nobody'; known: slow, boom, tool"]
    assert "line 1 column 2" in (told[4] or "")


async def test_what_no_model_can_mend_ends_the_run(events: list[Event]) -> None:
    tools = (sleeps("slow", 30), raises("dead", SandboxError("the server is gone")))
    model = scripted(asks(("slow", {}), ("dead", {})), "never")
    with anyio.fail_after(5), pytest.raises(SandboxError):
        await Scope(events.append).call(agent("a", model, *tools), {}, TIMED)
    assert ends(fold(events)) == [
        ("a", "error", "sandbox_error"),
        ("slow", "cancelled", "cancelled"),
        ("dead", "error", "sandbox_error"),
    ]


async def test_limit_inside_a_foreign_task_group_keeps_its_owner(events: list[Event]) -> None:
    inner = agent("inner", scripted(*[asks(("tool", {}))] * 9), answers("tool"))

    async def fan(arguments: Json, scope: Scope) -> Result:
        async with anyio.create_task_group() as group:
            group.start_soon(scope.call, inner, arguments)
        raise AssertionError

    result = await Scope(events.append).call(Probe("fan", fan), {}, Limits(steps=2, seconds=30))
    assert (result.status, result.code) == ("truncated", "step_limit")


async def test_messages_of_a_failed_ask_are_kept(events: list[Event]) -> None:
    with pytest.raises(ModelError):
        await Scope(events.append).call(agent("a", scripted()), {"request": "hello"}, TIMED)
    tree = fold(events)
    assert [message["role"] for message in tree.messages] == ["system", "user"]
    assert tree.result is not None
    assert tree.result.code == "script_ended"


async def test_events_are_in_source_order_whoever_finishes_first(events: list[Event]) -> None:
    def worker(name: str, seconds: float) -> Agent:
        return agent(name, scripted(asks(("nap", {})), name), sleeps("nap", seconds))

    tools = (worker("late", 0.06), worker("soon", 0.01), worker("now", 0.0))
    model = scripted(asks(("late", {}), ("soon", {}), ("now", {})), "done")
    await Scope(events.append).call(agent("a", model, *tools), {}, TIMED)
    ids = [tuple(event["id"]) for event in events if event["type"] == "call"]
    assert ids == sorted(ids)
    closed = [tuple(event["id"])[:2] for event in events if len(event["id"]) > 1]
    assert closed == sorted(closed)


async def test_siblings_run_concurrently_and_lanes_in_source_order(events: list[Event]) -> None:
    order: list[str] = []

    def noted(name: str, seconds: float, lane: str | None) -> Probe:
        async def work(_arguments: Json, _scope: Scope) -> Result:
            order.append(f"{name} starts")
            await anyio.sleep(seconds)
            order.append(f"{name} ends")
            return Result([])

        return Probe(name, work, lane)

    async def fan(_arguments: Json, scope: Scope) -> Result:
        units = (noted("a", 0.05, "w"), noted("b", 0.0, "w"), noted("c", 0.02, None))
        await scope.call_all([(unit, {}) for unit in units])
        return Result([])

    await Scope(events.append).call(Probe("fan", fan), {}, TIMED)
    assert order.index("b starts") > order.index("a ends") > order.index("c ends")


async def test_outer_cancellation_passes_through(events: list[Event]) -> None:
    sleeper = agent("a", scripted(asks(("slow", {}))), sleeps("slow", 30))
    with anyio.move_on_after(0.05) as cancel:
        await Scope(events.append).call(passes_on("outer", sleeper), {}, TIMED)
    assert cancel.cancelled_caught
    assert ends(fold(events)) == [
        ("outer", "cancelled", "cancelled"),
        ("a", "cancelled", "cancelled"),
        ("slow", "cancelled", "cancelled"),
    ]


async def test_tools_are_logged_once_and_named_by_digest(events: list[Event]) -> None:
    worker = agent("w", scripted("x"), answers("tool"))
    boss = agent("b", scripted(asks(("w", {})), asks(("w", {})), "done"), worker)
    await Scope(events.append).call(boss, {}, TIMED)
    offers = [event for event in events if event["type"] == "offer"]
    assert [("tools" in offer) for offer in offers] == [True, True, False]
    assert [s.name for s in fold(events).steps[1].calls[0].tools] == ["tool"]


async def test_reply_is_kept_as_the_model_gave_it(events: list[Event]) -> None:
    reply = says("thought through")
    reply.message["reasoning"] = "because"
    reply.message["content"].append({"type": "provider", "block": {"signature": "abc"}})
    await Scope(events.append).call(agent("a", scripted(reply)), {}, TIMED)
    assert fold(events).steps[0].reply == reply


async def test_what_caused_an_error_stays_known(events: list[Event]) -> None:
    async def fail(_arguments: Json, _scope: Scope) -> Result:
        raise SandboxError("the server is gone") from OSError("pipe")

    with pytest.raises(SandboxError) as caught:
        await Scope(events.append).call(passes_on("outer", Probe("dead", fail)), {}, TIMED)
    assert isinstance(caught.value.__cause__, OSError)
