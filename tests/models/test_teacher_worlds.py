"""The teacher on proved tasks of the shipped specs: alone under faults, and in every architecture."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from nex.data.blueprint import Blueprint
from nex.data.environment import NO_FAULTS, USUAL_FAULTS, FaultProfile
from nex.data.messages import Settings
from nex.data.task import Outcome, Task
from nex.data.world import World
from nex.grounding.direct import DirectTool
from nex.grounding.site import WORLD_LANE
from nex.language.reading.reader import read_spec
from nex.models.teacher.model import Teacher, teacher
from nex.models.teacher.rebuilding import rebuild
from nex.models.weak import Weak, weak
from nex.rollout.ending import ASK_USER, AskUser
from nex.rollout.units import build_unit
from nex.runtime.budget import Limits
from nex.runtime.ending import conclude
from nex.runtime.scope import Scope
from nex.synthesis.blueprints import TOPOLOGIES, draw_blueprints
from nex.synthesis.synthesize import synthesize
from nex.worlds.hands import hands_text, with_hands
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session
from nex.worlds.surface import signatures
from nex.worlds.verify import verify

SPECS = sorted((Path(__file__).parents[2] / "specs").glob("*.md"))
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """Above the runtime one backend is enough."""
    return "asyncio"


@cache
def world_of(spec: Path) -> World:
    return read_spec(spec.read_text("utf-8"), spec.name).world


@cache
def state_of(spec: Path) -> Template:
    return populate(world_of(spec), 1)


@cache
def tasks_of(spec: Path) -> tuple[Task, ...]:
    return tuple(synthesize(state_of(spec), 40, seed=3).tasks)


@cache
def blueprints_of(spec: Path) -> tuple[Blueprint, ...]:
    return draw_blueprints(world_of(spec), signatures(world_of(spec)), 1)


async def passes(
    spec: Path, task: Task, blueprint: Blueprint, model: Teacher | Weak, faults: FaultProfile
) -> bool:
    """Whether the rollout verifies."""
    session = Session(state_of(spec), task.opening, faults=faults, seed=5)

    async def hands(question: str) -> str | None:
        return session.by_hand(question)

    asking = with_hands(ASK_USER, hands_text(state_of(spec).schema))
    user = AskUser(task.user, task.hidden, asking, hands, WORLD_LANE)
    tools = [DirectTool(signature, session) for signature in session.signatures]
    root = build_unit(blueprint.root, tools, user, world_of(spec))
    scope = Scope(lambda _: None, model, Settings(seed=5))
    ending = await conclude(scope, root, {"request": task.instruction}, Limits(seconds=60))
    outcome = Outcome.model_validate(ending.result.value) if ending.result else None
    evidence = session.evidence().model_copy(update={"asked": user.asked})
    session.close()
    return verify(task, evidence, outcome).passed


async def share(
    spec: Path, blueprint: Blueprint, model: Teacher | Weak, faults: FaultProfile = NO_FAULTS
) -> float:
    """The share of the spec's tasks that verify."""
    passed = [await passes(spec, task, blueprint, model, faults) for task in tasks_of(spec)]
    return sum(passed) / len(passed)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
async def test_alone_it_passes_what_is_proved_under_faults(spec: Path) -> None:
    assert {task.kind for task in tasks_of(spec)} == {"do", "goal", "question", "refuse", "clarify"}
    assert await share(spec, blueprints_of(spec)[0], teacher(), USUAL_FAULTS) >= 0.97


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
async def test_every_topology_passes_without_noise(spec: Path) -> None:
    first = {b.topology: b for b in reversed(blueprints_of(spec))}
    assert len(first) == len(TOPOLOGIES)
    for blueprint in first.values():
        assert await share(spec, blueprint, teacher()) >= 0.98, blueprint.name


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_the_world_is_rebuilt_from_its_signatures(spec: Path) -> None:
    world = world_of(spec)
    asking = with_hands(ASK_USER, hands_text(state_of(spec).schema))
    known = rebuild((*signatures(world), asking), "")
    for action in world.actions:
        skill = known.skills[action.name]
        same = skill.action.model_copy(update={"inferred": action.inferred})
        assert same.model_dump(exclude={"requires", "effects", "parameters"}) == (
            action.model_dump(exclude={"requires", "effects", "parameters"})
        )
        assert [(p.name, p.preposition, p.type, p.entity) for p in same.parameters] == [
            (p.name, p.preposition, p.type, p.entity) for p in action.parameters
        ]
        assert set(map(repr, same.requires)) == set(map(repr, action.requires))
        assert set(map(repr, same.effects)) == set(map(repr, action.effects))
        assert all(demand.condition for demand in skill.demands)


async def test_weaker_policies_pass_less_in_order() -> None:
    spec = SPECS[0]
    solo = blueprints_of(spec)[0]
    slips = [await share(spec, solo, teacher(options)) for options in ("", "slip=0.05", "slip=0.3")]
    assert slips == sorted(slips, reverse=True)
    assert len(set(slips)) == 3
    for name in ("null", "echo", "constant", "random"):
        model = weak(name)
        assert model is not None
        assert await share(spec, solo, model) == 0.0


async def test_a_reviewer_mends_slips() -> None:
    spec = next(spec for spec in SPECS if spec.stem == "library")
    critic = next(b for b in blueprints_of(spec) if b.topology == "worker-critic")
    slips = teacher("slip=0.1")
    assert await share(spec, critic, slips) > await share(spec, blueprints_of(spec)[0], slips)
