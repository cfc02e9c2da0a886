"""`nex synth --server`: a server of the catalogue becomes an environment of proved tasks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import anyio
import pytest

from nex.environment.environment import Environment
from nex.environment.folder import read_environment, write_environment
from nex.grounding.catalogue.shelf import servers_named
from nex.models.resolve import resolve
from nex.pipeline.servers.drawing import Order
from nex.pipeline.servers.making import synthesize_server
from nex.pipeline.watch import Unwatched
from nex.rollout.rollout import Actor

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]
TASKS = 4


async def _made() -> Environment:
    [server] = servers_named(["filesystem"])
    solver = Actor(resolve("solver:server"), "solver", "template")
    return await synthesize_server(server, Order(TASKS), solver, Unwatched())


@cache
def _kept() -> Environment:
    return anyio.run(_made)


@pytest.fixture
def made(engine: None) -> Environment:  # noqa: ARG001  (skips where no engine answers)
    """Made once, and only where an engine answers."""
    return _kept()


def test_tasks_are_proved_and_their_solver_passes_the_gate(made: Environment) -> None:
    assert len(made.tasks) == len(made.proofs) == TASKS
    [plan] = made.blueprints
    assert plan.pass_rate == 1.0
    for proof in made.proofs:
        assert {"reference", "solver", "idle", "literals", "replay"} <= proof.checks.keys()
        assert all(proof.checks.values())


def test_tasks_start_from_one_state_and_end_in_files_or_answers(made: Environment) -> None:
    [state] = made.states
    assert {task.workspace for task in made.tasks} == {state}
    for task in made.tasks:
        assert task.goal.changes or task.goal.answer is not None
        assert task.kind == ("do" if task.goal.changes else "question")


def test_what_was_dropped_is_on_the_card(made: Environment) -> None:
    assert sum(made.card.dropped.values()) > 0
    assert made.card.made_with["solver"] == "solver:server"
    assert made.card.made_with["clock"] == "ahead in the second run"


def test_its_folder_gives_it_back(made: Environment, tmp_path: Path) -> None:
    again = read_environment(write_environment(made, tmp_path), proofs=True)
    assert again.name == made.name
    assert again.states == made.states
