"""One task, one blueprint, one model: the trajectory says how it ended and why."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from nex.batch.plan import spread
from nex.data.events import Event
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Message, Reply, Settings, Signature
from nex.data.task import KINDS, Start
from nex.data.trajectory import Trajectory, record_digest, walk
from nex.errors import ModelError, SandboxError
from nex.grounding.site import Grounded, Site
from nex.models.resolve import resolve
from nex.models.scripted import asks, says, scripted
from nex.report.terminal import trajectory_text
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.runtime.budget import Limits
from nex.runtime.model import FunctionModel
from tests.plant import first, library, live, planner

pytestmark = pytest.mark.anyio
HOSTILE: list[JsonValue] = [[[[]]], {"passed": True}, "passed", True, 1e308, ""]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def unheard(event: Event) -> None:
    """No log is kept."""


async def rollout(actor: Actor, kind: str = "do", place: int = 0, nth: int = 0) -> Trajectory:
    task, plan = first(kind), library().blueprints[place]
    item = spread(library().name, [task.id], [plan], [actor.model.name], nth + 1)[-1]
    return await run_rollout(live("direct"), Job(item, task, plan), actor, unheard)


def acting(*replies: Reply, limits: Limits | None = None) -> Actor:
    actor = Actor(scripted(*replies), "scripted", "template")
    return replace(actor, limits=limits) if limits else actor


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", range(len(library().blueprints)))
async def test_the_teacher_passes_every_kind_through_every_architecture(
    kind: str, place: int
) -> None:
    made = await rollout(planner(), kind, place)
    assert made.status == "completed"
    assert made.verdict is not None
    assert made.verdict.passed, made.verdict


async def test_repeated_rollouts_of_a_deterministic_policy_are_one_record() -> None:
    records = {record_digest(await rollout(planner(), "do", 1, nth)) for nth in range(3)}
    assert len(records) == 1


async def test_rollouts_of_a_noisy_policy_differ() -> None:
    noisy = Actor(resolve("teacher:slip=0.5"), "planner", "template")
    records = {record_digest(await rollout(noisy, "do", 0, nth)) for nth in range(6)}
    assert len(records) > 1


async def test_two_policies_meet_the_same_faults() -> None:
    """The n-th call of a tool meets the n-th fate, whoever calls."""
    task = first("do")
    fates: list[list[tuple[str, float]]] = []
    for model in ("teacher", "teacher:lazy=1"):
        made = await rollout(Actor(resolve(model), "planner", "template"), task.kind)
        calls = [c for c in walk(made.root) if c.kind == "tool" and c.result is not None]
        fates.append([(c.unit, c.result.seconds) for c in calls if c.result])
    shared = {name for name, _ in fates[0]} & {name for name, _ in fates[1]} - {"finish"}
    assert shared
    for name in shared:
        one, other = ([f for f in side if f[0] == name] for side in fates)
        assert all(a == b for a, b in zip(one, other, strict=False))


async def test_doing_nothing_fails_with_a_reason() -> None:
    made = await rollout(acting(asks(("finish", {"status": "done"}))))
    assert made.verdict is not None
    assert not made.verdict.passed
    assert made.verdict.unmet


async def test_an_agent_that_never_finishes_has_failed() -> None:
    made = await rollout(acting(says("I did it.")))
    assert (made.status, made.outcome) == ("completed", None)
    assert made.verdict is not None
    assert made.verdict.unmet == ("finish was not called",)


async def test_a_refusal_without_looking_does_not_verify() -> None:
    task = first("refuse")
    guess: Json = {"status": "refused", "reason": task.goal.rules[0]}
    made = await rollout(acting(asks(("finish", guess))), "refuse")
    assert made.verdict is not None
    assert not made.verdict.passed


async def test_a_spent_budget_is_a_status() -> None:
    actor = replace(planner(), limits=Limits(steps=1, seconds=60))
    made = await rollout(actor)
    assert (made.status, made.stop_reason) == ("budget_exhausted", "step_limit")


async def test_a_broken_provider_is_an_infrastructure_error() -> None:
    async def broken(
        _messages: Sequence[Message], _tools: Sequence[Signature], _settings: Settings
    ) -> str:
        raise ModelError("the line is dead", "unavailable")

    made = await rollout(Actor(FunctionModel("m", broken), "m", "model"))
    assert (made.status, made.stop_reason) == ("infra_error", "unavailable")
    assert made.verdict is None


async def test_a_broken_sandbox_is_an_infrastructure_error_that_says_what_was_lost() -> None:
    @asynccontextmanager
    async def broken(_site: Site, _start: Start) -> AsyncGenerator[Grounded]:
        raise SandboxError("the server was killed\nby signal 9")
        yield

    task, plan = first("do"), library().blueprints[0]
    [item] = spread(library().name, [task.id], [plan], ["scripted"])
    office = replace(live("direct"), sandbox=broken)
    made = await run_rollout(office, Job(item, task, plan), acting(), unheard)
    assert (made.status, made.stop_reason) == ("infra_error", "sandbox_failed")
    assert "the server was killed by signal 9" in trajectory_text(made)


@pytest.mark.parametrize("answer", HOSTILE)
async def test_no_answer_can_claim_the_reward(answer: JsonValue) -> None:
    end = asks(("finish", {"status": "done", "answer": answer}))
    made = await rollout(acting(end, says("done")))
    assert made.verdict is not None
    assert not made.verdict.passed


async def test_every_tool_of_the_root_is_offered() -> None:
    made = await rollout(planner())
    names = [signature.name for signature in made.root.tools]
    assert names[-2:] == ["finish", "ask_user"]
    assert set(names) >= {s.name for s in live("direct").site.signatures}


def test_signatures_tell_no_ids() -> None:
    text = " ".join(s.description for s in live("direct").site.signatures)
    ids = [c.row for t in library().tasks for c in t.goal.changes]
    assert not [id for id in ids if id in text]
