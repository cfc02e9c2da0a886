"""The gate: who gets the flawless teacher through may make data, who does not is named with why."""

from __future__ import annotations

import pytest

from nex.pipeline.gate import gate
from nex.pipeline.watch import Unwatched
from tests.plant import library, live, planner

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_the_flawless_teacher_lets_an_architecture_pass() -> None:
    [solo, *_] = library().blueprints
    gated = await gate(live("direct"), [solo], library().tasks[:10], planner(), Unwatched())
    assert [(plan.gated_by, plan.pass_rate) for plan in gated.blueprints] == [("planner", 1.0)]
    assert gated.rejected == {}


async def test_an_architecture_that_loses_work_is_dropped_and_named() -> None:
    [solo, *_] = library().blueprints
    weak = planner("teacher:slip=0.6")
    gated = await gate(live("direct"), [solo], library().tasks[:10], weak, Unwatched())
    assert gated.blueprints == ()
    [(name, why)] = gated.rejected.items()
    assert name == "solo"
    assert why.split(": ")[1] in {task.kind for task in library().tasks}


async def test_an_architecture_that_cannot_be_built_is_dropped_and_named() -> None:
    [solo, *_] = library().blueprints
    mute = solo.model_copy(update={"root": solo.root.model_copy(update={"format": "morse"})})
    gated = await gate(live("direct"), [mute], library().tasks[:4], planner(), Unwatched())
    assert "no call format 'morse'" in gated.rejected["solo"]
