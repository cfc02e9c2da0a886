"""Drawn tasks are proved, or dropped with a reason."""

from __future__ import annotations

import pytest

from nex.data.environment import NO_FAULTS
from nex.data.jsons import canonical
from nex.data.task import KINDS, Evidence, Outcome, Start, Task
from nex.language.requests.lexicon import lexicon
from nex.synthesis.desk import Desk
from nex.synthesis.proving import CHECKS, NOTHING
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.synthesize import Drawn, synthesize
from nex.worlds.person import Person
from nex.worlds.populate import Template
from nex.worlds.session import Session
from nex.worlds.verify import verify

WORLDS = ("library", "hotel", "office")


@pytest.fixture(scope="module", params=WORLDS)
def template(request: pytest.FixtureRequest) -> Template:
    found: Template = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def drawn(template: Template) -> Drawn:
    return synthesize(template, 120, seed=3)


def test_most_of_what_is_drawn_is_proved_and_every_kind_is_among_it(drawn: Drawn) -> None:
    assert len(drawn.tasks) >= 0.9 * sum(drawn.drawn.values())
    assert {task.kind for task in drawn.tasks} == set(KINDS)
    assert sum(drawn.solved.values()) >= 0.95 * sum(drawn.drawn.values())


def test_every_draw_is_accounted_for(drawn: Drawn) -> None:
    twins = [task for task in (*drawn.tasks, *drawn.unproved) if task.id.endswith("-twin")]
    assert sum(drawn.drawn.values()) + drawn.exhausted == 120 + len(twins)
    assert sum(drawn.drawn.values()) == len(drawn.tasks) + sum(drawn.dropped.values())
    assert sum(drawn.dropped.values()) == sum(drawn.dropped_by_kind.values())


def test_no_two_instructions_are_alike_and_none_names_an_id(
    template: Template, drawn: Drawn
) -> None:
    texts = [task.instruction for task in drawn.tasks if not task.id.endswith("-twin")]
    assert len(set(texts)) == len(texts)
    ids = {id for entity in template.schema.tables for id in template.clone().ids(entity)}
    assert not [text for text in texts if any(id in text for id in ids)]


def test_same_seed_same_bytes(template: Template, drawn: Drawn) -> None:
    again = synthesize(template, 120, seed=3)
    assert [canonical(t.model_dump(mode="json")) for t in again.tasks] == [
        canonical(t.model_dump(mode="json")) for t in drawn.tasks
    ]
    other = synthesize(template, 10, seed=4)
    assert [t.instruction for t in other.tasks] != [t.instruction for t in drawn.tasks[:10]]


def _played(template: Template, task: Task, drawn: Drawn) -> tuple[Evidence, Outcome]:
    """The reference solution through the World's own tools."""
    proof = next(proof for proof in drawn.proofs if proof.task == task.id)
    session = Session(template, Start(task=task.id, caller=task.caller, patches=task.start))
    for call in proof.solution:
        session.call(call.tool, call.arguments)
    goal = task.goal
    evidence = session.evidence().model_copy(update={"asked": int(goal.asked)})
    if goal.status == "done":
        evidence = evidence.model_copy(update={"observed": goal.observed})
    reason = next(iter(goal.rules), None)
    return evidence, Outcome(status=goal.status, answer=goal.answer, reason=reason)


def test_references_pass_and_doing_nothing_fails(template: Template, drawn: Drawn) -> None:
    for task in drawn.tasks:
        evidence, outcome = _played(template, task, drawn)
        assert verify(task, evidence, outcome).passed, task.instruction
        for said in (Outcome(), outcome, Outcome(answer=task.instruction)):
            assert not verify(task, NOTHING, said).passed, task.instruction


def test_the_solver_passes_with_the_text_alone(template: Template, drawn: Drawn) -> None:
    solver = OfflineSolver(lexicon(template.world))
    for task in drawn.tasks[:40]:
        session = Session(template, task.opening, faults=NO_FAULTS)
        desk = Desk(session, Person(task.user, task.hidden))
        outcome = solver(task.instruction, desk)
        assert verify(task, desk.evidence(), outcome).passed, task.instruction


def test_proofs_hold_all_eight_checks(drawn: Drawn) -> None:
    assert all(tuple(proof.checks) == CHECKS for proof in drawn.proofs)
    assert all(all(proof.checks.values()) for proof in drawn.proofs)


def _promised(task: Task) -> bool:
    goal = task.goal
    match task.kind:
        case "do" | "goal":
            wanted = goal.changes or goal.conditions or goal.observed
            return bool(wanted) and not goal.asked and goal.status == "done"
        case "question":
            return goal.answer is not None and bool(goal.observed) and not goal.changes
        case "refuse":
            return goal.status == "refused" and bool(goal.rules) and not goal.changes
        case "clarify":
            told, wanted = task.user or task.hidden, goal.changes or goal.conditions
            return goal.asked and bool(told) and bool(wanted)


def test_kinds_have_the_goals_that_they_promise(drawn: Drawn) -> None:
    assert [task.id for task in drawn.tasks if not _promised(task)] == []


def test_chains_depend_on_what_came_before(hotel: Template) -> None:
    drawn = synthesize(hotel, 160, seed=5)
    actions = [task.complexity.actions for task in drawn.tasks if task.kind == "do"]
    assert {1, 2, 3, 4} <= set(actions)
    assert max(task.complexity.depth for task in drawn.tasks) >= 4
    assert len({task.signature for task in drawn.tasks}) >= 60


def test_bits_count_calls_and_actions(drawn: Drawn) -> None:
    for task in drawn.tasks:
        complexity = task.complexity
        assert complexity.calls > complexity.actions
        assert complexity.bits > complexity.calls


def test_a_solver_that_gives_up_leaves_nothing_but_refusals_unproved(hotel: Template) -> None:
    def quitter(_instruction: str, _desk: Desk) -> Outcome:
        return Outcome(status="refused", reason="no")

    drawn = synthesize(hotel, 40, seed=1, solver=quitter)
    assert drawn.tasks == []
    assert drawn.dropped == {"not solved from text": drawn.drawn.total()}


def test_the_library_gives_two_hundred_proved_tasks(library: Template) -> None:
    drawn = synthesize(library, 260, seed=1)
    assert len(drawn.tasks) >= 200
    assert {task.kind for task in drawn.tasks} == set(KINDS)


def test_rules_about_the_callers_own_rows_are_refused(office: Template) -> None:
    drawn = synthesize(office, 200, seed=2)
    own = [
        task
        for task in drawn.tasks
        if task.kind == "refuse" and any("the caller" in rule for rule in task.goal.rules)
    ]
    assert own
    claims = {id for task in own for id in (fact.row for fact in task.goal.observed)}
    assert all(task.caller.row is not None for task in own)
    assert claims


def test_twins_say_the_same_and_differ_in_one_fact(drawn: Drawn) -> None:
    tasks = {task.id: task for task in drawn.tasks}
    pairs = [(task, tasks[task.twin]) for task in drawn.tasks if task.twin]
    assert pairs
    for task, other in pairs:
        assert other.twin == task.id
        assert other.instruction == task.instruction
        assert len(task.start) + len(other.start) == 1
        assert {task.goal.status, other.goal.status} == {"done", "refused"}


def test_the_shape_of_the_goal_stands_in_the_signature(drawn: Drawn) -> None:
    shapes = {task.signature.partition(": ")[0] for task in drawn.tasks}
    assert shapes >= {"do chain", "do every", "do when", "do any", "refuse boundary"}
