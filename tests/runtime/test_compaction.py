"""Compaction: a model is shown less, and the log says exactly what."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nex import Agent, run, tool
from nex.data.messages import Message, Reply, Settings, Signature, text_of
from nex.data.trajectory import Call
from nex.errors import InputError
from nex.models.scripted import asks, scripted
from nex.runtime.compaction import ClearResults, Compaction, Summary, Window, length
from nex.runtime.formats.names import format_named
from nex.runtime.media import PARTS, media, request_of
from nex.runtime.run import RunResult

pytestmark = pytest.mark.anyio


@tool
async def page(number: int) -> str:
    """One page of a long text."""
    return f"page {number} ".ljust(100, ".")


class Witness:
    """Reads pages one after the other and remembers what it was shown."""

    name = "witness"

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.shown: list[list[Message]] = []

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        self.shown.append(list(messages))
        turn = len(self.shown)
        return asks(("page", {"number": turn})) if turn <= self.pages else asks(text="read")


async def read(compaction: Compaction, pages: int = 8) -> tuple[RunResult, Witness]:
    model = Witness(pages)
    agent = Agent("a", "Read it all.", (page,), model, compaction=compaction)
    return await run(agent, "go"), model


def branch(call: Call, head: int) -> list[Message]:
    found: list[Message] = []
    while head >= 0:
        found.append(call.messages[head])
        head = call.parents[head]
    return found[::-1]


def paired(messages: Sequence[Message]) -> bool:
    """Whether every result has its call right before it, and every call its result."""
    asked = [call["id"] for message in messages for call in message.get("tool_calls", ())]
    told = [message["tool_call_id"] for message in messages if "tool_call_id" in message]
    return asked == told


SUMMARY = Agent("summarise", "Sum up.", model=scripted("pages were read"))
COMPACTIONS = [Window(500, 200), ClearResults(500, 1), Summary(SUMMARY, 500, 200)]


@pytest.mark.parametrize("compaction", COMPACTIONS, ids=["window", "clear", "summary"])
async def test_the_log_holds_what_a_compacted_model_was_shown(compaction: Compaction) -> None:
    result, model = await read(compaction)
    asked = [step for step in result.trajectory.steps if step.reply is not None]
    assert [branch(result.trajectory, step.head) for step in asked] == model.shown
    assert all(paired(messages) for messages in model.shown)
    assert all(length(messages) < 700 for messages in model.shown)
    opening = [text_of(message["content"]) for message in model.shown[-1][:2]]
    assert opening == ["Read it all.", "go"]
    assert (result.text, len(asked)) == ("read", 9)


async def test_a_window_continues_its_branch_for_several_turns() -> None:
    result, model = await read(Window(500, 200))
    sizes = [len(messages) for messages in model.shown]
    assert sizes == [2, 4, 6, 8, 10, 4, 6, 8, 10]
    assert sum(parent == 1 for parent in result.trajectory.parents) == 2


async def test_a_summary_is_a_call_of_the_agent() -> None:
    result, model = await read(Summary(SUMMARY, 500, 200))
    called = [call.unit for step in result.trajectory.steps for call in step.calls]
    assert called.count("summarise") == 2
    assert text_of(model.shown[5][2]["content"]).endswith("so far:\npages were read")


async def test_a_summary_that_fails_changes_nothing() -> None:
    mute = Agent("summarise", "Sum up.", model=scripted(""))
    _, model = await read(Summary(mute, 500, 200), pages=5)
    assert [len(messages) for messages in model.shown] == [2, 4, 6, 8, 10, 12]


async def test_old_results_are_cleared_in_place() -> None:
    _, model = await read(ClearResults(500, 1))
    last = [text_of(m["content"])[:30] for m in model.shown[-1] if m["role"] == "tool"]
    assert last[:2] == ["[old result dropped]"] * 2
    assert last[-1].startswith("page 8")


async def test_a_format_of_text_is_compacted_too() -> None:
    react = format_named("react")
    turns = [react.write(asks(("page", {"number": n})).message, ()) for n in range(9)]
    model = scripted(*map(Reply, turns), "Final Answer: read")
    agent = Agent("a", "Read.", (page,), model, format=react, compaction=ClearResults(900, 1))
    result = await run(agent, "go")
    assert result.text == "read"
    said = [text_of(message["content"])[:11] for message in result.trajectory.messages]
    assert "[old result" in said


def test_a_compaction_that_keeps_more_than_starts_it_is_bad_input() -> None:
    with pytest.raises(InputError, match="keeps fewer characters"):
        Window(100, 100)


async def test_an_agent_is_asked_with_an_image() -> None:
    model = Witness(0)
    image = media(b"\x89PNG", "image/png")
    await run(Agent("a", "Look.", model=model, input=PARTS), request_of("What is it?", image))
    asked = model.shown[0][1]["content"]
    assert [part["type"] for part in asked] == ["text", "image"]
    assert asked[1].get("uri") == "data:image/png;base64,iVBORw=="
    assert media("https://example.org/a.wav")["type"] == "audio"
    with pytest.raises(InputError, match="media type"):
        media(b"?")
