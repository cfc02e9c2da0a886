"""A recorded run, made again without its model: every byte of every rollout, or an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import anyio
import orjson
import pytest

from nex.batch.execute import Terms
from nex.batch.log import RunLog, read_run
from nex.cli.acting import Acting
from nex.data.environment import NO_FAULTS
from nex.data.jsons import Json
from nex.data.messages import Message, Reply, Settings, Signature, text_of
from nex.data.streams import Stream
from nex.environment.folder import write_environment
from nex.environment.live import Live, open_environment
from nex.errors import ModelError, ReplayError
from nex.models.resolve import resolve
from nex.models.scripted import asks
from nex.pipeline.replaying import Replayed, Stage, replay_run
from nex.pipeline.running import Batched, Jobs, manifest_of, plan_rollouts, run_batch
from nex.pipeline.watch import Unwatched
from nex.rollout.rollout import Actor
from nex.runtime.model import Model
from tests.plant import library, live

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Wanderer:
    """Asks all its colleagues at once and calls tools at random, each reply after a while.

    What its agents meet depends on who is faster; now and then its provider is gone for good.
    """

    name = "wanderer"

    def __init__(self) -> None:
        self._random = resolve("random")
        self._asked = 0

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        self._asked += 1
        chance = Stream("wanderer", self._asked)
        await anyio.sleep(chance.unit() * 0.004)
        if chance.chance(0.02):
            raise ModelError("the line is dead", "unavailable")
        turns = sum(message["role"] == "assistant" for message in messages)
        colleagues = [tool for tool in tools if list(properties(tool)) == ["request"]]
        if colleagues and turns < 2:
            request: Json = {"request": f"{text_of(messages[-1]['content'])[:40]} {turns}"}
            reply = asks(*[(tool.name, request) for tool in colleagues])
            return replace(reply, attempts=1 + turns)
        if turns > 6:
            return asks(("finish", {"status": "done"}))
        seeded = Settings(chance.below(1000))
        return await self._random.complete(messages, tools, seeded)


def properties(tool: Signature) -> Json:
    found = tool.input.get("properties")
    return found if isinstance(found, dict) else {}


async def record(folder: Path, office: Live, model: Model, place: Path | None = None) -> RunLog:
    actor = Actor(model, model.name, "model")
    plan = plan_rollouts([office], model.name, 1, 28)
    acting = Acting(model.name, None, None, 1, None, office.sandbox_name, 8)
    places = {f"environment:{office.environment.name}": str(place)}
    manifest = manifest_of("r", [office], actor, plan, acting.settings | places)
    lives = {office.environment.name: office}
    await run_batch(folder, manifest, plan, Batched(lives, actor, Terms(8), Unwatched()))
    return read_run(folder)


async def again(log: RunLog, office: Live, concurrency: int = 5) -> Replayed:
    def seat(model: Model) -> Actor:
        return Actor(model, model.name, "model")

    jobs = Jobs({office.environment.name: office})
    return await replay_run(log, Stage(jobs, seat, Unwatched(), concurrency))


@pytest.mark.parametrize("sandbox", ["direct", "inprocess"])
async def test_a_run_of_racing_sub_agents_and_faults_replays_to_the_byte(
    tmp_path: Path, sandbox: str
) -> None:
    office = live(sandbox)
    log = await record(tmp_path / "run", office, Wanderer())
    raced = [r for r in log.rollouts.values() if r.finish and noted(r.finish)]
    broken = [r for r in log.rollouts.values() if r.status == "infra_error"]
    assert raced, "no two sub-agents ever met the World in another order than their own"
    assert broken, "the provider never failed"
    alone, together = await again(log, office, 1), await again(log, office, 20)
    assert alone == together
    assert alone.same + alone.left_out == len(log.rollouts)
    assert alone.left_out <= 2, "all but tools that were cut off in flight can be replayed"


def noted(finish: Json) -> bool:
    provenance = finish["provenance"]
    return isinstance(provenance, dict) and bool(provenance["order"])


async def test_another_world_than_the_recorded_one_is_an_error_that_names_the_rollout(
    tmp_path: Path,
) -> None:
    office = live("direct")
    log = await record(tmp_path / "run", office, resolve("teacher"))
    with pytest.raises(ReplayError, match=r"rollout [0-9a-f]{32}") as caught:
        await again(log, office.with_faults(NO_FAULTS))
    assert "differs from the record" in str(caught.value)


async def test_an_altered_result_is_an_error(tmp_path: Path) -> None:
    office = live("direct")
    log = await record(tmp_path / "run", office, resolve("teacher"))
    first = next(iter(log.rollouts))
    results = [event["result"] for event in log.rollouts[first].events if event["type"] == "end"]
    results[0]["value"] = {"rows": []}
    with pytest.raises(ReplayError, match=first):
        await again(log, office)


ELSEWHERE = [
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"},
]


async def test_a_run_replays_in_another_process_whatever_its_surroundings(tmp_path: Path) -> None:
    """Other versions of Python: benchmarks/replays.py, with interpreters that have the packages."""
    made = library()
    card = made.card.model_copy(update={"blueprints": tuple(b.name for b in made.blueprints)})
    office = open_environment(replace(made, card=card), "inprocess")
    place = write_environment(office.environment, tmp_path)
    await record(tmp_path / "run", office, Wanderer(), place)
    command = [sys.executable, "-m", "nex.cli", "run", "--replay", str(tmp_path / "run"), "--json"]
    for variables in ELSEWHERE:
        done = await anyio.run_process(command, env=os.environ | variables, check=False)
        assert done.returncode == 0, done.stderr.decode()
        said = orjson.loads(done.stdout)
        assert said["same"] + said["left_out"] == 28
        assert said["left_out"] <= 2
