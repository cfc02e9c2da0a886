"""Worlds of kits are whole: tasks of every kind are proved, four architectures pass the gate."""

from __future__ import annotations

import pytest

from nex.data.task import KINDS
from nex.models.resolve import resolve
from nex.pipeline.synthesizing import Recipe, synthesize_environment
from nex.pipeline.watch import Unwatched
from nex.rollout.rollout import Actor
from nex.synthesis.kits.making import write_kits
from nex.synthesis.kits.shelf import shipped_kits

pytestmark = pytest.mark.anyio
KITS = {kit.name: kit for kit in shipped_kits()}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    "names", [("beekeepers' association",), ("help desk",), ("gym classes", "parking permits")]
)
async def test_a_world_of_kits_gives_every_kind_of_task_and_four_architectures(
    names: tuple[str, ...],
):
    written = write_kits(tuple(KITS[name] for name in names), 2)
    teacher = Actor(resolve("teacher"), "planner", "template")
    recipe = Recipe(seed=2, tasks=20, blueprints=6)
    made = await synthesize_environment(written.world, recipe, teacher, Unwatched())
    assert {task.kind for task in made.tasks} == set(KINDS)
    assert len(made.tasks) >= 16
    assert len(made.blueprints) >= 4
