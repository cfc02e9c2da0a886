"""`nex serve`: any MCP client works on a task; the verdict comes afterwards, out of its reach."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult, Request, TextContent

from nex.data.task import Proof, Task, Verdict
from nex.environment.folder import write_environment
from nex.worlds.server import EvidenceRequest, EvidenceResult
from nex.worlds.wire import EVIDENCE
from tests.plant import library

pytestmark = pytest.mark.anyio
TRIES = 20


class Prying(Request[EvidenceRequest, str]):
    """A client that asks for what is not offered."""

    method: str = EVIDENCE
    params: EvidenceRequest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_environment(library(), tmp_path_factory.mktemp("served"))


def proved(kind: str) -> tuple[Task, Proof]:
    proofs = {proof.task: proof for proof in library().proofs}
    task = next(task for task in library().tasks if task.kind == kind)
    return task, proofs[task.id]


async def call(client: Client, name: str, arguments: dict[str, object]) -> CallToolResult:
    """Call until no fault stands in the way: the reference solution knows none."""
    for _ in range(TRIES):
        reply = await client.call_tool(name, arguments)
        if (reply.meta or {}).get("nex/code") != "rate_limited":
            return reply
    raise AssertionError("only faults")


def text(reply: CallToolResult) -> str:
    [block] = reply.content
    assert isinstance(block, TextContent)
    return block.text


def command(folder: Path, *options: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=["-m", "nex.cli", "serve", str(folder), *options]
    )


async def test_a_task_is_worked_on_over_stdio_and_judged(folder: Path, tmp_path: Path) -> None:
    task, proof = proved("do")
    file = tmp_path / "verdict.json"
    options = ("--task", task.id, "--verdict", str(file))
    async with Client(command(folder, *options)) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        assert names[-2:] == ["ask_user", "finish"]
        for step in proof.solution:
            await call(client, step.tool, dict(step.arguments))
        assert not file.exists()
        ended = await call(client, "finish", {"status": "done"})
        assert not ended.is_error
        late = await call(client, names[0], {})
        assert late.is_error
        assert "finish was called" in text(late)
    verdict = Verdict.model_validate_json(await anyio.Path(file).read_bytes())
    assert verdict.passed


async def test_doing_nothing_is_judged_as_that(folder: Path, tmp_path: Path) -> None:
    task, _ = proved("do")
    file = tmp_path / "verdict.json"
    async with Client(command(folder, "--task", task.id, "--verdict", str(file))) as client:
        await call(client, "finish", {"status": "done"})
    assert not Verdict.model_validate_json(await anyio.Path(file).read_bytes()).passed


async def test_the_clients_method_for_evidence_does_not_exist(folder: Path) -> None:
    task, _ = proved("do")
    async with Client(command(folder, "--task", task.id)) as client:
        asked = Prying(params=EvidenceRequest(token=""))
        with pytest.raises(MCPError, match="not found"):
            await client.session.send_request(asked, EvidenceResult)


async def test_errors_arrive_with_their_text(folder: Path) -> None:
    async with Client(command(folder)) as client:
        reply = await call(client, "get_book", {"id": "BO-0"})
        assert reply.is_error
        assert "BO-0" in text(reply)


async def test_over_http_each_path_has_a_state_of_its_own(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [sys.executable, "-m", "nex.cli", "serve", str(folder), "--http", str(port)]
    async with await anyio.open_process(serve, stderr=subprocess.DEVNULL) as server:
        await listening(port)
        async with Client(f"http://127.0.0.1:{port}/one") as client:
            found = await call(client, "search_books", {"status": "available"})
            assert "available" in text(found)
        server.send_signal(signal.SIGINT)
        with anyio.fail_after(20):
            assert await server.wait() == 0


async def listening(port: int) -> None:
    for _ in range(400):
        try:
            async with await anyio.connect_tcp("127.0.0.1", port):
                return
        except OSError:
            await anyio.sleep(0.05)
    raise AssertionError("no server")
