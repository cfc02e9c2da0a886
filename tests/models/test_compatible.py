"""The built-in client against a real server on loopback."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
import pytest

from nex import Agent, run, tool
from nex.data.events import read_reply, write_reply
from nex.data.jsons import Json, JsonValue
from nex.data.messages import (
    UNSET,
    Message,
    Part,
    Reply,
    Settings,
    Signature,
    Usage,
    text_part,
)
from nex.errors import InputError, ModelError
from nex.models.compatible import Compatible, Endpoint
from nex.models.cost import known_price, read_price
from nex.models.resolve import closing, resolve
from nex.runtime.budget import Limits
from nex.runtime.model import Price
from tests.models.provider import Answer, answer, refusal, serving

pytestmark = pytest.mark.anyio

ASKED: list[Message] = [
    {"role": "system", "content": [text_part("Be brief.")]},
    {"role": "user", "content": [text_part("Hello?")]},
]
LOOK = Signature("look", "Looks.", {"type": "object", "properties": {}})
HELLO = answer({"content": "Hello."})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def complete(
    script: Sequence[Answer], messages: Sequence[Message] = ASKED, settings: Settings = UNSET
) -> tuple[Reply, Json]:
    """The reply to the first question, and what the provider was asked."""
    async with serving(script) as provider:
        async with closing(Compatible("openai/m", Endpoint(provider.url, "k"))) as model:
            reply = await model.complete(messages, (LOOK,), settings)
        assert provider.keys == ["Bearer k"]
        return reply, provider.asked[0]


async def failure(script: Sequence[Answer]) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await complete(script)
    return caught.value


async def test_question_and_reply_go_over_the_wire() -> None:
    reply, asked = await complete([HELLO], settings=Settings(seed=7, max_tokens=50))
    assert asked == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hello?"},
        ],
        "seed": 7,
        "max_tokens": 50,
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "look",
                    "description": "Looks.",
                    "parameters": {"type": "object", "properties": {}},
                },
            }
        ],
    }
    assert reply == Reply(
        {"role": "assistant", "content": [text_part("Hello.")]},
        Usage(11, 3, None),
        "stop",
        "m-2026",
    )


PROVIDER_MESSAGES: list[Json] = [
    {"content": "Hi."},
    {"content": "Hi.", "reasoning_content": "They greet."},
    {"content": "Hi.", "reasoning": "They greet.", "reasoning_details": [{"signature": "s"}]},
    {"content": [{"type": "text", "text": "a"}, {"type": "thinking", "thinking": "b"}]},
    {
        "content": "",
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "look", "arguments": '{"x": 1}'},
                "extra_content": {"google": {"thought_signature": "abc"}},
            }
        ],
    },
]


@pytest.mark.parametrize("said", PROVIDER_MESSAGES)
async def test_what_the_provider_said_comes_back_to_it_unchanged(said: Json) -> None:
    reply, _ = await complete([answer(said)])
    _, asked = await complete([HELLO], [*ASKED, reply.message])
    messages = asked["messages"]
    assert isinstance(messages, list)
    assert messages[-1] == {"role": "assistant", **said}


async def test_reasoning_is_kept_as_text() -> None:
    reply, _ = await complete([answer({"content": "Hi.", "reasoning_content": "They greet."})])
    assert reply.message.get("reasoning") == "They greet."
    assert reply.message["content"] == [text_part("Hi.")]


async def test_token_ids_and_logprobs_are_passed_through() -> None:
    body = orjson.loads(answer({"content": "Hi."}, prompt_token_ids=[1, 2]).body)
    body["choices"][0]["logprobs"] = {"content": [{"token": "Hi", "logprob": -0.5}]}
    body["choices"][0]["token_ids"] = [9]
    reply, _ = await complete([Answer(orjson.dumps(body))])
    assert reply.extra == {
        "logprobs": {"content": [{"token": "Hi", "logprob": -0.5}]},
        "token_ids": [9],
        "prompt_token_ids": [1, 2],
    }


async def test_crooked_tool_calls_are_straightened() -> None:
    calls: list[JsonValue] = [
        {"id": "a", "function": {"name": "look", "arguments": {"x": 1}}},
        {"id": "a", "function": {"name": "look", "arguments": None}},
        {"function": {"name": None}},
    ]
    reply, _ = await complete([answer({"content": None, "tool_calls": calls}, "tool_calls")])
    read = reply.message.get("tool_calls", [])
    assert [call["id"] for call in read] == ["a", "call_1", "call_2"]
    assert [call["function"] for call in read] == [
        {"name": "look", "arguments": '{"x":1}'},
        {"name": "look", "arguments": ""},
        {"name": "", "arguments": ""},
    ]


FAULTS = [
    (refusal(401, "bad key"), "auth", False),
    (refusal(403, "no access"), "auth", False),
    (refusal(404, "no such model"), "unknown_model", False),
    (refusal(400, "bad schema"), "bad_request", False),
    (refusal(400, "maximum context length is 8192 tokens"), "context_overflow", False),
    (refusal(413, "too large"), "context_overflow", False),
    (refusal(429, "slow down"), "rate_limited", True),
    (refusal(429, "insufficient_quota"), "auth", False),
    (refusal(500, "oops"), "unavailable", True),
    (refusal(529, "overloaded"), "unavailable", True),
    (Answer(b'{"error":{"message":"upstream","code":429}}'), "rate_limited", True),
    (Answer(b"<html>"), "bad_reply", True),
    (Answer(b"[]"), "bad_reply", True),
    (Answer(b'{"choices":[]}'), "bad_reply", True),
    (Answer(HELLO.body, cut=20), "unavailable", True),
]


@pytest.mark.parametrize(("given", "code", "transient"), FAULTS)
async def test_every_fault_has_a_code(given: Answer, code: str, transient: bool) -> None:
    error = await failure([given])
    assert (error.code, error.transient) == (code, transient)
    assert "Bearer" not in str(error)
    assert "\n" not in str(error)


WAITS = [
    ("3", 3.0),
    ("0.5", 0.5),
    ("-1", 0.0),
    ("banana", None),
    ("86400", 86400.0),
    ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ("", None),
    ("1" * 400, None),
]


@pytest.mark.parametrize(("text", "seconds"), WAITS)
async def test_retry_after_is_read(text: str, seconds: float | None) -> None:
    error = await failure([refusal(429, "slow down", Retry_After=text)])
    assert error.retry_after == seconds


async def test_what_to_wait_is_read_by_the_providers_own_clock() -> None:
    noon, later = "Wed, 21 Oct 2015 12:00:00 GMT", "Wed, 21 Oct 2015 12:00:07 GMT"
    error = await failure([refusal(429, "slow down", Date=noon, Retry_After=later)])
    assert error.retry_after == 7.0
    error = await failure([refusal(429, "slow down", retry_after_ms="1500", Retry_After="9")])
    assert error.retry_after == 1.5


USAGES: list[tuple[JsonValue, Usage]] = [
    (None, Usage(76, 2, None, estimated=True)),
    ({"prompt_tokens": -5, "completion_tokens": 3}, Usage(76, 3, None, estimated=True)),
    ({"prompt_tokens": 11, "completion_tokens": 1e300}, Usage(11, 2, None, estimated=True)),
    ({"prompt_tokens": 11, "completion_tokens": True}, Usage(11, 2, None, estimated=True)),
    ({"prompt_tokens": "11", "completion_tokens": 3}, Usage(76, 3, None, estimated=True)),
    ({"prompt_tokens": 11, "completion_tokens": 3, "cost": -1}, Usage(11, 3, None)),
    ({"prompt_tokens": 11, "completion_tokens": 3, "cost": 0.5}, Usage(11, 3, 0.5)),
]


@pytest.mark.parametrize(("given", "read"), USAGES)
async def test_usage_that_cannot_be_true_is_estimated_and_flagged(
    given: JsonValue, read: Usage
) -> None:
    reply, _ = await complete([answer({"content": "Hello."}, usage=given)])
    assert reply.usage == read
    assert read_reply(write_reply(reply)) == reply


PARTS: list[tuple[Part, JsonValue]] = [
    (
        {"type": "image", "mime": "image/png", "uri": "data:image/png;base64,AAAA"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
    ),
    (
        {"type": "audio", "mime": "audio/wav", "uri": "data:audio/wav;base64,AAAA"},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
    ),
    (
        {"type": "resource", "mime": "text/csv", "uri": "file:///a.csv"},
        {"type": "text", "text": "[resource text/csv not shown]"},
    ),
]


@pytest.mark.parametrize(("part", "wire"), PARTS)
async def test_parts_go_over_the_wire(part: Part, wire: JsonValue) -> None:
    look: list[Message] = [{"role": "user", "content": [text_part("Look:"), part]}]
    _, asked = await complete([HELLO], look)
    expected: JsonValue = [{"type": "text", "text": "Look:"}, wire]
    assert asked["messages"] == [{"role": "user", "content": expected}]


async def test_nobody_at_the_address_is_a_transient_fault() -> None:
    async with closing(Compatible("m", Endpoint("http://127.0.0.1:9/v1"))) as model:
        with pytest.raises(ModelError, match="cannot be reached") as caught:
            await model.complete(ASKED, (), UNSET)
    assert caught.value.transient


async def test_a_flood_is_refused() -> None:
    async with serving([answer({"content": "x" * 2000})]) as provider:
        endpoint = Endpoint(provider.url, most_bytes=1000)
        async with closing(Compatible("m", endpoint)) as model:
            with pytest.raises(ModelError, match="more than 1000 bytes") as caught:
                await model.complete(ASKED, (), UNSET)
    assert not caught.value.transient


async def test_an_agent_works_through_the_client_and_its_cost_is_known() -> None:
    @tool
    async def price(sku: str) -> float:
        """Price of one item."""
        return {"A1": 12.5}[sku]

    call: Json = {"id": "c", "type": "function"}
    call["function"] = {"name": "price", "arguments": '{"sku":"A1"}'}
    asks: Json = {"content": None, "tool_calls": [call]}
    script = [answer(asks, "tool_calls"), answer({"content": "12.5"})]
    async with serving(script) as provider:
        given = Price(1.0, 2.0)
        async with closing(resolve("openai/m", base_url=provider.url, price=given)) as model:
            clerk = Agent("clerk", "Answer.", (price,))
            result = await run(clerk, "What does A1 cost?", model=model, limits=Limits(cost=1.0))
        messages = provider.asked[1]["messages"]
    assert isinstance(messages, list)
    assert messages[-1] == {"role": "tool", "tool_call_id": "c", "content": "12.5"}
    assert (result.value, result.usage.tokens) == ("12.5", 28)
    assert result.cost == pytest.approx((22 * 1 + 6 * 2) / 1e6)


async def test_without_a_price_the_cost_is_unknown() -> None:
    async with serving([HELLO]) as provider:
        async with closing(resolve("openai/mystery", base_url=provider.url)) as model:
            agent = Agent("a", "Answer.")
            result = await run(agent, "Hello?", model=model)
            assert (result.value, result.cost) == ("Hello.", None)
            with pytest.raises(InputError, match="no price is known"):
                await run(agent, "Hello?", model=model, limits=Limits(cost=1.0))
        assert len(provider.asked) == 1


def test_prices_are_known_by_name_without_vendor_and_date() -> None:
    assert known_price("openai/gpt-5-mini-2025-08-07") == Price(0.25, 2.0)
    assert known_price("openai/mystery") is None
    assert read_price("0.25,2") == Price(0.25, 2.0)


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "-1,2", "nan,1"])
def test_a_bad_price_is_bad_input(text: str) -> None:
    with pytest.raises(InputError, match="price"):
        read_price(text)


def test_a_bad_address_is_bad_input() -> None:
    with pytest.raises(InputError, match="must start with http"):
        resolve("openai/m", base_url="localhost:8000")
