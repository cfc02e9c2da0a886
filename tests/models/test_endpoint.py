"""A model behind an endpoint of ours: through our own client, and through the official one."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from nex import Agent, run, tool
from nex.data.jsons import Json
from nex.data.messages import UNSET, Message, Reply, Settings, Signature, Usage, text_part
from nex.errors import InputError, ModelError, ReplayError
from nex.models.compatible import Compatible, Endpoint
from nex.models.endpoint import serving
from nex.models.resolve import closing, resolve
from nex.models.scripted import asks, says, scripted
from nex.runtime.model import FunctionModel, Model

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]
LOOK = Signature("look", "Looks.", {"type": "object", "properties": {}})
TALK: list[Message] = [
    {"role": "system", "content": [text_part("Be brief.")]},
    {"role": "user", "content": [text_part("Look:"), {"type": "image", "uri": "data:x"}]},
    {
        "role": "assistant",
        "content": [text_part("Well.")],
        "reasoning": "Look first.",
        "tool_calls": asks(("look", {"x": 1})).message.get("tool_calls", []),
    },
    {"role": "tool", "content": [text_part("42")], "tool_call_id": "call_0"},
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def through(model: Model, *, stream: bool = False, settings: Settings = UNSET) -> Reply:
    """What our own client gets from a model behind an endpoint."""
    async with (
        serving(model) as url,
        closing(Compatible("openai/m", Endpoint(url, stream=stream))) as client,
    ):
        return await client.complete(TALK, (LOOK,), settings)


@pytest.mark.parametrize("stream", [False, True])
async def test_what_is_asked_and_said_is_the_same_on_both_sides(stream: bool) -> None:
    given = asks(("look", {"x": 1}), ("look", {}), text="Let me see, for quite a long while.")
    given = Reply(
        {**given.message, "reasoning": "They want me to look."},
        Usage(11, 3, None),
        "tool_calls",
        "echo",
        {"logprobs": {"content": []}},
    )
    heard: list[tuple[object, object, Settings]] = []

    async def answer(messages: object, tools: object, settings: Settings) -> Reply:
        heard.append((messages, tools, settings))
        return given

    settings = Settings(7, 0.5, 100, 0.9)
    got = await through(FunctionModel("echo", answer), stream=stream, settings=settings)
    assert got == given
    assert heard == [(tuple(TALK), (LOOK,), settings)]


FAULTS = [
    (ModelError("no key", "auth"), "auth", False),
    (ModelError("busy", "rate_limited", transient=True), "rate_limited", True),
    (ModelError("down", "unavailable", transient=True), "unavailable", True),
    (ReplayError("no such turn"), "unavailable", True),
]


@pytest.mark.parametrize(("error", "code", "transient"), FAULTS)
async def test_failures_of_the_model_reach_the_client(
    error: Exception, code: str, transient: bool
) -> None:
    async def fail(_messages: object, _tools: object, _settings: object) -> Reply:
        raise error

    with pytest.raises(ModelError, match=str(error)) as caught:
        await through(FunctionModel("broken", fail))
    assert (caught.value.code, caught.value.transient) == (code, transient)


BAD: list[tuple[bytes, str]] = [
    (b"{", "not JSON"),
    (b"[]", "no JSON object"),
    (b"{}", "messages: a list"),
    (b'{"messages":[{"role":"king"}]}', "messages[0].role"),
    (b'{"messages":[{"role":"user","content":7}]}', "messages[0].content"),
    (b'{"messages":[{"role":"user"}],"tools":[{}]}', "tools[0].function.name"),
    (b'{"messages":[{"role":"assistant","tool_calls":[{}]}]}', "messages[0].tool_calls[0]"),
]


async def post(url: str, body: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, Json]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/chat/completions", data=body, headers=headers) as response,
    ):
        return response.status, cast("Json", await response.json())


@pytest.mark.parametrize(("body", "where"), BAD)
async def test_a_bad_request_is_told_where(body: bytes, where: str) -> None:
    async with serving(scripted("Hi.")) as url:
        status, said = await post(url, body)
    assert status == 400
    assert where in str(said["error"])


async def test_only_programs_on_this_machine_are_served() -> None:
    question = b'{"messages":[{"role":"user","content":"Hi?"}]}'
    async with serving(scripted("Hi.")) as url:
        for headers in ({"Host": "evil.example:80"}, {"Origin": "https://evil.example"}):
            assert (await post(url, question, headers))[0] == 403
        assert (await post(url, question))[0] == 200


async def test_a_port_that_is_taken_is_bad_input() -> None:
    async with serving(scripted("Hi.")) as url:
        with pytest.raises(InputError, match="is not free"):
            async with serving(scripted("Hi."), int(url.split(":")[2].partition("/")[0])):
                pass


async def test_an_agent_works_through_an_endpoint_as_it_does_without() -> None:
    @tool
    async def price(sku: str) -> float:
        """Price of one item."""
        return {"A1": 12.5}[sku]

    model = scripted(asks(("price", {"sku": "A1"})), says("12.5"))
    clerk = Agent("clerk", "Answer.", (price,))
    async with serving(model) as url, closing(resolve("openai/m", base_url=url)) as client:
        result = await run(clerk, "What does A1 cost?", model=client)
    assert result.value == "12.5"


OFFICIAL = """
import sys
from openai import OpenAI
client = OpenAI(base_url=sys.argv[1], api_key="any")
print([model.id for model in client.models.list()])
tools = [{"type": "function", "function": {"name": "search_books", "description": "Search books.",
  "parameters": {"type": "object", "properties": {"title": {"type": "string", "title": "title"}}}}},
  {"type": "function", "function": {"name": "finish", "description": "End the work.",
  "parameters": {"type": "object", "properties": {"status": {"type": "string",
   "enum": ["done", "refused"]}, "answer": {}, "reason": {"type": "string"}}}}}]
messages = [{"role": "user", "content": "What is the title of the book \\"Dune\\"?"}]
whole = client.chat.completions.create(model="teacher", messages=messages, tools=tools)
call = whole.choices[0].message.tool_calls[0]
print(call.function.name, whole.choices[0].finish_reason)
pieces = {"name": "", "arguments": ""}
for chunk in client.chat.completions.create(
    model="teacher", messages=messages, tools=tools, stream=True):
    for part in chunk.choices[0].delta.tool_calls or ():
        pieces["name"] += part.function.name or ""
        pieces["arguments"] += part.function.arguments or ""
print(pieces == {"name": call.function.name, "arguments": call.function.arguments})
"""


@pytest.mark.skipif(importlib.util.find_spec("openai") is None, reason="openai is not installed")
def test_the_official_client_is_driven_by_nex_serve() -> None:
    command = [sys.executable, "-m", "nex.cli", "serve", "--model", "teacher"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        url = server.stderr.readline().split(" at ")[1].split()[0]
        asking = [sys.executable, "-c", OFFICIAL, url]
        client = subprocess.run(asking, capture_output=True, text=True, check=False)
        server.send_signal(signal.SIGINT)
        assert server.wait() == 0
    assert client.returncode == 0, client.stderr
    models, called, streamed = client.stdout.splitlines()
    assert models == "['teacher']"
    assert called.endswith(" tool_calls")
    assert streamed == "True"
