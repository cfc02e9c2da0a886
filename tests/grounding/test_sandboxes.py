"""The contract of every sandbox: the same tools, the same answers, the same evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nex.batch.plan import spread
from nex.data.events import Event
from nex.data.task import Start
from nex.data.trajectory import Provenance, Trajectory, trajectory_json
from nex.environment.live import Live
from nex.errors import InputError
from nex.grounding.sandboxes import SANDBOXES, sandbox_named
from nex.rollout.rollout import Job, run_rollout
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from tests.plant import first, library, live, planner

pytestmark = pytest.mark.anyio
WITHIN = Limits(seconds=60)


def unheard(event: Event) -> None:
    """No log is kept."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


MARKED = [
    pytest.param(name, marks=pytest.mark.docker) if name == "docker" else name for name in SANDBOXES
]


@pytest.fixture(params=MARKED)
def opened(request: pytest.FixtureRequest) -> Live:
    return live(request.param)


async def rollout(opened: Live, kind: str, architecture: str = "solo") -> Trajectory:
    task = first(kind)
    plan = next(p for p in library().blueprints if p.name == architecture)
    [item] = spread(library().name, [task.id], [plan], ["teacher"])
    return await run_rollout(opened, Job(item, task, plan), planner(), unheard)


async def test_every_tool_of_the_world_is_a_unit(opened: Live) -> None:
    async with opened.sandbox(opened.site, Start()) as grounded:
        assert [tool.signature for tool in grounded.tools] == list(opened.site.signatures)


async def test_a_refused_call_arrives_with_code_and_text(opened: Live) -> None:
    async with opened.sandbox(opened.site, Start()) as grounded:
        tool = next(t for t in grounded.tools if t.signature.name == "get_book")
        result = await Scope(unheard).call(tool, {"id": "BO-0"}, WITHIN)
    assert (result.status, result.code) == ("error", "not_found")
    assert "BO-0" in result.text


async def test_evidence_tells_what_was_seen(opened: Live) -> None:
    async with opened.sandbox(opened.site, Start()) as grounded:
        tool = next(t for t in grounded.tools if t.signature.name == "search_members")
        for _ in range(3):  # one of them may meet a fault
            await Scope(unheard).call(tool, {}, WITHIN)
        evidence = await grounded.evidence()
    assert evidence.calls == 3
    assert {fact.entity for fact in evidence.observed} == {"member"}
    assert evidence.changes == ()


@pytest.mark.parametrize("kind", ["do", "goal", "question", "refuse", "clarify"])
@pytest.mark.parametrize("name", MARKED[1:])
async def test_records_are_the_same_byte_for_byte(name: str, kind: str) -> None:
    made = [await rollout(live(sandbox), kind) for sandbox in ("direct", name)]
    records = [trajectory_json(replace(t, provenance=Provenance())) for t in made]
    assert records[0] == records[1]


@pytest.mark.docker
async def test_records_from_a_shared_pool_are_the_same_too() -> None:
    kinds, opened = ["do", "goal", "question", "refuse", "clarify"], live("docker")
    async with opened.held():
        made = [await rollout(opened, kind) for kind in kinds]
    plain = [await rollout(live("direct"), kind) for kind in kinds]
    assert [trajectory_json(replace(t, provenance=Provenance())) for t in made] == [
        trajectory_json(replace(t, provenance=Provenance())) for t in plain
    ]


async def test_a_rollout_on_a_server_of_its_own_verifies() -> None:
    made = await rollout(live("process"), "do")
    assert made.verdict is not None
    assert made.verdict.passed
    assert made.provenance.sandbox == "process"


async def test_events_reach_the_log_while_the_rollout_runs(opened: Live) -> None:
    task, plan = first("question"), library().blueprints[0]
    [item] = spread(library().name, [task.id], [plan], ["teacher"])
    seen: list[Event] = []
    made = await run_rollout(opened, Job(item, task, plan), planner(), seen.append)
    assert [event["type"] for event in seen].count("step") == len(made.root.steps)


def test_an_unknown_sandbox_names_those_there_are() -> None:
    with pytest.raises(InputError, match="direct, inprocess, process, docker"):
        sandbox_named("cloud")
