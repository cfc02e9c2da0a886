"""Batches: bounded, within a budget, stoppable, and no rollout stops another."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest
from anyio.lowlevel import checkpoint

from nex.batch.execute import Batch, One, Progress, Tally, Terms
from nex.batch.log import read_run
from nex.batch.plan import cross, missing, spread
from nex.batch.run import Writer, open_run
from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.events import Event
from nex.data.manifest import Manifest, PlanItem
from nex.data.trajectory import Trajectory

pytestmark = pytest.mark.anyio
Manifests = Callable[..., Manifest]
Events = Callable[..., list[Event]]
Trajectories = Callable[[PlanItem, list[Event]], Trajectory]

SOLO = Blueprint(name="solo", topology="solo", root=UnitPlan(name="clerk"))
PAIR = Blueprint(name="pair", topology="critic", root=UnitPlan(name="clerk", rounds=2))


def test_a_plan_comes_round_once_before_anything_comes_again() -> None:
    plan = cross("library", ["t1", "t2"], [SOLO, PAIR], ["teacher"], 2)
    assert [(i.task, i.architecture, i.rollout) for i in plan] == [
        (task, name, nth) for nth in (0, 1) for task in ("t1", "t2") for name in ("solo", "pair")
    ]
    assert len({i.id for i in plan}) == 8


def test_spreading_takes_the_blueprints_in_turn() -> None:
    plan = spread("library", ["t1", "t2", "t3"], [SOLO, PAIR], ["teacher"])
    assert [i.architecture for i in plan] == ["solo", "pair", "solo"]


def test_an_identity_is_the_same_tomorrow() -> None:
    [item] = cross("library", ["t1"], [SOLO], ["teacher"])
    assert item.id == "ff81dd1815aad4fc69f7671e75785e4e"
    [renamed] = cross("library", ["t1"], [SOLO.model_copy(update={"name": "x"})], ["teacher"])
    assert renamed.id == item.id


async def test_a_rollout_that_raises_stops_no_other(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(6)

    async def fragile(item: PlanItem, writer: Writer) -> Trajectory:
        if item.task == "task-2":
            raise ZeroDivisionError("by zero")
        return await one(item, writer)

    async with open_run(tmp_path, manifest) as run:
        tally = await Batch(run, fragile).execute(manifest.plan)
    assert tally.statuses == {"completed": 5, "infra_error": 1}
    assert tally.exit_code == 1
    log = read_run(tmp_path)
    assert [i.task for i in missing(log)] == ["task-2"]
    finish = log.rollouts[manifest.plan[2].id].finish
    assert finish
    assert finish["stop_reason"] == "ZeroDivisionError: by zero"


async def test_no_more_run_at_once_than_allowed(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(12)
    running, most = 0, 0

    async def counted(item: PlanItem, writer: Writer) -> Trajectory:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await anyio.sleep(0.001)
        running -= 1
        return await one(item, writer)

    async with open_run(tmp_path, manifest) as run:
        await Batch(run, counted, Terms(concurrency=3)).execute(manifest.plan)
    assert most == 3


@pytest.fixture
def paid(make_events: Events, make_trajectory: Trajectories) -> One:
    """Rollouts that cost 0.10 each, half of it a step."""

    async def pay(item: PlanItem, writer: Writer) -> Trajectory:
        events = make_events(item, cost=0.05)
        for event in events:
            writer.emit(event)
            await checkpoint()
        return make_trajectory(item, events)

    return pay


async def test_a_budget_is_spent_and_never_passed(
    tmp_path: Path, make_manifest: Manifests, paid: One
) -> None:
    manifest = make_manifest(30)
    async with open_run(tmp_path, manifest) as run:
        tally = await Batch(run, paid, Terms(max_cost=1.05)).execute(manifest.plan)
    assert (tally.stopped, tally.exit_code, tally.done) == ("budget", 3, 10)
    assert tally.cost == pytest.approx(1.0)
    assert len(missing(read_run(tmp_path))) == 20


async def test_a_budget_that_suffices_stops_nothing(
    tmp_path: Path, make_manifest: Manifests, paid: One
) -> None:
    manifest = make_manifest(10)
    async with open_run(tmp_path, manifest) as run:
        tally = await Batch(run, paid, Terms(max_cost=1.01)).execute(manifest.plan)
    assert (tally.stopped, tally.exit_code, tally.done) == (None, 0, 10)


async def test_a_broken_view_costs_no_data(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(3)

    def broken(progress: Progress) -> None:
        raise RuntimeError(progress.item.id)

    async with open_run(tmp_path, manifest) as run:
        assert (await Batch(run, one, watch=broken).execute(manifest.plan)).done == 3


@pytest.mark.parametrize(
    ("interrupts", "done", "stopped"), [(1, 2, "drained"), (2, 0, "cancelled")]
)
async def test_an_interrupt_drains_and_a_second_cancels(
    tmp_path: Path, make_manifest: Manifests, one: One, interrupts: int, done: int, stopped: str
) -> None:
    manifest = make_manifest(6)
    release = anyio.Event()

    async def held(item: PlanItem, writer: Writer) -> Trajectory:
        await release.wait()
        return await one(item, writer)

    async def interrupt(batch: Batch) -> None:
        for _ in range(interrupts):
            await anyio.sleep(0.02)
            os.kill(os.getpid(), signal.SIGINT)
        await anyio.sleep(0.02)
        assert batch.draining
        release.set()

    tallies: list[Tally] = []
    async with open_run(tmp_path, manifest) as run, anyio.create_task_group() as group:
        batch = Batch(run, held, Terms(concurrency=2, heed_interrupts=True))
        group.start_soon(interrupt, batch)
        tallies.append(await batch.execute(manifest.plan))
    [tally] = tallies
    assert (tally.done, tally.stopped, tally.exit_code) == (done, stopped, 130)
    assert len(missing(read_run(tmp_path))) == 6 - done
