"""Proving tasks anew from what is on file."""

from __future__ import annotations

import pytest

from nex.data.task import Proof, Task
from nex.environment.shipped import shipped_spec, shipped_specs
from nex.language.reading.reader import read_spec
from nex.synthesis.reproving import Proved, Unproved, reprove
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.synthesize import synthesize
from nex.worlds.populate import Template, populate


def again(template: Template, task: Task, proof: Proof | None) -> Proved | Unproved:
    scene = Scene(template, 0)
    return reprove(scene, task, proof, OfflineSolver(scene.words), renew=False)


@pytest.mark.parametrize("name", shipped_specs())
def test_every_proved_task_proves_again_to_the_same_bytes(name: str) -> None:
    """Whatever kind it is of: what users do by hand and what others overtake as well."""
    template = populate(read_spec(shipped_spec(name), name).world, 0)
    drawn = synthesize(template, 50, seed=0)
    scene = Scene(template, 0)
    solver = OfflineSolver(scene.words)
    for task, proof in zip(drawn.tasks, drawn.proofs, strict=True):
        assert reprove(scene, task, proof, solver, renew=False) == Proved(task, proof)


def test_a_solution_that_names_no_action_is_named(library: Template) -> None:
    drawn = synthesize(library, 20, seed=0)
    task, proof = next((t, p) for t, p in zip(drawn.tasks, drawn.proofs, strict=True) if p.solution)
    calls = (proof.solution[0].model_copy(update={"tool": "burn_book"}),)
    found = again(library, task, proof.model_copy(update={"solution": calls}))
    assert isinstance(found, Unproved)
    assert "'burn_book'" in found.seen
    found = again(library, task, None)
    assert isinstance(found, Unproved)
    assert found.reason == "no solution"


def test_a_goal_that_demands_less_than_is_done_does_not_prove(library: Template) -> None:
    drawn = synthesize(library, 60, seed=0)
    for task, proof in zip(drawn.tasks, drawn.proofs, strict=True):
        if len(task.goal.changes) > 1:
            less = task.goal.model_copy(update={"changes": task.goal.changes[:1]})
            found = again(library, task.model_copy(update={"goal": less}), proof)
            assert isinstance(found, Unproved)


def test_other_words_prove_again_by_the_first_ones_and_must_name_the_same(
    library: Template,
) -> None:
    drawn = synthesize(library, 30, seed=0)
    for task, proof in zip(drawn.tasks, drawn.proofs, strict=True):
        other = f"Somebody told me to pass this on to you: {task.instruction}"
        worded = task.model_copy(update={"instruction": other})
        noted = proof.model_copy(update={"solver": "openai/m", "original": task.instruction})
        assert again(library, worded, noted) == Proved(worded, noted)
        forged = task.model_copy(update={"instruction": f"{other} And also BO-9999."})
        found = again(library, forged, noted)
        assert isinstance(found, Unproved)
        assert (found.reason, found.task) == ("other words", forged)
