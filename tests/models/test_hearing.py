"""The teacher in conventions of text: what it remembers of a conversation changes nothing it says."""

from __future__ import annotations

import pytest

from nex.batch.plan import spread
from nex.data.blueprint import UnitPlan
from nex.data.environment import NO_FAULTS
from nex.data.trajectory import record_digest
from nex.models.teacher.model import Teacher
from nex.rollout.rollout import Actor, Job, run_rollout
from tests.plant import first, library, live

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def speaking(plan: UnitPlan, format: str) -> UnitPlan:
    units = tuple(speaking(unit, format) for unit in plan.units)
    return plan.model_copy(update={"format": format, "units": units})


@pytest.mark.parametrize("format", ["xml", "react", "python", "json"])
async def test_a_remembered_conversation_is_that_which_is_read_anew(format: str) -> None:
    whole = next(plan for plan in library().blueprints if plan.topology == "manager")
    plan = whole.model_copy(update={"root": speaking(whole.root, format)})
    calm = live("direct").with_faults(NO_FAULTS)
    for kind in ("do", "clarify", "refuse"):
        [item] = spread(library().name, [first(kind).id], [plan], ["teacher"])
        digests: set[str] = set()
        for cache in (0, 1024):
            actor = Actor(Teacher(cache=cache), "planner", "template")
            made = await run_rollout(calm, Job(item, first(kind), plan), actor, lambda _: None)
            assert made.verdict is not None
            assert made.verdict.passed
            digests.add(record_digest(made))
        assert len(digests) == 1
