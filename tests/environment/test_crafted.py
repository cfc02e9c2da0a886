"""Shipped crafted environments in containers: their solver passes, and nobody else does."""

from __future__ import annotations

import anyio
import pytest

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint
from nex.data.jsons import Json
from nex.data.task import Task
from nex.environment.folder import read_environment
from nex.environment.live import Live, open_environment
from nex.environment.shipped import shipped_environments
from nex.errors import SandboxError
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.owner import OWNER
from nex.models.solvers.solving import solver_named
from nex.models.weak import weak
from nex.pipeline.crafting import CRAFTED
from nex.pipeline.proving_real import cheap
from nex.rollout.alone import alone
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.runtime.model import Model

pytestmark = pytest.mark.anyio
SHARING = ("git-history", "web-site", "fusion")
"""Those whose servers share a workspace, a network, a task."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_every_crafted_environment_ships_and_is_found_by_its_name() -> None:
    assert set(CRAFTED) <= set(shipped_environments())


@pytest.mark.parametrize("name", CRAFTED)
def test_a_shipped_environment_is_whole_small_and_not_for_free(name: str) -> None:
    folder = shipped_environments()[name]
    environment = read_environment(folder, proofs=True)
    assert len(environment.tasks) >= 50
    assert {proof.task for proof in environment.proofs} == {task.id for task in environment.tasks}
    assert not any(cheap(task) for task in environment.tasks)
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 1 << 20
    assert [plan.pass_rate for plan in environment.blueprints] == [1.0]


@pytest.mark.docker
@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("name", SHARING)
async def test_its_solver_passes_through_the_tools_and_an_idle_agent_does_not(name: str) -> None:
    environment = read_environment(shipped_environments()[name])
    live = open_environment(environment)
    task = next(task for task in environment.tasks if task.goal.changes)
    idle = weak("null")
    assert idle is not None
    assert await passes(live, task, environment.blueprints[0], solver_named(name))
    assert not await passes(live, task, environment.blueprints[0], idle)


@pytest.mark.docker
@pytest.mark.usefixtures("engine")
async def test_without_one_of_its_sources_a_fusion_is_not_solved() -> None:
    environment = read_environment(shipped_environments()["fusion"])
    live = open_environment(environment)
    task = next(task for task in environment.tasks if task.kind == "question")
    for prefix in ("db_", "files_", "graph_"):
        rest = [one for one in live.signatures if not one.name.startswith(prefix)]
        assert not await passes(live, task, alone(rest), solver_named("fusion"))


@pytest.mark.docker
@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("place", range(3))
async def test_who_has_lost_a_server_or_a_site_is_not_judged(place: int) -> None:
    environment = read_environment(shipped_environments()["web-site"])
    with pytest.raises(SandboxError, match=r"killed by signal 9|is not running"):
        await bereft(open_environment(environment), environment.tasks[0], place)


async def bereft(live: Live, task: Task, place: int) -> None:
    """Judge a task of which one of three containers was killed."""
    async with live.opened(task) as grounded, open_daemon() as daemon:
        ours: Json = {"label": [f"{OWNER}={daemon.owner.text}"]}
        found = await daemon.ask(lambda api: api.containers(all=False, filters=ours))
        assert len(found) == 3
        lost = str(found[place]["Id"])
        await daemon.ask(lambda api: api.kill(lost, "SIGKILL"))
        await daemon.ask(lambda api: api.wait(lost, timeout=10))
        await anyio.sleep(0.5)
        await grounded.evidence()


async def passes(live: Live, task: Task, plan: Blueprint, model: Model) -> bool:
    [item] = spread(live.environment.name, [task.id], [plan], [model.name])
    actor = Actor(model, model.name, "template")
    made = await run_rollout(live, Job(item, task, plan), actor, lambda _: None)
    return made.verdict is not None and made.verdict.passed
