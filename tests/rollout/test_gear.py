"""What agents have beside tools: skills they read, a store they share, reviews that must agree."""

from __future__ import annotations

import pytest

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.environment import NO_FAULTS
from nex.data.streams import Stream
from nex.data.task import Task
from nex.data.trajectory import Call, Trajectory, walk
from nex.rollout.gear import Lessons
from nex.rollout.rollout import Job, run_rollout
from nex.runtime.scope import Scope
from nex.synthesis.blueprints_outfit import Outfit, equip
from tests.plant import first, library, live, planner

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def plan_of(topology: str, outfit: Outfit) -> Blueprint:
    """The first architecture of that topology, equipped."""
    plain = next(plan for plan in library().blueprints if plan.topology == topology)
    root = equip(plain.root, library().world, outfit, _stream())
    return plain.model_copy(update={"root": root})


def _stream() -> Stream:
    return Stream("gear")


async def made(plan: Blueprint, task: Task) -> Trajectory:
    [item] = spread(library().name, [task.id], [plan], ["teacher"])
    calm = live("direct").with_faults(NO_FAULTS)
    return await run_rollout(calm, Job(item, task, plan), planner(), lambda _: None)


def called(made: Trajectory, name: str) -> list[Call]:
    return [call for call in walk(made.root) if call.unit == name]


async def test_a_skill_is_read_once_before_its_action() -> None:
    trajectory = await made(plan_of("solo", Outfit(skills="all")), first("do"))
    assert trajectory.verdict is not None
    assert trajectory.verdict.passed
    [read, *_] = called(trajectory, "read_skill")
    name = str(read.arguments["skill"])
    assert read.result is not None
    assert read.result.text.startswith("# To ")
    order = [call.unit for call in walk(trajectory.root)]
    assert order.index("read_skill") < order.index(name)
    assert len(called(trajectory, "read_skill")) == len(
        {str(c.arguments["skill"]) for c in called(trajectory, "read_skill")}
    )


async def test_what_the_finder_notes_the_worker_reads() -> None:
    trajectory = await made(plan_of("chain", Outfit(store=("findings",))), first("do"))
    assert trajectory.verdict is not None
    assert trajectory.verdict.passed
    [written] = called(trajectory, "write_store")
    value = written.arguments["value"]
    assert isinstance(value, list)
    assert value
    assert all(str(line).startswith("Known: ") for line in value)
    last = called(trajectory, "read_store")[-1].result
    assert last is not None
    assert last.value == {"value": value, "version": 1}


async def test_no_two_rollouts_share_a_store() -> None:
    plan = plan_of("chain", Outfit(store=("findings",)))
    for _ in range(2):
        trajectory = await made(plan, first("do"))
        before = called(trajectory, "read_store")[0].result
        assert before is not None
        assert before.value == {"value": None, "version": 0}


async def test_every_approval_is_a_review_of_its_own() -> None:
    reviews: list[int] = []
    for approvals in (1, 3):
        plan = plan_of("worker-critic", Outfit(approvals=approvals))
        reviewers = [unit.name for unit in _units(plan.root) if unit.duty == "review"]
        trajectory = await made(plan, first("do"))
        assert trajectory.verdict is not None
        assert trajectory.verdict.passed
        reviews.append(sum(len(called(trajectory, name)) for name in reviewers))
    assert reviews[1] == 3 * reviews[0]


def _units(plan: UnitPlan) -> list[UnitPlan]:
    return [plan, *(unit for below in plan.units for unit in _units(below))]


async def test_a_skill_that_there_is_not_is_an_observation() -> None:
    plan = plan_of("solo", Outfit(skills="all"))
    found = await Lessons(plan.root.skills)({"skill": "fly"}, Scope(lambda _: None))
    assert (found.status, found.code) == ("error", "invalid_arguments")
