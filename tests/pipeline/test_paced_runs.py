"""Runs in a World with jobs, others on the clock and users' own hands: in any sandbox, replayed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from nex.batch.execute import Terms
from nex.batch.log import read_run
from nex.batch.plan import spread
from nex.cli.acting import Acting
from nex.data.environment import USUAL_FAULTS, EnvironmentCard
from nex.data.task import Task
from nex.data.trajectory import Trajectory, walk
from nex.data.world import World
from nex.environment.environment import Environment
from nex.environment.live import Live, open_environment
from nex.models.resolve import resolve
from nex.pipeline.replaying import Stage, replay_run
from nex.pipeline.running import Batched, Jobs, manifest_of, plan_rollouts, run_batch
from nex.pipeline.watch import Unwatched
from nex.report.meanwhile import meanwhile
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.runtime.model import Model
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.synthesize import synthesize
from nex.worlds.populate import populate
from nex.worlds.surface import signatures

GOLD = Path(__file__).parents[1] / "data" / "worlds" / "helpdesk.json"
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@cache
def helpdesk() -> Environment:
    """The helpdesk with proved tasks and two architectures."""
    world = World.model_validate_json(GOLD.read_text("utf-8"))
    template = populate(world, 0)
    found = synthesize(template, 40, seed=0)
    card = EnvironmentCard(
        name=world.name, world=world.digest, seed=0, state=template.digest, faults=USUAL_FAULTS
    )
    plans = draw_blueprints(world, signatures(world), 0)[:3]
    return Environment(card, world, tuple(found.tasks), plans, tuple(found.proofs))


async def rollout(live: Live, task: Task, model: str) -> Trajectory:
    """One rollout of the task by a lone agent."""
    actor = Actor(resolve(model), "planner", "template")
    blueprint = helpdesk().blueprints[0]
    [item] = spread(live.environment.name, [task.id], [blueprint], [model])
    return await run_rollout(live, Job(item, task, blueprint), actor, lambda _: None)


def asking() -> Task:
    """A task that the user's own hands are part of."""
    proofs = {proof.task: proof for proof in helpdesk().proofs}
    return next(
        task
        for task in helpdesk().tasks
        if any(call.tool == "ask_user" for call in proofs[task.id].solution)
    )


@pytest.mark.parametrize(
    "sandbox",
    ["direct", "inprocess", "process", pytest.param("docker", marks=pytest.mark.docker)],
)
async def test_the_users_hands_reach_the_world_in_any_sandbox(sandbox: str) -> None:
    made = await rollout(open_environment(helpdesk(), sandbox), asking(), "teacher")
    assert made.verdict is not None
    assert made.verdict.passed, made.verdict
    assert any(call.unit == "ask_user" for call in walk(made.root))


async def test_a_rollout_says_what_others_did_by_which_call() -> None:
    live = open_environment(helpdesk(), "direct")
    task = next(task for task in helpdesk().tasks if "conflict" in task.signature)
    shown = meanwhile(await rollout(live, task, "teacher"))
    assert shown
    assert () not in shown


@pytest.mark.parametrize("model", ["null", "echo", "constant", "random"])
async def test_weak_policies_pass_nothing(model: str) -> None:
    live = open_environment(helpdesk(), "direct")
    for task in helpdesk().tasks:
        made = await rollout(live, task, model)
        assert made.verdict is None or not made.verdict.passed, task.instruction


async def test_a_run_replays_to_the_byte(tmp_path: Path) -> None:
    live = open_environment(helpdesk(), "direct")
    model = resolve("teacher:slip=0.05")
    actor = Actor(model, model.name, "template")
    plan = plan_rollouts([live], model.name, 1, 30)
    acting = Acting(model.name, None, None, 1, None, "direct", 8)
    manifest = manifest_of("r", [live], actor, plan, acting.settings)
    lives = {live.environment.name: live}
    await run_batch(tmp_path, manifest, plan, Batched(lives, actor, Terms(8), Unwatched()))

    def seat(model: Model) -> Actor:
        return Actor(model, model.name, "template")

    stage = Stage(Jobs(lives), seat, Unwatched())
    replayed = await replay_run(read_run(tmp_path), stage)
    assert replayed.same + replayed.left_out == len(plan)
    assert replayed.same > 20
