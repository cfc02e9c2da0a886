"""A proof rejects a task whose goal was tampered with, by the check that is there for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from nex.data.streams import Stream
from nex.data.task import Change, Goal, Outcome, Proof, Task, TaskKind
from nex.data.world import NotIn
from nex.language.requests.request import Do, Trait, mention
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.drawing import Drawing
from nex.synthesis.proving import NOTHING, Solved, prove, solve
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.tasks import measured, task_of
from nex.worlds.populate import Template

Case = tuple[Scene, Task, Draft]


@pytest.fixture(scope="module")
def scene(hotel: Template) -> Scene:
    return Scene(hotel, 1)


def _drawn(scene: Scene, kind: TaskKind, fits: Callable[[Draft], bool] = lambda _: True) -> Case:
    drawing = Drawing(scene)
    for nth in range(400):
        stream = Stream("case", nth)
        draft = drawing.draft(nth, stream)
        if draft is not None and draft.kind == kind and fits(draft):
            task = task_of(scene, draft, "task", stream)
            solved = solve(scene, task, OfflineSolver(scene.words))
            task = measured(scene, task, draft, solved)
            if isinstance(_proof(scene, task, draft), Proof):
                return scene, task, draft
    raise AssertionError(f"no {kind} was drawn")


def _proof(scene: Scene, task: Task, draft: Draft) -> Proof | str:
    return prove(scene, task, draft, solve(scene, task, OfflineSolver(scene.words)))


def _with(task: Task, **goal: object) -> Task:
    return task.model_copy(update={"goal": task.goal.model_copy(update=goal)})


def test_a_goal_that_demands_another_value_is_not_solved_from_the_text(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "do")
    first = task.goal.changes[0]
    column = next(iter(first.after))
    wrong = first.model_copy(update={"after": {**first.after, column: "elsewhere"}})
    assert _proof(scene, _with(task, changes=(wrong, *task.goal.changes[1:])), draft) == "solver"


def test_a_goal_that_demands_more_is_not_solved_from_the_text(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "goal")
    more = Change(kind="updated", entity="room", row="RO-1", after={"status": "clean"})
    assert _proof(scene, _with(task, changes=(*task.goal.changes, more)), draft) == "solver"


def test_a_question_that_need_not_be_read_is_constant(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "question")
    assert _proof(scene, _with(task, observed=()), draft) == "idle"


def test_a_wrong_answer_is_not_what_the_solver_finds(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "question")
    assert _proof(scene, _with(task, answer="nobody knows"), draft) == "solver"


def test_a_refusal_that_names_another_rule_is_not_met(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "refuse")
    assert _proof(scene, _with(task, rules=("the moon must be full",)), draft) == "solver"


def test_a_goal_without_changes_is_constant(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "do")
    idle = task.model_copy(update={"goal": Goal()})
    solved = Solved(Outcome(), NOTHING, 1, 0, shortest=True)
    assert prove(scene, idle, draft, solved) == "idle"


def test_a_write_too_many_is_droppable(scene: Scene) -> None:
    """Cleaning a room and then taking it out of order ends where the second alone ends."""
    room = next(id for id, row in scene.now.rows("room").items() if row["status"] == "dirty")
    number = scene.now.cell("room", room, "number")
    row = mention("room", Trait("number", number))
    actions = [scene.world.action("clean room"), scene.world.action("take room out of order")]
    draft = Draft(
        "do",
        tuple(Do(action.name, (("room", row),)) for action in actions),
        _drawn(scene, "do")[2].caller,
        tuple(Step(action, {"room": room}) for action in actions),
    )
    task = task_of(scene, draft, "task", Stream("words"))
    assert _proof(scene, task, draft) == "drop"


def test_ids_out_of_nowhere_are_seen(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "do", lambda draft: len(draft.steps) == 1 and not draft.shape)
    solved = solve(scene, task, OfflineSolver(scene.words))
    blind = solved.evidence.model_copy(update={"observed": ()})
    assert prove(scene, task, draft, replace(solved, evidence=blind)) == "literals"


def test_a_claim_of_shortness_is_checked(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "do")
    longer = task.complexity.model_copy(update={"actions": 9, "shortest": True})
    assert _proof(scene, task.model_copy(update={"complexity": longer}), draft) == "shortest"


def test_an_ambiguous_text_is_not_solved(scene: Scene) -> None:
    _, task, draft = _drawn(scene, "clarify")
    assert _proof(scene, task.model_copy(update={"user": ("Any of them.",)}), draft) == "solver"


def test_nothing_that_is_refused_can_be_lifted(scene: Scene) -> None:
    """Whoever asks, cancelling for a gold guest stays forbidden; the tier cannot be changed."""
    _, task, _ = _drawn(scene, "refuse", lambda draft: draft.steps[0].action.verb == "cancel")
    gold = NotIn(path=("reservation", "guest", "loyalty tier"), values=("gold",))
    assert any(rule.condition == gold for rule in scene.world.rules)
    assert task.goal.status == "refused"
