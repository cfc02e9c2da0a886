"""The grammar of architectures."""

from __future__ import annotations

import pytest

from nex.data.blueprint import Blueprint, SkillPlan, UnitPlan, depth
from nex.synthesis.blueprints import TOPOLOGIES, draw_blueprints
from nex.synthesis.blueprints_checks import MOST_NODES, check_blueprint, graph, plans, tree
from nex.synthesis.blueprints_outfit import lesson
from nex.synthesis.blueprints_words import VOICES
from nex.worlds.surface import signatures
from tests.models.desk import LIBRARY

TOOLS = signatures(LIBRARY)
DRAWN = draw_blueprints(LIBRARY, TOOLS, 3)


def test_every_topology_is_drawn_and_comes_first_once() -> None:
    assert tuple(b.topology for b in DRAWN[: len(TOPOLOGIES)]) == TOPOLOGIES


def test_no_two_have_the_same_graph_or_name() -> None:
    assert len({graph(b.root) for b in DRAWN}) == len(DRAWN)
    assert len({b.name for b in DRAWN}) == len(DRAWN)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_drawn_is_whole(seed: int) -> None:
    for blueprint in draw_blueprints(LIBRARY, TOOLS, seed):
        assert check_blueprint(blueprint, TOOLS) == ()


def test_hardly_two_have_the_same_tree() -> None:
    many = draw_blueprints(LIBRARY, TOOLS, 0, 200)
    assert len({tree(b.root) for b in many}) >= 180


def test_the_same_seed_draws_the_same() -> None:
    assert draw_blueprints(LIBRARY, TOOLS, 3) == DRAWN
    assert draw_blueprints(LIBRARY, TOOLS, 4) != DRAWN


def test_a_director_is_three_levels_deep() -> None:
    [first, *others] = [b for b in DRAWN if b.topology == "director"]
    assert depth(first.root) == 3
    assert all(depth(b.root) >= 3 for b in others)


def test_specialists_own_every_action_once() -> None:
    actions = {t.name for t in TOOLS if not t.name.startswith(("search_", "get_"))}
    for blueprint in DRAWN:
        owned = [t for p in plans(blueprint.root) for t in p.tools if t in actions]
        assert sorted(owned) == sorted(actions)


def test_a_world_of_one_action_has_no_partition() -> None:
    alone = LIBRARY.model_copy(update={"actions": LIBRARY.actions[3:4], "rules": ()})
    drawn = draw_blueprints(alone, signatures(alone), 1)
    parted = {"router", "manager", "director", "hand-off", "blackboard", "auction", "route"}
    assert {b.topology for b in drawn} == {*TOPOLOGIES} - parted


def test_two_hundred_come_from_one_call_without_a_repetition() -> None:
    many = draw_blueprints(LIBRARY, TOOLS, 0, 200)
    assert len({graph(b.root) for b in many}) == len({b.name for b in many}) == 200
    assert all(check_blueprint(b, TOOLS) == () for b in many)
    sizes = [len(list(plans(b.root))) for b in many]
    assert (min(sizes), max(sizes) <= MOST_NODES) == (1, True)
    assert {plan.format for b in many for plan in plans(b.root)} > {"structured", "xml", "react"}
    assert {plan.voice for b in many for plan in plans(b.root)} == {*VOICES}
    assert len({b.root.instructions for b in many if b.topology == "router"}) >= len(VOICES)


def test_skills_stores_and_approvals_vary_and_nobody_has_what_is_of_no_use() -> None:
    many = draw_blueprints(LIBRARY, TOOLS, 0, 200)
    units = [list(plans(b.root)) for b in many]
    for share in (
        sum(any(plan.skills for plan in some) for some in units),
        sum(any(plan.store for plan in some) for some in units),
        sum(any(plan.approvals > 1 for plan in some) for some in units),
    ):
        assert 10 <= share <= 190
    for some in units:
        for plan in some:
            assert {skill.name for skill in plan.skills} <= set(plan.tools)
            assert all("read_skill" in p.instructions for p in some if p.skills)
        sharing = [plan for plan in some if plan.store]
        assert len(sharing) != 1
        assert len({plan.store for plan in sharing}) <= 1
        if any("findings" in plan.store for plan in sharing):
            assert {"find", "work"} <= {plan.duty for plan in sharing}


def test_a_skill_says_what_the_action_needs_and_does() -> None:
    text = lesson(LIBRARY, LIBRARY.action("check out book")).text
    assert text.startswith("# To check out a book to a member\n1. Find what is meant")
    assert "the book's status must be available" in text
    assert "the book's status becomes on loan" in text


def test_what_comes_first_does_not_depend_on_how_many_are_wanted() -> None:
    assert draw_blueprints(LIBRARY, TOOLS, 3, 7) == DRAWN[:7]


def test_a_small_world_is_saturated() -> None:
    action = LIBRARY.actions[3]
    kept = LIBRARY.entity(action.object).model_copy(update={"attributes": ()})
    small = LIBRARY.model_copy(
        update={"entities": (kept,), "actions": (action,), "rules": (), "examples": ()}
    )
    bare = small.model_copy(
        update={"actions": (action.model_copy(update={"requires": (), "effects": ()}),)}
    )
    drawn = draw_blueprints(bare, signatures(bare), 0, 5000)
    assert 20 < len(drawn) < 5000


def _with(root: UnitPlan) -> Blueprint:
    return Blueprint(name="x", topology="x", root=root)


def test_defects_are_named() -> None:
    clerk = UnitPlan(name="clerk", tools=tuple(t.name for t in TOOLS))
    found = check_blueprint(
        _with(
            UnitPlan(
                name="clerk",
                tools=("fly",),
                units=(clerk, UnitPlan(name="idle"), UnitPlan(name="loop", kind="critic")),
            )
        ),
        TOOLS,
    )
    assert found == (
        "2 units are named 'clerk'",
        "tool 'fly' is unknown",
        "agent 'idle' can do nothing",
        "critic 'loop' has 0 units, needs 2",
    )
    twice = _with(UnitPlan(name="a", units=(clerk, clerk.model_copy(update={"name": "b"}))))
    assert "action 'return_book' is owned by 2 units" in check_blueprint(twice, TOOLS)
    assert check_blueprint(_with(UnitPlan(name="a", tools=("get_book",))), TOOLS)[0] == (
        "tool 'search_books' is used by no unit"
    )


def test_gear_that_nobody_can_use_is_a_defect() -> None:
    skill = SkillPlan(name="fly", about="How to fly.", text="Flap.")
    solo = UnitPlan(
        name="solo", tools=tuple(t.name for t in TOOLS), skills=(skill,), store=("log",)
    )
    assert check_blueprint(_with(solo), TOOLS) == (
        "agent 'solo' has a store that nobody shares",
        "agent 'solo' has the skill 'fly' and no such tool",
    )
    strict = solo.model_copy(update={"skills": (), "store": (), "approvals": 2})
    assert check_blueprint(_with(strict), TOOLS) == (
        "unit 'solo' has 2 approvals, and nobody reviews it",
    )


def test_what_could_not_be_built_is_a_defect() -> None:
    solo = UnitPlan(name="solo", tools=(*(t.name for t in TOOLS), "get_book"), format="morse")
    assert check_blueprint(_with(solo), TOOLS) == (
        "unit 'solo' has a tool twice",
        "unit 'solo' has the unknown call format 'morse'",
    )
