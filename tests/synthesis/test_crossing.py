"""Several Worlds in one: tasks that need more than one of them, and specialists for each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nex.data.blueprint import UnitPlan
from nex.data.world import identifier
from nex.language.reading.reader import read_spec
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.crossing import sections
from nex.synthesis.synthesize import synthesize
from nex.worlds.populate import Template, populate
from nex.worlds.surface import signatures

SHOP = Path(__file__).parents[1] / "data" / "shared" / "shop.md"


@cache
def template() -> Template:
    return populate(read_spec(SHOP.read_text("utf-8"), str(SHOP)).world, 1)


def _section(tool: str) -> str:
    actions = template().world.actions
    return next((action.section for action in actions if identifier(action.name) == tool), "")


def _plans(plan: UnitPlan) -> list[UnitPlan]:
    return [plan, *(below for unit in plan.units for below in _plans(unit))]


def test_a_place_knows_its_parts() -> None:
    assert sections(template().world) == ("shop", "warehouse")


def test_a_third_of_the_tasks_needs_both_worlds() -> None:
    found = synthesize(template(), 60, seed=1)
    assert sum(found.proved.values()) >= 0.95 * sum(found.drawn.values())
    both = [
        proof
        for proof in found.proofs
        if len({_section(call.tool) for call in proof.solution} - {""}) == 2
    ]
    assert 3 * len(both) >= len(found.proofs)


def test_there_are_architectures_with_a_specialist_for_each_world() -> None:
    world = template().world
    wanted = {frozenset({"shop"}), frozenset({"warehouse"})}
    for blueprint in draw_blueprints(world, signatures(world), 1):
        parts = [{_section(tool) for tool in plan.tools} - {""} for plan in _plans(blueprint.root)]
        if {frozenset(part) for part in parts if part} == wanted:
            return
    raise AssertionError("no blueprint has one specialist for each World")
