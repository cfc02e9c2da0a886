"""A model as the user: what it may not say the rules say; a run with it replays to the byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from nex.batch.execute import Terms
from nex.batch.log import read_run
from nex.batch.plan import spread
from nex.data.events import Event
from nex.data.jsons import Json
from nex.data.task import Task
from nex.data.trajectory import Call, Trajectory, record_digest, walk
from nex.export.dataset import export_run
from nex.export.records import Facts
from nex.models.resolve import closing, resolve
from nex.pipeline.finishing import read_trajectories
from nex.pipeline.replaying import Stage, replay_run
from nex.pipeline.running import Batched, Jobs, manifest_of, plan_rollouts, run_batch
from nex.pipeline.watch import Unwatched
from nex.rollout.played import Player, values_of
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.runtime.model import Model
from nex.synthesis.writer.asking import Misfit
from nex.synthesis.writer.user import known_to, read_answer
from tests.models.provider import Answer, Provider, answer, refusal, serving
from tests.plant import library, live, planner
from tests.synthesis.scribe import Scribe, told

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def unheard(event: Event) -> None:
    """No log is kept."""


def asking() -> Task:
    """A task in which one thing is left unsaid."""
    return next(task for task in library().tasks if len(task.hidden) == 1)


async def rollout(actor: Actor) -> Trajectory:
    task, plan = asking(), library().blueprints[0]
    [item] = spread(library().name, [task.id], [plan], [actor.model.name])
    return await run_rollout(live("direct"), Job(item, task, plan), actor, unheard)


async def played(script: Callable[[Json], Answer], name: str = "good") -> Trajectory:
    async with serving(script) as provider, closing(at(provider, name)) as model:
        return await rollout(replace(planner(), user=Player(model, model.name)))


def at(provider: Provider, name: str) -> Model:
    """The built-in client of that provider."""
    return resolve(f"openai/{name}", base_url=provider.url)


def questions(made: Trajectory) -> list[Call]:
    return [call for call in walk(made.root) if call.unit == "ask_user"]


@pytest.mark.parametrize("manner", ["good", "sloppy"])
async def test_a_model_that_tells_what_the_user_knows_serves_as_the_user(manner: str) -> None:
    made = await played(Scribe(), manner)
    assert made.verdict is not None
    assert made.verdict.passed, made.verdict
    assert made.extra["user"] == {"model": f"openai/{manner}", "asked": 1, "by_rules": 0}
    [call] = questions(made)
    assert call.result is not None
    assert call.result.text == asking().hidden[0].says
    assert [step.reply.usage.tokens for step in call.steps if step.reply] == [14]


@pytest.mark.parametrize("manner", ["hostile", "huge", "bomb", "mute", "cut"])
async def test_where_the_model_may_not_say_it_the_rules_answer(manner: str) -> None:
    made = await played(Scribe(), manner)
    plain = await rollout(planner())
    assert made.verdict is not None
    assert made.verdict.passed, made.verdict
    assert made.extra["user"] == {"model": f"openai/{manner}", "asked": 1, "by_rules": 1}
    assert [c.result for c in questions(made)] == [c.result for c in questions(plain)]


async def test_what_the_rules_would_tell_is_not_kept_back() -> None:
    made = await played(lambda _: answer({"content": '{"facts": [], "says": "I forgot."}'}))
    assert made.verdict is not None
    assert made.verdict.passed
    assert made.extra["user"] == {"model": "openai/good", "asked": 1, "by_rules": 1}


async def test_the_user_is_told_the_own_facts_and_neither_goal_nor_proof() -> None:
    seen: list[Json] = []

    def script(asked: Json) -> Answer:
        seen.append(asked)
        return answer({"content": '{"facts": [], "says": "I do not know."}'})

    await played(script)
    task = asking()
    brief, *_, question = told(seen[0])
    assert task.instruction in brief
    assert task.hidden[0].says in brief
    assert task.voice in brief
    assert question.endswith("?")
    rows = {change.row for change in task.goal.changes}
    assert not any(row in orjson.dumps(asked).decode() for asked in seen for row in rows)


@pytest.mark.parametrize("case", [str.lower, str.title, str.upper])
def test_no_text_of_the_world_gets_through_that_the_user_does_not_know(
    case: Callable[[str], str],
) -> None:
    """In whatever letters: each is refused, or it stands in what the user knows."""
    values = values_of(live("direct").site.template)
    assert len(values) > 40
    for task in library().tasks[:12]:
        known = known_to(task, values)
        own = " ".join((known.instruction, *known.facts)).casefold()
        for value in sorted(values):
            says = f"Take {case(value)} then"
            reply = orjson.dumps({"facts": [], "says": says}).decode()
            try:
                read_answer(reply, known)
            except Misfit:
                continue
            assert value in own, (task.id, value)


async def test_a_refused_key_of_the_user_is_no_doing_of_the_agent() -> None:
    made = await played(lambda _: refusal(401, "bad key"))
    assert (made.status, made.stop_reason, made.verdict) == ("infra_error", "auth", None)


async def test_the_user_throws_the_dice_of_the_world() -> None:
    """Whoever acts, the n-th question of a task is asked with the same seed."""
    seeds: list[object] = []

    def script(asked: Json) -> Answer:
        seeds.append(asked["seed"])
        return Scribe()(asked)

    async with serving(script) as provider, closing(at(provider, "good")) as model:
        for name in ("teacher", "teacher:lazy=1"):
            await rollout(replace(planner(name), user=Player(model, model.name)))
    assert len(seeds) == 2
    assert len(set(map(str, seeds))) == 1


@pytest.mark.parametrize("manner", ["good", "hostile"])
async def test_a_run_with_a_played_user_replays_without_it(tmp_path: Path, manner: str) -> None:
    office = live("direct")
    lives = {office.environment.name: office}
    open_tasks = {task.id for task in library().tasks if task.kind == "clarify"}
    whole = plan_rollouts([office], "teacher", 1)
    plan = tuple(item for item in whole if item.task in open_tasks)
    async with serving(Scribe()) as provider:
        user = at(provider, manner)
        actor = replace(planner(), user=Player(user, user.name))
        manifest = manifest_of("r", [office], actor, plan, {})
        await run_batch(
            tmp_path / "run", manifest, plan, Batched(lives, actor, Terms(4), Unwatched())
        )
        asked = len(provider.asked)
    assert asked

    def seat(model: Model) -> Actor:
        return replace(planner(), model=model, user=Player(model, user.name))

    report = export_run(read_trajectories(tmp_path / "run"), tmp_path / "data", facts=Facts("r"))
    written = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*.jsonl"))
    assert report.exported == len(plan)
    assert b"You play the person" not in written
    found = await replay_run(read_run(tmp_path / "run"), Stage(Jobs(lives), seat, Unwatched()))
    assert found.same == len(plan)


async def test_a_played_user_makes_the_same_record_again() -> None:
    first, second = [await played(Scribe()) for _ in range(2)]
    assert record_digest(first) == record_digest(second)
