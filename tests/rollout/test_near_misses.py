"""A rollout that misses by one mistake fails, and stands beside its passing twin in a dataset."""

from __future__ import annotations

import pytest

from nex.batch.plan import spread
from nex.data.environment import NO_FAULTS
from nex.data.trajectory import Trajectory
from nex.export.losses import Losses
from nex.export.trl import preference_rows
from nex.models.resolve import resolve
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.scoring.scorecard import passed
from tests.plant import library, live

pytestmark = pytest.mark.anyio
TASKS = library().tasks[:24]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def rollouts(name: str, repeats: int) -> list[Trajectory]:
    site, plan = live("direct").with_faults(NO_FAULTS), library().blueprints[0]
    actor = Actor(resolve(name), "planner", "template")
    items = spread(library().name, [task.id for task in TASKS], [plan], [name], repeats)
    tasks = {task.id: task for task in TASKS}
    return [
        await run_rollout(site, Job(item, tasks[item.task], plan), actor, lambda _: None)
        for item in items
    ]


async def test_one_mistake_in_the_right_place_fails_nearly_every_task() -> None:
    made = await rollouts("teacher:miss=1", 1)
    assert sum(passed(one) for one in made) <= 0.2 * len(made)
    assert all(one.status == "completed" for one in made)


async def test_a_near_miss_stands_beside_the_passing_rollout_of_its_task() -> None:
    made = await rollouts("teacher:miss=0.5", 4)
    good = [one for one in made if passed(one)]
    bad = [one for one in made if not passed(one)]
    rows = list(preference_rows(good, bad, Losses()))
    assert len(rows) >= len(TASKS) // 2
    assert all(row["chosen"] != row["rejected"] for row in rows)
