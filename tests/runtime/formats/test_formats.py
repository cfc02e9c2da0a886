"""Call formats: whatever is written is read back, and what cannot be read is named."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
import pytest
from hypothesis import given, strategies as st

from nex import Agent, run, tool
from nex.data.jsons import Json, JsonValue
from nex.data.messages import (
    Message,
    Part,
    Reply,
    Result,
    Signature,
    ToolCall,
    text_of,
    text_part,
)
from nex.errors import InputError
from nex.models.scripted import asks, says, scripted
from nex.runtime.formats.format import MALFORMED, Format
from nex.runtime.formats.interpreter import Interpreter, read_conversation, write_conversation
from nex.runtime.formats.names import FORMATS, TEXTS, format_named
from nex.runtime.formats.text import Text, read_brief

pytestmark = pytest.mark.anyio

texts = st.text(st.characters(codec="utf-8"), max_size=20)
awkward = st.sampled_from(
    ["</argument>", "```", "\n```\n", "Action: x", "Observation:", "&lt;", '"', "1", "null", "{}"]
)
plain = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | texts | awkward
values: st.SearchStrategy[JsonValue] = st.recursive(
    plain | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["price", "class", "fs/read-file", "naïve", 'say "hi"', "tools", "\uff21"])
keys = st.sampled_from(["sku", "due date", "from", "a<b", 'a"b', "\ufb01", "text"])
calls = st.lists(st.tuples(names, st.dictionaries(keys, values, max_size=3)), max_size=3)
words = st.sampled_from(["", "I look it up.", "Two lines\nof thought.", "a < b & c"])

SCHEMA: Json = {
    "type": "object",
    "properties": {"sku": {"type": "string"}, "text": {"type": ["string", "null"]}},
}
TOOLS = tuple(Signature(name, f"Does {name}.", SCHEMA) for name in ("price", "fs/read-file"))
IMAGE: Part = {"type": "image", "mime": "image/png", "uri": "https://example.org/a.png"}


def spoken(text: str, asked: Sequence[tuple[str, Json]]) -> Message:
    """An assistant's structured turn."""
    message = asks(*asked, text=text).message
    return {**message, "reasoning": "because"}


@pytest.mark.parametrize("format", list(FORMATS.values()), ids=list(FORMATS))
@given(text=words, asked=calls)
def test_what_is_written_is_read_back(
    format: Format, text: str, asked: list[tuple[str, Json]]
) -> None:
    message = spoken(text, asked)
    assert format.read(format.write(message, TOOLS), TOOLS) == message


@pytest.mark.parametrize("format", TEXTS, ids=[text.name for text in TEXTS])
@given(text=st.text() | st.sampled_from(["<tool_call>", "Action:", "```tool_code\n", "```json\n{"]))
def test_no_text_is_more_than_a_reader_can_bear(format: Text, text: str) -> None:
    heard = format.read({"role": "assistant", "content": [text_part(text)]}, TOOLS)
    assert heard["role"] == "assistant"


@pytest.mark.parametrize("format", TEXTS, ids=[text.name for text in TEXTS])
@given(turns=st.lists(st.tuples(words, calls.filter(bool)), max_size=3), result=texts)
def test_whole_conversations_go_over_and_come_back(
    format: Text, turns: list[tuple[str, list[tuple[str, Json]]]], result: str
) -> None:
    messages: list[Message] = [
        {"role": "system", "content": [text_part("You are a clerk.")]},
        {"role": "user", "content": [text_part("go"), IMAGE]},
    ]
    for text, asked in turns:
        turn = len(messages)
        message = spoken(text, asked)
        for n, call in enumerate(message.get("tool_calls", ())):
            call["id"] = f"call_{turn}_{n}"
        messages.append(message)
        for call in message.get("tool_calls", ()):
            content = [text_part(result), IMAGE]
            messages.append({"role": "tool", "content": content, "tool_call_id": call["id"]})
    told = write_conversation(messages, TOOLS, format)
    assert all("tool_calls" not in message for message in told)
    assert read_conversation(told, format) == (messages, TOOLS)


def test_instructions_are_found_again_without_their_brief() -> None:
    brief = format_named("xml").brief(TOOLS)
    assert read_brief(f"Be brief.\n\n{brief}") == ("Be brief.", TOOLS)
    assert read_brief("Be brief.") == ("Be brief.", ())


MALFORMED_TEXTS = [
    ("xml", "<tool_call>\n<name>price</name>", "is not closed"),
    ("xml", "</tool_call>", "closes nothing"),
    ("xml", "<tool_call>price</tool_call>", "does not begin with <name>"),
    ("xml", "<tool_call><name>price</name><sku>1</sku></tool_call>", "'<sku>1</sku>'"),
    ("react", "Thought: hm", "neither an Action nor a Final Answer"),
    ("react", "Action: price", "no line `Action Input"),
    ("react", "Action:\nAction Input: {}", "names no tool"),
    ("react", "Action: price\nAction Input: {'sku'}", "is not JSON: Expecting"),
    ("react", "Action: price\nAction Input: [1]", "must be a JSON object"),
    ("react", "Action: a\nAction Input: {}\nFinal Answer: x", "both an Action and"),
    ("json", '```json\n{"tool": "price", \n```', "is not JSON"),
    ("json", '```json\n{"tool": "price", "arguments": [1]}\n```', "wrong shape"),
    ("python", "```tool_code\nprice(sku=1", "is not closed"),
    ("python", "```tool_code\nprice(sku=\n```", "is not Python"),
    ("python", "```tool_code\nx = price(sku=1)\n```", "line 1 of the tool_code block is no call"),
    ("python", "```tool_code\nprice(sku=open('x'))\n```", "\"open('x')\" is no literal"),
    ("python", "```tool_code\nos.remove('x')\n```", "'os.remove' is no tool's name"),
    ("python", "```tool_code\nprice(1, 2, 3)\n```", "more arguments than price has"),
    ("python", "```tool_code\nprice(sku={1, 2})\n```", "nothing that JSON can say"),
    ("python", "```tool_code\nprice(**[1])\n```", "unpacks what is no dictionary"),
]


@pytest.mark.parametrize(("format", "text", "defect"), MALFORMED_TEXTS)
async def test_malformed_text_is_an_observation_that_names_the_defect(
    format: str, text: str, defect: str
) -> None:
    model = scripted(text, Reply(format_named(format).write(says("mended").message, ())))
    agent = Agent("a", "Work.", (price,), model, format=format_named(format))
    result = await run(agent, "go")
    stub = result.trajectory.steps[0].calls[0]
    assert stub.result is not None
    assert (stub.unit, stub.kind, stub.result.code) == (MALFORMED, "stub", "malformed_call")
    assert defect in stub.result.text
    assert defect in text_of(result.trajectory.messages[-2]["content"])
    assert (result.text, result.status) == ("mended", "completed")


LENIENT: list[tuple[str, str, list[tuple[str, Json]]]] = [
    ("xml", '<tool_call><name>price</name><argument name="sku">1 < 2</argument></tool_call>',
     [("price", {"sku": "1 < 2"})]),
    ("xml", '<tool_call><name> price </name><argument name="n">blue</argument></tool_call>',
     [("price", {"n": "blue"})]),
    ("react", 'Thought: a\nAction: price\nAction Input: {\n "sku": "1"}\nObservation: 3\n'
     "Thought: b\nFinal Answer: made up", [("price", {"sku": "1"})]),
    ("json", ' {"tool": "price"} ', [("price", {})]),
    ("json", '```\n{"tool": "price", "arguments": {"a": 1}}\n```', [("price", {"a": 1})]),
    ("python", "```tool_code\nprice('A1')\n```", [("price", {"sku": "A1"})]),
    ("python", "```tool_code\nprice(sku=-1.5)\nprice(sku=(None, True))\n```",
     [("price", {"sku": -1.5}), ("price", {"sku": [None, True]})]),
]  # fmt: skip


@pytest.mark.parametrize(("format", "text", "asked"), LENIENT)
def test_what_is_meant_is_read(format: str, text: str, asked: list[tuple[str, Json]]) -> None:
    heard = format_named(format).read({"role": "assistant", "content": [text_part(text)]}, TOOLS)
    found = [read(call) for call in heard.get("tool_calls", ())]
    assert found == asked


def read(call: ToolCall) -> tuple[str, Json]:
    return call["function"]["name"], orjson.loads(call["function"]["arguments"])


ANSWERS = [
    ("xml", "a </b> c"),
    ("react", "no marks at all"),
    ("json", '```json\n{"total": 3}\n```'),
    ("json", "```python\nprint(1)\n```"),
    ("python", "```python\nprint(1)\n```"),
]


@pytest.mark.parametrize(("format", "text"), ANSWERS)
def test_a_reply_without_a_call_is_the_answer(format: str, text: str) -> None:
    message: Message = {"role": "assistant", "content": [text_part(text)]}
    assert format_named(format).read(message, TOOLS) == message


@tool
async def price(sku: str) -> float:
    """Price of one item in euros."""
    return {"A1": 12.5}[sku]


@tool
async def picture() -> Result:
    """What the item looks like."""
    return Result([text_part("front"), IMAGE])


@pytest.mark.parametrize("format", TEXTS, ids=[text.name for text in TEXTS])
async def test_a_structured_model_speaks_any_format_through_an_interpreter(format: Text) -> None:
    turns = (asks(("price", {"sku": "A1"}), ("picture", {}), text="I look."), says("It is 12.5."))
    plain = Agent("clerk", "Prices.", (price, picture), scripted(*turns))
    spoken = Agent(
        "clerk", "Prices.", (price, picture), Interpreter(scripted(*turns), format), format=format
    )
    first, second = await run(plain, "go"), await run(spoken, "go")
    calls = [[call.result for call in step.calls] for step in first.trajectory.steps]
    assert [[call.result for call in step.calls] for step in second.trajectory.steps] == calls
    assert (second.text, second.trajectory.tools) == (first.text, ())
    assert "tool_calls" not in second.trajectory.messages[2]
    assert IMAGE in second.trajectory.messages[3]["content"]
    told = write_conversation(first.trajectory.messages, first.trajectory.tools, format)
    assert told == list(second.trajectory.messages)


async def test_a_stop_unit_ends_the_agent_in_any_format() -> None:
    for format in FORMATS.values():
        reply = format.write(asks(("price", {"sku": "A1"})).message, (price.signature,))
        agent = Agent(
            "a", "", (price,), scripted(Reply(reply)), frozenset({"price"}), format=format
        )
        assert (await run(agent, "go")).value == 12.5


async def test_unknown_tools_are_named_in_any_format() -> None:
    reply = format_named("react").write(asks(("cost", {})).message, ())
    agent = Agent("a", "", (price,), scripted(Reply(reply), "ok"), format=format_named("react"))
    result = await run(agent, "go")
    observed = text_of(result.trajectory.messages[-2]["content"])
    assert observed == "Observation: there is no tool 'cost'; known: price"


def test_no_format_of_that_name_is_bad_input() -> None:
    with pytest.raises(InputError, match="known: structured, xml, react, python, json"):
        format_named("yaml")
