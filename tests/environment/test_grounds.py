"""An environment on a real server: its tools, its state seen from outside, its verdicts."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import anyio
import pytest
from mcp import Client

from nex.batch.execute import Terms as Pace
from nex.batch.log import RunLog, read_run
from nex.data.events import Event
from nex.data.jsons import bytes_digest
from nex.data.manifest import PlanItem
from nex.data.messages import Signature
from nex.data.surroundings import Ground, PinnedTool
from nex.data.task import Change, Complexity, Goal, Outcome, PlannedCall, Task
from nex.data.trajectory import Trajectory
from nex.environment.folder import Environment, read_environment, write_environment
from nex.environment.live import open_environment
from nex.errors import InputError, ReplayError
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.server import open_server
from nex.grounding.docker.workspace import packed
from nex.grounding.serving import unit_server
from nex.models.solvers.solving import Solver
from nex.models.weak import weak
from nex.pipeline.grounded import Real, ground_environment
from nex.pipeline.replaying import Replayed, Stage, replay_run
from nex.pipeline.running import Batched, Jobs, manifest_of, plan_rollouts, run_batch
from nex.pipeline.watch import Unwatched
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.rollout.sitting import Sitting
from nex.runtime.model import Model
from nex.runtime.run import Terms

pytestmark = [pytest.mark.anyio, pytest.mark.docker]
DATABASE = "data.db"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def _database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price REAL)")
        connection.execute("INSERT INTO items VALUES (1, 'lamp', 12.5), (2, 'desk', 80.0)")
        connection.commit()
        return connection.serialize()


def _solve(_said: str, _tools: Sequence[Signature]) -> Generator[PlannedCall, str, Outcome]:
    told = yield PlannedCall(tool="read_query", arguments={"query": "SELECT * FROM items"})
    if "lamp" not in told:
        return Outcome(status="refused", reason="There is no lamp.")
    query = "UPDATE items SET price = 15 WHERE name = 'lamp'"
    yield PlannedCall(tool="write_query", arguments={"query": query})
    return Outcome()


def _spoil(_said: str, _tools: Sequence[Signature]) -> Generator[PlannedCall, str, Outcome]:
    yield PlannedCall(tool="write_query", arguments={"query": "UPDATE items SET price = 15"})
    return Outcome()


def _wonder(said: str, tools: Sequence[Signature]) -> Generator[PlannedCall, str, Outcome]:
    yield PlannedCall(tool="read_query", arguments={"query": "SELECT hex(randomblob(8))"})
    return (yield from _solve(said, tools))


def _actor(model: Model) -> Actor:
    return Actor(model, model.name, "template")


async def _pinned() -> Ground:
    """The catalogue's SQLite server as it lists its tools here."""
    [server] = servers_named(["sqlite"])
    command = (*server.image.entrypoint[:-1], f"/workspace/{DATABASE}")
    async with open_daemon() as daemon:
        image = await ensure_image(daemon, server.image)
        async with open_server(daemon, Program(image.id, command)) as served:
            tools = tuple(
                PinnedTool(name=s.name, description=s.description, input=s.input, output=s.output)
                for s in served.signatures
            )
    offered = ("read_query", "write_query", "list_tables", "describe_table")
    return Ground(server="sqlite", tools=tools, offered=offered, command=command, reads=("sqlite",))


async def _made() -> Environment:
    archive = packed({DATABASE: _database()})
    real = Real("price list", 0, (await _pinned(),), {bytes_digest(archive): archive}, (), ())
    price = Change(
        kind="updated", entity="items", row="1", before={"price": "12.5"}, after={"price": "15"}
    )
    task = Task(
        id="t1",
        world=real.world.digest,
        kind="do",
        instruction="The lamp costs 15 from now on; please correct the price list.",
        workspace=bytes_digest(archive),
        goal=Goal(changes=(price,)),
        complexity=Complexity(bits=4.0, calls=2, actions=1, depth=2, shortest=False),
        signature="set price",
    )
    real = Real(real.name, 0, real.grounds, real.states, (task,), ())
    return await ground_environment(real, _actor(Solver("solver:price", _solve)), Unwatched())


@cache
def _kept() -> Environment:
    return anyio.run(_made)


@pytest.fixture
def made(engine: None) -> Environment:  # noqa: ARG001  (skips where no engine answers)
    """Made once, and only where an engine answers."""
    return _kept()


async def _rollout(environment: Environment, model: Model) -> Trajectory:
    events: list[Event] = []
    [plan] = environment.blueprints
    task = environment.tasks[0]
    item = PlanItem(
        id="r1",
        environment=environment.name,
        task=task.id,
        blueprint=plan.digest,
        architecture=plan.name,
        model=model.name,
        rollout=0,
    )
    live = open_environment(environment)
    return await run_rollout(live, Job(item, task, plan), _actor(model), events.append)


async def test_who_works_through_the_tools_passes_the_gate(made: Environment) -> None:
    [plan] = made.blueprints
    assert (plan.gated_by, plan.pass_rate) == ("solver:price", 1.0)


async def test_the_end_is_read_from_the_file_and_not_from_what_was_said(made: Environment) -> None:
    solved = await _rollout(made, Solver("solver:price", _solve))
    assert solved.verdict is not None
    assert solved.verdict.passed
    idle = weak("null")
    assert idle is not None
    undone = await _rollout(made, idle)
    assert undone.verdict is not None
    assert not undone.verdict.passed


async def test_a_change_that_nobody_asked_for_fails(made: Environment) -> None:
    spoiled = await _rollout(made, Solver("solver:spoil", _spoil))
    assert spoiled.verdict is not None
    assert not spoiled.verdict.passed
    assert any("2" in effect for effect in spoiled.verdict.side_effects)


async def test_a_folder_gives_the_environment_back(made: Environment, tmp_path: Path) -> None:
    folder = write_environment(made, tmp_path)
    again = read_environment(folder, proofs=True)
    assert again.name == made.name
    assert again.states == made.states
    [archive] = (folder / "states").iterdir()
    archive.write_bytes(b"other")
    with pytest.raises(InputError, match="was changed"):
        read_environment(folder)


async def test_a_foreign_client_works_on_it_and_is_judged(made: Environment) -> None:
    live = open_environment(made)
    async with live.opened(made.tasks[0]) as grounded:
        sitting = Sitting(made.tasks[0], grounded)
        async with Client(unit_server(sitting.units, Terms())) as client:
            query = "UPDATE items SET price = 15 WHERE name = 'lamp'"
            await client.call_tool("write_query", {"query": query})
            await client.call_tool("finish", {"status": "done"})
            late = await client.call_tool("write_query", {"query": "DELETE FROM items"})
        assert late.is_error
        assert (await sitting.verdict()).passed


async def _run(made: Environment, model: Model, folder: Path) -> RunLog:
    live, actor = open_environment(made), _actor(model)
    plan = plan_rollouts([live], model.name, 1, None)
    manifest = manifest_of("r", [live], actor, plan, {})
    lives = {made.name: live}
    await run_batch(folder, manifest, plan, Batched(lives, actor, Pace(2), Unwatched()))
    return read_run(folder)


async def _again(log: RunLog, made: Environment) -> Replayed:
    jobs = Jobs({made.name: open_environment(made)})
    return await replay_run(log, Stage(jobs, _actor, Unwatched(), 2))


async def test_a_server_that_answers_the_same_replays_to_the_byte(
    made: Environment, tmp_path: Path
) -> None:
    log = await _run(made, Solver("solver:price", _solve), tmp_path)
    assert await _again(log, made) == Replayed(same=1, left_out=0)


async def test_a_server_that_answers_otherwise_is_no_fault_of_the_record(
    made: Environment, tmp_path: Path
) -> None:
    log = await _run(made, Solver("solver:wonder", _wonder), tmp_path)
    assert await _again(log, made) == Replayed(same=0, left_out=0, alike=1)


async def test_a_changed_verdict_is_found_where_the_server_answers_otherwise(
    made: Environment, tmp_path: Path
) -> None:
    log = await _run(made, Solver("solver:wonder", _wonder), tmp_path)
    [rollout] = log.rollouts.values()
    assert rollout.finish is not None
    rollout.finish["verdict"] = {"passed": False, "progress": 0.0, "unmet": [], "side_effects": []}
    with pytest.raises(ReplayError, match="does not follow from its recorded end"):
        await _again(log, made)
