"""Draws cover a World evenly, and chains consist of what became possible."""

from __future__ import annotations

from collections import Counter

import pytest

from nex.data.streams import Stream
from nex.data.task import Caller
from nex.language.requests.request import Do
from nex.synthesis.arguments import tries
from nex.synthesis.drafts import Draft, shape_of
from nex.synthesis.drawing import Drawing
from nex.synthesis.reaching import movers
from nex.synthesis.scene import Scene
from nex.synthesis.survey import attempt
from nex.worlds.populate import Template


@pytest.fixture(scope="module")
def scene(hotel: Template) -> Scene:
    return Scene(hotel, 1)


@pytest.fixture(scope="module")
def drafts(scene: Scene) -> list[Draft]:
    drawing = Drawing(scene)
    found = (drawing.draft(nth, Stream("draw", nth)) for nth in range(200))
    return [draft for draft in found if draft is not None]


def test_kinds_come_in_their_shares(drafts: list[Draft]) -> None:
    kinds = Counter(draft.kind for draft in drafts)
    assert kinds == {"do": 88, "goal": 32, "question": 32, "refuse": 24, "clarify": 24}


def test_a_goal_takes_every_shape_of_the_grammar(drafts: list[Draft]) -> None:
    shapes = {shape_of(draft) for draft in drafts if draft.kind == "do"}
    assert shapes >= {"chain", "every", "ranked", "repeat", "any", "allocation", "when", "fallback"}
    assert shapes & {"transition", "link", "amount"}


def _is_chain(draft: Draft) -> bool:
    return draft.kind == "do" and not draft.shape


def test_every_action_begins_about_as_many_chains(scene: Scene, drafts: list[Draft]) -> None:
    first = Counter(draft.steps[0].action.name for draft in drafts if _is_chain(draft))
    assert set(first) == {action.name for action in scene.world.actions}
    assert max(first.values()) - min(first.values()) <= 2


def test_an_enabled_step_could_not_be_done_at_the_start(scene: Scene, drafts: list[Draft]) -> None:
    enabled = [
        (draft, step)
        for draft in drafts
        if _is_chain(draft)
        for step in draft.steps[1:]
        if step.enabled
    ]
    assert len(enabled) >= 15
    for draft, step in enabled:
        rows = (str(value) for value in step.bindings.values())
        known = {id for table in scene.now.tables.values() for id in table}
        fresh = [id for id in rows if "-" in id and id not in known]
        tried = attempt(scene.base, step.action, step.bindings, draft.caller)
        assert fresh or tried.blocked


def test_drawing_leaves_the_start_state_as_it_was(scene: Scene, drafts: list[Draft]) -> None:
    assert drafts
    assert scene.base.digest() == scene.template.digest
    with scene.trial() as state:
        assert state.digest() == scene.template.digest


def test_only_attributes_that_follow_from_their_own_row_are_goals(
    hotel: Template, library: Template
) -> None:
    """A room becomes dirty when a guest leaves, a book on loan when a member borrows it."""
    assert set(movers(hotel.world).by_place) == {("reservation", "status"), ("reservation", "room")}
    assert set(movers(library.world).by_place) == {("member", "status")}


def test_refused_actions_are_refused_for_every_reason_named(
    scene: Scene, drafts: list[Draft]
) -> None:
    for draft in drafts:
        if draft.kind == "refuse":
            step = draft.steps[0]
            tried = attempt(scene.base, step.action, step.bindings, draft.caller)
            assert draft.rules == tuple(one.sentence for one in tried.blocked)


def test_arguments_keep_what_is_known_and_never_repeat(scene: Scene) -> None:
    action = scene.world.action("move reservation")
    id = next(iter(scene.now.rows("reservation")))
    found = list(tries(scene.now, action, Stream("tries"), count=40, known={"reservation": id}))
    assert {bindings["reservation"] for bindings in found} == {id}
    rooms = [bindings["other room"] for bindings in found]
    assert len(set(rooms)) == len(rooms)


def test_a_mention_is_checked_when_it_is_used(office: Template) -> None:
    """A claim that the request itself opens is described by what it will then hold."""
    scene = Scene(office, 1)
    drawing = Drawing(scene)
    drafts = [drawing.draft(nth, Stream("later", nth)) for nth in range(300)]
    known = set(scene.now.rows("claim"))
    later = [
        (draft, item)
        for draft in drafts
        if draft is not None and _is_chain(draft)
        for step, item in zip(draft.steps, draft.items, strict=True)
        if step.bindings.get("claim") not in {None, *known}
    ]
    assert later
    assert all(isinstance(item, Do) for _, item in later)
    assert all(isinstance(draft.caller, Caller) for draft, _ in later)
