"""Every shape of the goal grammar: what is asked for, which ends are right, which are not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from nex.data.streams import Stream
from nex.data.task import Evidence, Outcome, Proof, Task
from nex.language.requests.reader import read_request
from nex.language.requests.request import Fallback, Free, Many, Ranked, When
from nex.synthesis.drafts import Draft
from nex.synthesis.drawing import FAMILIES, Drawing, Family
from nex.synthesis.proving import prove, solve
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.tasks import measured, task_of
from nex.worlds.actions import execute
from nex.worlds.diff import diff
from nex.worlds.populate import Template
from nex.worlds.verify import verify


@dataclass(frozen=True)
class Case:
    scene: Scene
    task: Task
    draft: Draft


def drawn(template: Template, family: Family, count: int) -> list[Case]:
    """Proved tasks of one family."""
    scene = Scene(template, 5)
    drawing = Drawing(scene)
    found: list[Case] = []
    for nth in range(count):
        stream = Stream("shape", family, nth)
        draft = drawing.of(family, stream)
        if draft is None:
            continue
        task = task_of(scene, draft, f"{family}-{nth}", stream)
        solved = solve(scene, task, OfflineSolver(scene.words))
        task = measured(scene, task, draft, solved)
        if isinstance(prove(scene, task, draft, solved), Proof):
            found.append(Case(scene, task, draft))
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_proved_in_some_world(
    family: Family, hotel: Template, library: Template, office: Template, paced: list[Template]
) -> None:
    assert any(drawn(template, family, 6) for template in (hotel, library, office, *paced))


def test_instructions_read_back_as_what_was_drawn(hotel: Template) -> None:
    for family in ("every", "ranked", "any", "allocation", "when", "fallback"):
        for case in drawn(hotel, family, 6):
            request = read_request(case.task.instruction, case.scene.words)
            assert request is not None
            assert request.items == case.draft.items, case.task.instruction


def _verdict(case: Case, draft: Draft, outcome: Outcome | None = None) -> bool:
    with case.scene.trial() as state:
        for step in draft.steps:
            execute(state, step.action.name, step.bindings, draft.caller)
        changes = diff(case.scene.base, state)
    evidence = Evidence(changes=changes, observed=case.task.goal.observed, rejections=())
    return verify(case.task, evidence, outcome or Outcome()).passed


def test_any_row_of_the_group_will_do_and_no_other(hotel: Template) -> None:
    cases = [case for case in drawn(hotel, "any", 24) if len(case.draft.steps) == 1]
    assert cases
    for case in cases:
        [item] = case.draft.items
        assert isinstance(item, Many)
        [(name, way)] = item.ways
        assert isinstance(way, Free)
        passed = [
            id
            for id in case.scene.now.rows(next(entity for entity, _ in case.draft.spare))
            if _verdict(case, _instead(case.draft, name, id))
        ]
        usable = {id for _, id in case.draft.spare}
        assert set(passed) <= usable, case.task.instruction
        assert len(passed) >= 2


def _instead(draft: Draft, name: str, id: str) -> Draft:
    [step] = draft.steps
    return replace(draft, steps=(replace(step, bindings={**step.bindings, name: id}),))


def test_a_choice_that_shares_a_row_is_no_allocation(hotel: Template) -> None:
    cases = drawn(hotel, "allocation", 24)
    assert cases
    for case in cases:
        one, *others = case.draft.steps
        [item] = case.draft.items
        assert isinstance(item, Many)
        free = next(name for name, way in item.ways if isinstance(way, Free))
        same = [replace(o, bindings={**o.bindings, free: one.bindings[free]}) for o in others]
        assert _verdict(case, case.draft)
        assert not _verdict(case, replace(case.draft, steps=(one, *same)))


def test_what_comes_next_depends_on_what_was_done(library: Template, office: Template) -> None:
    cases = [*drawn(library, "repeat", 12), *drawn(office, "repeat", 12)]
    assert cases
    for case in cases:
        [item] = case.draft.items
        assert isinstance(item, Many)
        assert all(isinstance(way, Ranked) for _, way in item.ways)
        assert item.times == len(case.draft.steps)
        assert case.task.complexity.depth > item.times


def test_a_condition_must_be_looked_at(hotel: Template) -> None:
    cases = drawn(hotel, "when", 12)
    assert cases
    for case in cases:
        assert isinstance(case.draft.items[0], When)
        assert case.task.goal.observed
        with case.scene.trial() as state:
            for step in case.draft.steps:
                execute(state, step.action.name, step.bindings, case.draft.caller)
            changes = diff(case.scene.base, state)
        blind = Evidence(changes=changes, observed=(), rejections=())
        seen = blind.model_copy(update={"observed": case.task.goal.observed})
        assert not verify(case.task, blind, Outcome()).passed
        assert verify(case.task, seen, Outcome()).passed


def test_what_is_forbidden_is_replaced(hotel: Template) -> None:
    cases = drawn(hotel, "fallback", 12)
    assert cases
    for case in cases:
        assert isinstance(case.draft.items[0], Fallback)
        assert case.task.goal.status == "done"
        assert case.task.goal.changes
