"""Where the rules stand in a manual, the teacher reads it and refuses without an attempt."""

from __future__ import annotations

import pytest

from nex.batch.plan import spread
from nex.data.environment import NO_FAULTS, EnvironmentCard, SurfaceChoice
from nex.data.trajectory import walk
from nex.environment.folder import Environment
from nex.environment.live import open_environment
from nex.environment.shipped import shipped_spec
from nex.language.reading.reader import read_spec
from nex.models.resolve import resolve
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.synthesize import synthesize
from nex.worlds.manual import with_manual
from nex.worlds.populate import populate
from nex.worlds.surface import signatures

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_rules_are_read_before_anything_is_done() -> None:
    world = with_manual(read_spec(shipped_spec("hotel"), "hotel.md").world, 8_000)
    template = populate(world, 3)
    drawn = synthesize(template, 50, seed=3)
    surface = SurfaceChoice(dialect="manual", hidden=("Rules",))
    card = EnvironmentCard(
        name=world.name,
        world=world.digest,
        seed=3,
        state=template.digest,
        surface=surface,
        faults=NO_FAULTS,
    )
    plan = draw_blueprints(world, signatures(world), 3, 1)[0]
    live = open_environment(Environment(card, world, tuple(drawn.tasks), (plan,)), "direct")
    actor = Actor(resolve("teacher"), "planner", "template")
    forbidden = [t for t in drawn.tasks if t.goal.rules and t.goal.rules[0].startswith("Nobody")]
    assert forbidden
    items = spread(world.name, [task.id for task in forbidden], [plan], ["teacher"])
    for task, item in zip(forbidden, items, strict=True):
        made = await run_rollout(live, Job(item, task, plan), actor, lambda _: None)
        assert made.verdict is not None
        assert made.verdict.passed, task.instruction
        called = [call for call in walk(made.root) if call.kind == "tool"]
        assert any(call.unit == "search_manual_pages" for call in called)
        assert not [call for call in called if call.result and call.result.status == "error"]
