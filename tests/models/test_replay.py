"""Record and replay: what was said is said again; anything else is an error."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from nex import Agent, Limits, run
from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import UNSET, Reply, Result, Signature, said
from nex.data.trajectory import Call
from nex.errors import InputError, ModelError, ReplayError
from nex.models.recording import Record, read_recording
from nex.models.replay import Replay
from nex.models.resolve import closing, resolve
from nex.models.scripted import Scripted, asks, says
from nex.runtime.compaction import Window
from nex.runtime.ending import conclude
from nex.runtime.model import Model
from nex.runtime.permission import Outside
from nex.runtime.resuming import Answering, Past, Resuming, answers_in
from nex.runtime.scope import Scope
from tests.models.voices import HELLO, Voice
from tests.runtime.units import Probe, sleeps

pytestmark = pytest.mark.anyio
GO: Json = {"request": "go"}
WITHIN = Limits(seconds=60)


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param


async def test_a_recording_plays_without_its_model(tmp_path: Path) -> None:
    async def answer(nth: int) -> Reply:
        if nth == 2:
            raise ModelError("busy", "unavailable")
        return says(str(nth))

    path = tmp_path / "deep" / "talk.jsonl"
    async with closing(Record(Voice(answer), path)) as model:
        said = [await model.complete(HELLO, (), UNSET)]
        with pytest.raises(ModelError):
            await model.complete(HELLO, (), UNSET)
        said.append(await model.complete(HELLO, (), UNSET))
    replay = resolve(f"replay:{path}")
    assert await replay.complete(HELLO, (), UNSET) == said[0]
    with pytest.raises(ModelError, match="busy") as caught:
        await replay.complete(HELLO, (), UNSET)
    assert caught.value.code == "unavailable"
    assert await replay.complete(HELLO, (), UNSET) == said[1]
    with pytest.raises(ReplayError, match="turn 1"):
        await replay.complete(HELLO, (), UNSET)


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"schema":"nex.recording/2"}', "7"])
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=r"talk\.jsonl:1: is no line"):
        read_recording(path)
    with pytest.raises(InputError, match="needs a recording"):
        read_recording(tmp_path / "nothing")


def desk(tool_says: str = "42") -> Agent:
    """A manager, two specialists at once, one of whom loses its model, and a slow tool."""

    async def look(_arguments: Json, _scope: Scope) -> Result:
        return said(tool_says)

    clerk = Agent("clerk", "You are the clerk.", (Probe("look", look), sleeps("nap", 0.01)))
    return Agent("boss", "You are the boss.", (clerk,))


HAND_OVER = asks(("clerk", {"request": "left"}), ("clerk", {"request": "right"}))
SCRIPT = Scripted(
    {
        "boss": [HAND_OVER, says("both done")],
        "left": [asks(("look", {}), ("nap", {}), ("nothing", {})), says("one")],
        "right": [asks(("nap", {})), says("two")],
    }
)


async def record(model: Model, tool_says: str = "42") -> Call:
    result = await run(desk(tool_says), "go", model=model)
    if isinstance(result.error, ReplayError):
        raise result.error
    return result.trajectory


async def test_a_whole_run_replays_from_its_tree_of_calls() -> None:
    made = await record(SCRIPT)
    assert made.result == said("both done")
    assert await record(Replay(made, "replay")) == made


async def test_a_failure_of_the_provider_replays_too() -> None:
    made = await record(Scripted({"boss": [HAND_OVER], **dict(list(SCRIPT.scripts.items())[1:])}))
    assert made.result is not None
    assert made.result.code == "script_ended"
    assert await record(Replay(made, "replay")) == made


async def test_any_difference_is_an_error() -> None:
    made = await record(SCRIPT)
    with pytest.raises(ReplayError, match="no longer as it was recorded"):
        await record(Replay(made, "replay"), tool_says="43")


async def test_a_run_that_was_compacted_and_suspended_replays_to_the_byte() -> None:
    """Its waiting, the answer from outside and what its model was shown are events as any other."""
    quote = Outside(Signature("quote", "A quote.", {"type": "object"}))
    tools = (Probe("look", looked), quote)
    clerk = Agent("clerk", "You are the clerk.", tools, compaction=Window(600, 300))
    look = asks(("look", {}))
    replies = [look, look, asks(("quote", {}), ("look", {})), look, look, says("done")]

    async def answer(nth: int) -> Reply:
        return replies[nth - 1]

    script = Voice(answer)
    first = await run(clerk, "go", model=script)
    assert first.pending is not None
    call = first.pending.waiting[0].call
    events: list[Event] = []
    past = Past(first.pending.answered({call: "12.5"}).events)
    await conclude(Resuming(past, events.append, script), clerk, GO, WITHIN)
    made = fold(events)
    assert made.result == said("done")
    assert len(made.parents) != len(set(made.parents)), "nothing was compacted"
    again: list[Event] = []
    scope = Answering(answers_in(events), again.append, Replay(made, "replay"))
    await conclude(scope, clerk, GO, WITHIN)
    assert [orjson.dumps(event) for event in again] == [orjson.dumps(event) for event in events]


async def looked(_arguments: Json, _scope: Scope) -> Result:
    return said("x" * 150)
