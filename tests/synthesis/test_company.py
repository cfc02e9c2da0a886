"""Tasks in a World where others act: proved under them, some decided by them, never blamed for them."""

from __future__ import annotations

from functools import cache

import pytest

from nex.data.task import Outcome, Task
from nex.data.world import World
from nex.synthesis.desk import Desk
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.synthesize import Drawn, synthesize
from nex.synthesis.timing import unmoved
from nex.worlds.dialects import dialect
from nex.worlds.equivalence import compared, solution_calls
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session
from nex.worlds.verify import verify


@cache
def drawn(template: Template) -> Drawn:
    return synthesize(template, 80, seed=2)


def conflicts(template: Template) -> list[Task]:
    """The tasks that somebody else decides."""
    return [task for task in drawn(template).tasks if "conflict" in task.signature]


def test_every_task_is_proved_and_nearly_all_have_company(helpdesk: Template) -> None:
    found = drawn(helpdesk)
    assert sum(found.proved.values()) >= 0.95 * sum(found.drawn.values())
    assert sum(bool(task.others) for task in found.tasks) >= 0.9 * len(found.tasks)


def test_conflicts_come_in_all_three_kinds(helpdesk: Template) -> None:
    shapes = {task.signature.partition(":")[0] for task in conflicts(helpdesk)}
    assert shapes == {"do conflict fallback", "do conflict any", "refuse conflict"}


def test_a_task_stands_for_the_quick_and_for_the_late(helpdesk: Template) -> None:
    scene = Scene(helpdesk, 2)
    solver = OfflineSolver(scene.words)
    assert all(unmoved(scene, task, solver) for task in drawn(helpdesk).tasks[:40])


def test_without_the_rival_a_conflict_would_end_otherwise(helpdesk: Template) -> None:
    """Whoever does what would be right alone has been overtaken when it counts."""
    scene = Scene(helpdesk, 2)
    solver = OfflineSolver(scene.words)
    decided = [task for task in conflicts(helpdesk) if "any" not in task.signature]
    assert decided
    for task in decided:
        assert not unmoved(scene, task.model_copy(update={"others": ()}), solver), task.instruction


def test_what_others_do_alone_is_no_change_of_the_agents(helpdesk: Template) -> None:
    task = next(task for task in drawn(helpdesk).tasks if len(task.others) > 3)
    session = Session(helpdesk, task.opening)
    session.call("wait", {"minutes": 600})
    assert session.evidence().changes == ()
    assert session.state.digest() != helpdesk.digest


def test_the_same_seed_draws_the_same_others(helpdesk: Template) -> None:
    again = synthesize(helpdesk, 30, seed=2).tasks
    first = [task for task in drawn(helpdesk).tasks if int(task.id.split("-")[1]) < 30]
    assert [task.model_dump_json() for task in again] == [task.model_dump_json() for task in first]


def test_a_world_without_others_draws_what_it_drew_before(helpdesk: Template) -> None:
    """Nothing about the draws of other Worlds depends on this."""
    quiet = helpdesk.world.model_copy(update={"others": ()})
    tasks = synthesize(populate(World.model_validate(quiet.model_dump()), 7), 30, seed=2).tasks
    assert not any(task.others or "conflict" in task.signature for task in tasks)


def test_what_is_up_to_the_user_is_part_of_solutions_and_never_all_of_one(
    helpdesk: Template,
) -> None:
    found = drawn(helpdesk)
    asked = [p for p in found.proofs if any(call.tool == "ask_user" for call in p.solution)]
    assert asked
    assert all(any(call.tool != "ask_user" for call in p.solution) for p in asked)


@pytest.mark.parametrize("name", ["camel", "3", "5", "11"])
def test_jobs_are_the_same_in_every_dialect(helpdesk: Template, name: str) -> None:
    found = drawn(helpdesk)
    pairs = [*zip(found.tasks, found.proofs, strict=True)][:12]
    runs = [(task.opening, solution_calls(task, proof)) for task, proof in pairs]
    assert compared(helpdesk, runs, dialect(name)) == []


def test_what_is_up_to_the_user_cannot_be_passed_without_asking(helpdesk: Template) -> None:
    found = drawn(helpdesk)
    scene = Scene(helpdesk, 2)
    tried = 0
    for task, proof in zip(found.tasks, found.proofs, strict=True):
        others = [call for call in proof.solution if call.tool != "ask_user"]
        if len(others) == len(proof.solution):
            continue
        with scene.session(task) as session:
            desk = Desk(session)
            for call in others:
                desk.act(call.tool, call.arguments)
            evidence = desk.evidence().model_copy(update={"observed": task.goal.observed})
        right = Outcome(status=task.goal.status, answer=task.goal.answer)
        assert not verify(task, evidence, right).passed, task.instruction
        tried += 1
    assert tried > 0
