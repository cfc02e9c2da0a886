"""A code environment from end to end: bugs put in, mended through the tools, judged from outside."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import cache

import anyio
import pytest

from nex.batch.plan import spread
from nex.data.messages import Signature
from nex.data.task import Outcome, PlannedCall
from nex.data.trajectory import Trajectory
from nex.environment.folder import Environment
from nex.environment.live import open_environment
from nex.grounding.docker.workspace import unpacked
from nex.models.resolve import resolve
from nex.models.solvers.solving import Solver
from nex.models.weak import weak
from nex.pipeline.code.making import UNAIDED, Bugs, mend_environment
from nex.pipeline.watch import Unwatched
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.runtime.model import Model
from nex.synthesis.code.project import Project

pytestmark = [pytest.mark.anyio, pytest.mark.docker, pytest.mark.timeout(600)]

CORE = """def fee(days, rate):
    if days <= 3:
        return 0
    return (days - 3) * rate


def label(name, days):
    return f"{name}: {days} days" if days != 1 else f"{name}: 1 day"
"""
SUITE = """import pytest
from lending.core import fee, label


@pytest.mark.parametrize(("days", "cents"), [(0, 0), (3, 0), (4, 20), (10, 140)])
def test_a_fee_from_the_fourth_day(days, cents):
    assert fee(days, 20) == cents


def test_one_day_is_singular():
    assert label("Dune", 1) == "Dune: 1 day"


def test_more_days_are_plural():
    assert label("Dune", 2) == "Dune: 2 days"


def test_no_rate_no_fee():
    assert fee(9, 0) == 0
"""
LENDING = Project(
    "lending",
    {
        "lending/__init__.py": b"",
        "lending/core.py": CORE.encode(),
        "tests/test_core.py": SUITE.encode(),
    },
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@cache
def _kept() -> Environment:
    return anyio.run(mend_environment, LENDING, Bugs(2, 1), Unwatched())


@pytest.fixture
def made(engine: None) -> Environment:  # noqa: ARG001  (skips where no engine answers)
    """Made once, and only where an engine answers."""
    return _kept()


async def _rollout(environment: Environment, model: Model) -> Trajectory:
    place = next(n for n, proof in enumerate(environment.proofs) if proof.solver != UNAIDED)
    [plan], task = environment.blueprints, environment.tasks[place]
    [item] = spread(environment.name, [task.id], [plan], [model.name])
    live = open_environment(environment, "direct")
    actor = Actor(model, model.name, "template")
    return await run_rollout(live, Job(item, task, plan), actor, lambda _: None)


def _cheat(_: str, __: Sequence[Signature]) -> Generator[PlannedCall, str, Outcome]:
    """Tests that count nothing, and a program that leaves before anybody asks."""
    for path, content in (
        ("conftest.py", "def pytest_collection_modifyitems(items): items.clear()\n"),
        ("tests/test_core.py", "def test_all_is_well(): pass\n"),
        ("reward.json", '{"reward": 1e308}'),
        ("lending/core.py", "import os\nos._exit(0)\n"),
    ):
        yield PlannedCall(tool="write_file", arguments={"path": path, "content": content})
    return Outcome()


def test_agents_get_the_broken_program_and_nothing_of_its_cure(made: Environment) -> None:
    for task in made.tasks:
        files = unpacked(made.states[task.workspace])
        assert files["lending/core.py"].decode() != CORE
        assert sorted(files) == sorted(LENDING.files)
    [ground] = made.card.grounds
    assert ground.sealed in made.states
    assert ground.sealed not in {task.workspace for task in made.tasks}


def test_every_proof_says_who_mended_the_bug(made: Environment) -> None:
    assert [proof.task for proof in made.proofs] == [task.id for task in made.tasks]
    assert {proof.solver for proof in made.proofs} <= {"solver:code", UNAIDED}
    assert made.blueprints[0].gated_by == "solver"


async def test_who_mends_the_bug_passes_again(made: Environment) -> None:
    solved = await _rollout(made, resolve("solver:code"))
    assert solved.verdict is not None
    assert solved.verdict.passed


async def test_who_does_nothing_or_tampers_fails(made: Environment) -> None:
    idle = weak("null")
    assert idle is not None
    for model in (idle, Solver("cheat", _cheat)):
        lost = await _rollout(made, model)
        assert lost.verdict is not None
        assert not lost.verdict.passed
