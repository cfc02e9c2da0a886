"""Events and fold: the log is the truth, whole or broken off."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar, cast

import anyio
import orjson
import pytest
from hypothesis import given, strategies as st

from nex.data.events import (
    Event,
    event_of,
    read_reply,
    read_result,
    read_settings,
    read_signature,
    write_reply,
    write_result,
    write_settings,
    write_signature,
)
from nex.data.fold import fold
from nex.data.jsons import Json, JsonValue
from nex.data.messages import (
    Message,
    Part,
    Reply,
    Result,
    Settings,
    Signature,
    Usage,
    text_part,
)
from nex.data.trajectory import walk
from nex.errors import StoreError
from nex.models.scripted import Scripted, asks, says
from nex.runtime.agent import Agent
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit, refusal

JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
TEXT_PARTS = st.builds(text_part, st.text())


def provider_part(block: JsonValue) -> Part:
    return {"type": "provider", "block": block}


PROVIDER_PARTS = JSON.map(provider_part)
CONTENT = st.lists(TEXT_PARTS | PROVIDER_PARTS, max_size=3)
RESULTS = st.builds(
    Result,
    CONTENT,
    st.sampled_from(["ok", "error", "truncated", "cancelled"]),
    JSON,
    st.none() | st.text(min_size=1, max_size=4),
    st.floats(0, 10),
)
SPOKEN = JSON.map(lambda value: Result([text_part(orjson.dumps(value).decode())], value=value))
USAGES = st.builds(Usage, st.integers(0, 10**9), st.integers(0, 10**9), st.none() | st.floats(0, 9))
SETTINGS = st.builds(
    Settings,
    st.none() | st.integers(0, 9),
    st.none() | st.floats(0, 2),
    st.none() | st.integers(1, 9),
    st.none() | st.floats(0, 1),
)


Record = TypeVar("Record")


def through_json(record: Record) -> Record:
    return cast("Record", orjson.loads(orjson.dumps(record)))


@given(RESULTS | SPOKEN)
def test_results_come_back_as_they_were(result: Result) -> None:
    record = write_result(result)
    assert read_result(through_json(record)) == read_result(record) == result


@given(st.text(max_size=9), CONTENT, USAGES, st.dictionaries(st.text(max_size=3), JSON, max_size=2))
def test_replies_come_back_as_they_were(
    text: str, content: list[Part], usage: Usage, extra: dict[str, JsonValue]
) -> None:
    message: Message = {"role": "assistant", "content": content, "reasoning": text}
    reply = Reply(message, usage, "stop", text, extra)
    record = write_reply(reply)
    assert read_reply(through_json(record)) == read_reply(record) == reply


@given(SETTINGS)
def test_settings_come_back_without_their_seed(settings: Settings) -> None:
    assert read_settings(write_settings(settings)) == replace(settings, seed=None)


def test_signatures_come_back_as_they_were() -> None:
    for signature in (Signature("a", "A.", {}), Signature("b", "B.", {}, {"type": "string"})):
        assert read_signature(write_signature(signature)) == signature


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Unit:
    """A unit that calls units, some of which fail: agents above, leaves below."""
    name = f"u{draw(st.integers(0, 99))}"
    if depth == 0 or draw(st.booleans()):
        return refusal(name, draw(RESULTS))
    below = draw(st.lists(trees(depth - 1), max_size=3))
    units = tuple({unit.signature.name: unit for unit in below}.values())
    names = [unit.signature.name for unit in units] + ["nobody"]
    turns = draw(st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=3), max_size=3))
    replies = [asks(*[(called, f'{{"n":{n}}}') for n, called in enumerate(turn)]) for turn in turns]
    limits = Limits(steps=draw(st.none() | st.integers(1, 5)))
    model = Scripted({"": [*replies, says(draw(st.text()))]})
    return Agent(
        name, draw(st.text(max_size=9)), units, model, limits=limits, input={"type": "object"}
    )


def events_of(unit: Unit) -> list[Event]:
    events: list[Event] = []
    scope = Scope(events.append, settings=Settings(seed=3, temperature=0.5))
    arguments: Json = {}
    anyio.run(scope.call, unit, arguments, Limits(seconds=60))
    return events


@given(trees())
def test_a_log_read_from_json_folds_to_the_same_tree(unit: Unit) -> None:
    events = events_of(unit)
    root = fold(events)
    assert fold(event_of(orjson.dumps(event)) for event in events) == root
    calls = walk(root)
    assert len(calls) == sum(event["type"] == "call" for event in events)
    assert all(call.result is not None for call in calls)
    for call in calls:
        assert len(call.parents) == len(call.messages)
        for step in call.steps:
            assert step.reply is None or step.reply.message in call.messages
            assert step.reply is None or step.settings == Settings(temperature=0.5)
            if step.reply is not None:
                asked = step.reply.message.get("tool_calls", [])
                assert [c.unit for c in step.calls] == [
                    a["function"]["name"] for a in asked[: len(step.calls)]
                ]


@given(trees(), st.data())
def test_a_log_that_breaks_off_folds_to_a_part_of_the_tree(unit: Unit, data: st.DataObject) -> None:
    events = events_of(unit)
    kept = data.draw(st.integers(1, len(events)))
    whole = {call.id: call for call in walk(fold(events))}
    for call in walk(fold(events[:kept])):
        there = whole[call.id]
        assert call.result in (None, there.result)
        assert there.messages[: len(call.messages)] == call.messages


def test_a_log_without_a_call_is_refused() -> None:
    with pytest.raises(StoreError, match="holds no call"):
        fold([])


def test_a_log_out_of_order_is_refused() -> None:
    with pytest.raises(StoreError, match="misordered"):
        fold([{"type": "end", "id": [0], "result": {"text": "x"}}])
