"""Streamed replies: gathered whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

import anyio
import pytest

from nex.data.jsons import Json
from nex.data.messages import UNSET, Message, Reply, Usage, text_part
from nex.errors import ModelError
from nex.models.compatible import Compatible, Endpoint
from nex.models.resolve import closing
from nex.models.retry import Patience, Retry
from nex.models.streaming import Events
from tests.models.provider import Answer, answer, chunk, serving, streamed

pytestmark = pytest.mark.anyio
ASKED: list[Message] = [{"role": "user", "content": [text_part("Hello?")]}]
USAGE: Json = {"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 3}}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def complete(
    *script: Answer, attempts: int = 1, idle: float = 9.0, total: float = 9.0
) -> tuple[Reply, Sequence[Json]]:
    async with serving(script) as provider:
        endpoint = Endpoint(provider.url, idle_seconds=idle, total_seconds=total, stream=True)
        patience = Patience(attempts, first_delay=0.01)
        async with closing(Retry(Compatible("openai/m", endpoint), patience)) as model:
            return await model.complete(ASKED, (), UNSET), provider.asked


def call(index: int, **fields: str) -> Json:
    function = {k: v for k, v in fields.items() if k != "id"}
    ids: Json = {"id": fields["id"], "type": "function"} if "id" in fields else {}
    return {"tool_calls": [{"index": index, **ids, "function": {**function}}]}


CALLS = [
    chunk({"role": "assistant", "content": None}),
    chunk({"reasoning_content": "They "}),
    chunk({"reasoning_content": "greet."}),
    chunk({"content": "Hel"}),
    chunk({"content": "lo."}),
    chunk(call(0, id="a", name="look", arguments="")),
    chunk(call(0, arguments='{"x":')),
    chunk(call(1, id="b", name="see", arguments="{}")),
    chunk(call(0, arguments="1}")),
    chunk({}, "tool_calls"),
    USAGE,
]


async def test_pieces_make_the_reply_that_would_have_come_whole() -> None:
    look: Json = {"name": "look", "arguments": '{"x":1}'}
    see: Json = {"name": "see", "arguments": "{}"}
    calls: Json = {
        "content": "Hello.",
        "reasoning_content": "They greet.",
        "tool_calls": [
            {"id": "a", "type": "function", "function": look},
            {"id": "b", "type": "function", "function": see},
        ],
    }
    in_pieces, asked = await complete(streamed(*CALLS))
    whole, _ = await complete(answer(calls, "tool_calls"))
    assert in_pieces == whole
    assert whole.usage == Usage(11, 3, None)
    assert (asked[0]["stream"], asked[0]["stream_options"]) == (True, {"include_usage": True})


async def test_logprobs_and_token_ids_of_a_stream_go_on_through_its_pieces() -> None:
    def piece(text: str, token: int) -> Json:
        logprobs: Json = {"content": [{"token": text, "logprob": -0.5}]}
        choice: Json = {"delta": {"content": text}, "logprobs": logprobs, "token_ids": [token]}
        return {"choices": [choice], "prompt_token_ids": [1, 2] if token == 8 else None}

    reply, _ = await complete(streamed(piece("a", 8), piece("b", 9), chunk({}, "stop"), USAGE))
    assert reply.extra == {
        "logprobs": {"content": [{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -0.5}]},
        "token_ids": [8, 9],
        "prompt_token_ids": [1, 2],
    }


CUT = [
    streamed(*CALLS[:7], done=False),
    Answer(b"", cut=0, kind="text/event-stream", pieces=streamed(*CALLS[:7], done=False).pieces),
    streamed(CALLS[0], b"data: {half\n\n"),
    streamed(CALLS[0], b"data: 7\n\n"),
    streamed(CALLS[3], {"error": {"message": "overloaded", "code": 503}}),
]


@pytest.mark.parametrize("cut", CUT)
async def test_a_cut_stream_is_discarded_whole_and_asked_again(cut: Answer) -> None:
    reply, asked = await complete(cut, streamed(chunk({"content": "Hi."}, "stop")), attempts=2)
    assert reply.message == {"role": "assistant", "content": [text_part("Hi.")]}
    assert (reply.attempts, len(asked)) == (2, 2)
    assert asked[0] == asked[1]


STALLED = [
    (streamed(CALLS[3], pause=30), 0.2, 9.0),
    (streamed(*[CALLS[3]] * 90, pause=0.02), 9.0, 0.3),
]


@pytest.mark.parametrize(("stalled", "idle", "total"), STALLED)
async def test_a_stalled_stream_ends_in_time(stalled: Answer, idle: float, total: float) -> None:
    began = anyio.current_time()
    with pytest.raises(ModelError, match="did not answer in time") as caught:
        await complete(stalled, idle=idle, total=total)
    assert caught.value.code == "timeout"
    assert anyio.current_time() - began < 1.3


async def test_a_provider_that_does_not_stream_is_read_as_well() -> None:
    reply, _ = await complete(answer({"content": "Hi."}))
    assert reply.message["content"] == [text_part("Hi.")]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_events_come_whole_whatever_the_pieces(size: int) -> None:
    text = (
        b': hello\r\ndata: {"a":1}\r\n\r\nevent: x\ndata:one\ndata: two\n\n\n\ndata: [DONE]\n\nrest'
    )
    events = Events()
    found = [d for at in range(0, len(text), size) for d in events.take(text[at : at + size])]
    assert found == [b'{"a":1}', b"one\ntwo", b"[DONE]"]
