"""Servers in containers: what they do wrong costs what it must, and is told by its name."""

from __future__ import annotations

import time

import anyio
import pytest
from mcp import MCPError

from nex.errors import SandboxError
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.frames import MIB, Caps
from nex.grounding.docker.profile import Allowance
from nex.grounding.docker.server import open_server
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from tests.grounding.containers import odd_program, odd_server, ours, said

pytestmark = [pytest.mark.anyio, pytest.mark.docker]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_server_answers_and_nothing_of_it_is_left() -> None:
    async with open_daemon() as daemon:
        async with open_server(daemon, await odd_program(daemon)) as served:
            assert await said(served.client, "echo", "grüß dich") == "grüß dich"
            assert len(await ours(daemon, daemon.owner.text)) == 1
        assert await ours(daemon, daemon.owner.text) == []


@pytest.mark.parametrize(
    ("tool", "text", "reason"),
    [
        ("leave", "3", "exited with code 3; it last wrote: the cupboard is bare"),
        ("perish", "11", "was killed by signal 11"),
        ("devour", "", "ran out of memory: it may use 64 MiB"),
        ("gush", "", "sent a line of more than 1,048,576 bytes"),
        ("long", "2000000", "sent a line of more than 1,048,576 bytes"),
        ("notify", "500", "sent more than 100 messages that answer nothing"),
    ],
)
async def test_an_end_is_named_at_once_and_to_every_later_call(
    tool: str, text: str, reason: str
) -> None:
    caps, allowance = Caps(line=MIB, unasked=100), Allowance(memory=64)
    async with odd_server(caps=caps, allowance=allowance) as served:
        began = time.monotonic()
        for attempt in (tool, "echo"):
            with pytest.raises(MCPError, match=reason):
                await said(served.client, attempt, text)
        assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    "line",
    [
        r"\xff\xfe{\"jsonrpc\"\n",
        r'{"jsonrpc": "2.0", "id": \n',
        r'{"jsonrpc":"2.0","id":"zzz","result":{}}\n',
        r'{"jsonrpc":"2.0","id":0,"result":{"a":NaN}}\n',
        "[" * 5000 + r"\n",
    ],
)
async def test_a_line_that_is_no_message_costs_the_pending_call_only(line: str) -> None:
    async with odd_server() as served:
        began = time.monotonic()
        with pytest.raises(MCPError, match="the server"):
            await said(served.client, "say", line)
        assert time.monotonic() - began < 2
        assert await said(served.client, "echo", "still here") == "still here"


async def test_calls_that_wait_beside_a_broken_one_fail_at_once() -> None:
    async with odd_server() as served:
        began = time.monotonic()
        failed: list[str] = []

        async def call(tool: str, text: str) -> None:
            try:
                await said(served.client, tool, text)
            except MCPError as e:
                failed.append(str(e))

        async with anyio.create_task_group() as group:
            group.start_soon(call, "mute", r"{no message}\n")
            group.start_soon(call, "echo", "waits behind it")
        assert len(failed) == 2
        assert time.monotonic() - began < 2


async def test_chatter_and_stderr_cost_nothing() -> None:
    async with odd_server("banner") as served:
        assert await said(served.client, "say", r"a plain remark\n42\n") == "said"
        assert await said(served.client, "mutter", str(8 * MIB)) == "muttered"
        tail = served.container.attachment.stderr
        assert len(tail.text) <= tail.cap


async def test_a_line_of_many_mebibytes_arrives_whole() -> None:
    async with odd_server(caps=Caps(line=40 * MIB), allowance=Allowance(memory=1024)) as served:
        assert len(await said(served.client, "long", str(32 * MIB))) == 32 * MIB


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("broken", "exited with code 3; it last wrote: ImportError"),
        ("mute", "did not end the handshake within 3 s"),
        ("old", "no MCP session came about"),
    ],
)
async def test_a_server_that_does_not_start_says_why(mode: str, reason: str) -> None:
    async with open_daemon() as daemon:
        program = await odd_program(daemon, mode)
        with pytest.raises(SandboxError, match=reason):
            async with open_server(daemon, program, 3):
                pass
        assert await ours(daemon, daemon.owner.text) == []


async def test_a_stubborn_server_is_gone_when_its_block_ends() -> None:
    async with open_daemon() as daemon:
        program = await odd_program(daemon, "stubborn")
        with anyio.move_on_after(2):
            async with open_server(daemon, program, 20) as served:
                await said(served.client, "keep", "x")
                await said(served.client, "hang")
        assert await ours(daemon, daemon.owner.text) == []


async def test_a_cancelled_start_leaves_nothing() -> None:
    async with open_daemon() as daemon:
        program = await odd_program(daemon)
        for seconds in (0.0, 0.01, 0.05, 0.1, 0.2, 0.3):
            with anyio.move_on_after(seconds):
                async with open_server(daemon, program):
                    await anyio.sleep_forever()
            assert await ours(daemon, daemon.owner.text) == []


async def test_an_unknown_image_is_an_error_that_leaves_nothing() -> None:
    async with open_daemon() as daemon:
        program = await odd_program(daemon)
        gone = type(program)("nex/none:none", program.command)
        with pytest.raises(SandboxError, match="nex/none"):
            async with open_server(daemon, gone):
                pass
        assert await ours(daemon, daemon.owner.text) == []


async def test_a_reply_gone_wrong_is_something_that_the_model_sees() -> None:
    async with odd_server() as served:
        tools = {tool.signature.name: tool for tool in served.tools}
        scope, within = Scope(lambda _: None), Limits(seconds=20)
        result = await scope.call(tools["say"], {"text": r"{no message}\n"}, within)
        assert (result.status, result.code) == ("error", "bad_reply")
        result = await scope.call(tools["hologram"], {}, within)
        assert (result.status, result.code) == ("error", "bad_reply")
        result = await scope.call(tools["refuse"], {"text": "not today"}, within)
        assert (result.status, result.code, result.text) == ("error", "tool_error", "not today")
        assert (await scope.call(tools["echo"], {"text": "on"}, within)).text == "on"
