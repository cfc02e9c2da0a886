"""Workflows whose members work at once: parallel, map, vote, race."""

from __future__ import annotations

from dataclasses import replace

import anyio
import pytest

from nex import Agent, Limits, run
from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import Result, Signature, refused, said
from nex.data.trajectory import walk
from nex.errors import InputError, SandboxError
from nex.models.scripted import asks, scripted
from nex.runtime.agent import REQUEST
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.map import ITEMS, Map
from nex.runtime.workflows.parallel import Parallel
from nex.runtime.workflows.race import Race
from nex.runtime.workflows.vote import Vote
from tests.runtime.units import Probe, answers, raises, sleeps

pytestmark = pytest.mark.anyio
FLOW = Signature("flow", "Flows.", REQUEST)
GO: Json = {"request": "go"}


def late(name: str, seconds: float, text: str = "") -> Probe:
    async def work(_arguments: Json, _scope: Scope) -> Result:
        await anyio.sleep(seconds)
        return said(text or name)

    return Probe(name, work)


def fails(name: str) -> Probe:
    async def fail(_arguments: Json, _scope: Scope) -> Result:
        return refused("broken", f"{name} is broken")

    return Probe(name, fail)


def ends(events: list[Event]) -> list[tuple[str, str | None]]:
    return [(call.unit, call.result.status if call.result else None) for call in walk(fold(events))]


async def test_parallel_joins_results_in_source_order_whoever_is_first(events: list[Event]) -> None:
    flow = Parallel(FLOW, (late("slow", 0.05), fails("bad"), late("fast", 0)))
    result = await Scope(events.append).call(flow, GO, Limits(seconds=5))
    assert list(result.value.items() if isinstance(result.value, dict) else ()) == [
        ("slow", "slow"),
        ("bad", {"status": "error", "code": "broken", "text": "bad is broken"}),
        ("fast", "fast"),
    ]
    assert [unit for unit, _ in ends(events)] == ["flow", "slow", "bad", "fast"]


async def test_parallel_fails_only_where_all_do() -> None:
    result = await run(Parallel(FLOW, (fails("a"), raises("b", ValueError("no")))), "go")
    assert (result.status, result.stop_reason) == ("failed", "all_failed")
    with pytest.raises(InputError, match="different names; it has a, a"):
        Parallel(FLOW, (fails("a"), fails("a")))


async def test_members_work_at_once_wave_after_wave() -> None:
    at_once: list[int] = [0, 0]

    async def work(arguments: Json, _scope: Scope) -> Result:
        at_once[0] += 1
        at_once[1] = max(at_once)
        await anyio.sleep(0.01)
        at_once[0] -= 1
        return said(str(arguments["request"]))

    flow = Map(Signature("flow", "", ITEMS), Probe("work", work), width=3)
    result = await run(flow, {"items": ["a", "b", {"request": "c"}, 4, "e"]})
    assert (result.value, at_once[1]) == (["a", "b", "c", "4", "e"], 3)


async def test_map_of_nothing_is_nothing_and_of_no_list_an_error() -> None:
    flow = Map(Signature("flow", "", ITEMS), answers("a"))
    assert (await run(flow, {"items": []})).value == []
    assert (await run(flow, {"items": "a"})).stop_reason == "invalid_arguments"


VOTES = [
    (("a", "b", "B. "), 1, "b"),
    (("a", "b", "c"), 1, "a"),
    (("a", "b", "b"), 3, None),
    (("x", "x", "!"), 2, None),
]


@pytest.mark.parametrize(("texts", "quorum", "winner"), VOTES)
async def test_what_most_say_holds(texts: tuple[str, ...], quorum: int, winner: str | None) -> None:
    voters = tuple(
        fails("f") if text == "x" else late(f"v{n}", 0.01 * (3 - n), text)
        for n, text in enumerate(texts)
    )
    result = await run(Vote(FLOW, voters, quorum), "go")
    if winner is None:
        assert result.stop_reason == "no_majority"
    else:
        assert result.text == winner


async def test_a_quorum_must_be_possible() -> None:
    with pytest.raises(InputError, match="quorum=2 of 1 voters"):
        Vote(FLOW, (answers("a"),), 2)


async def test_the_first_good_result_ends_the_race_and_the_log_tells_who_lost(
    events: list[Event],
) -> None:
    runner = Agent("thinks", "", (sleeps("nap", 30),), scripted(asks(("nap", {})), "late"))
    flow = Race(FLOW, (runner, fails("bad"), late("wins", 0.02), sleeps("slow", 30)))
    with anyio.fail_after(5):
        result = await Scope(events.append).call(flow, GO, Limits(seconds=30))
    assert (result.text, result.status) == ("wins", "ok")
    assert ends(events) == [
        ("flow", "ok"),
        ("thinks", "cancelled"),
        ("nap", "cancelled"),
        ("bad", "error"),
        ("wins", "ok"),
        ("slow", "cancelled"),
    ]


async def test_a_loser_is_awaited_while_it_cleans_up(events: list[Event]) -> None:
    left: list[str] = []

    async def tidy(_arguments: Json, _scope: Scope) -> Result:
        try:
            await anyio.sleep(30)
        finally:
            with anyio.move_on_after(1, shield=True):
                await anyio.sleep(0.02)
                left.append("tidy")
        raise AssertionError

    flow = Race(FLOW, (Probe("tidy", tidy), late("wins", 0.01)))
    await Scope(events.append).call(flow, GO, Limits(seconds=5))
    assert left == ["tidy"]


async def test_of_runners_that_finish_together_the_first_wins() -> None:
    flow = Race(FLOW, (answers("a", "1"), answers("b", "2")))
    assert [(await run(flow, "go")).text for _ in range(9)] == ["1"] * 9


async def test_where_nobody_comes_through_the_race_says_why() -> None:
    none = Race(FLOW, (fails("a"), fails("b")))
    result = await run(none, "go")
    assert (result.stop_reason, "a: a is broken; b: b is broken" in result.text) == (
        "all_failed",
        True,
    )


async def test_in_one_lane_a_race_is_a_fallback(events: list[Event]) -> None:
    units = [replace(unit, lane="w") for unit in (fails("a"), answers("b"), answers("c"))]
    result = await Scope(events.append).call(Race(FLOW, tuple(units)), GO, Limits(seconds=5))
    assert result.text == "42"
    assert ends(events) == [("flow", "ok"), ("a", "error"), ("b", "ok")]


async def test_what_no_model_can_mend_ends_a_race(events: list[Event]) -> None:
    flow = Race(FLOW, (sleeps("slow", 30), raises("dead", SandboxError("gone"))))
    with anyio.fail_after(5), pytest.raises(SandboxError):
        await Scope(events.append).call(flow, GO, Limits(seconds=30))
    assert ends(events) == [("flow", "error"), ("slow", "cancelled"), ("dead", "error")]


def flows(unit: Unit) -> list[Unit]:
    return [
        Parallel(FLOW, (unit, answers("x"))),
        Map(FLOW, unit, lambda arguments: [arguments] * 5, width=2),
        Vote(FLOW, (unit, unit, unit)),
        Race(FLOW, (unit, unit)),
    ]


@pytest.mark.parametrize("number", range(4))
async def test_a_limit_from_outside_ends_all_members(number: int, events: list[Event]) -> None:
    endless = Agent("a", "", (answers("t"),), scripted(*[asks(("t", {}))] * 99))
    outside = Probe("outer", lambda _, scope: scope.call(flows(endless)[number], GO))
    result = await Scope(events.append).call(outside, GO, Limits(steps=7, seconds=30))
    assert (result.status, result.code) == ("truncated", "step_limit")
    assert sum(event["type"] == "step" for event in events) == 7
    assert all(call.result is not None for call in walk(fold(events)))


@pytest.mark.parametrize("number", range(4))
async def test_cancelled_from_outside_all_members_end(number: int, events: list[Event]) -> None:
    with anyio.move_on_after(0.02) as cancel:
        await Scope(events.append).call(flows(sleeps("s", 30))[number], GO, Limits(seconds=30))
    assert cancel.cancelled_caught
    statuses = {status for unit, status in ends(events) if unit in ("flow", "s")}
    assert statuses == {"cancelled"}


async def test_time_limits_pass_through_a_race(events: list[Event]) -> None:
    flow = Race(FLOW, (sleeps("a", 30), sleeps("b", 30)))
    result = await Scope(events.append).call(flow, GO, Limits(seconds=0.03))
    assert (result.status, result.code) == ("truncated", "time_limit")
