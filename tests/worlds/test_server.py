"""The MCP server: every transport gives the same answers, and no client reads the evidence."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult, Request, TextContent

from nex.data.environment import EnvironmentCard
from nex.data.task import Caller, Start
from nex.worlds.http import States, http_server
from nex.worlds.populate import Template
from nex.worlds.server import EvidenceRequest, EvidenceResult, build_server
from nex.worlds.session import Session
from nex.worlds.wire import CALL, CODE, EVIDENCE, OWNER, SECONDS

pytestmark = pytest.mark.anyio
STAFF = Start(task="t1", caller=Caller(role="staff"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class AskEvidence(Request[EvidenceRequest, str]):
    method: str = EVIDENCE
    params: EvidenceRequest


def _said(reply: CallToolResult) -> str:
    block = reply.content[0]
    assert isinstance(block, TextContent)
    return block.text


async def _tour(client: Client, template: Template) -> None:
    """The same few calls over any transport."""
    book = next(r for r in template.clone().rows("book") if r["status"] == "on loan")
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tools["return_book"].input_schema["required"] == ["book"]
    good = await client.call_tool("return_book", {"book": book["id"]}, meta={CALL: "0.1"})
    assert not good.is_error
    assert good.structured_content == json.loads(_said(good))
    assert (good.meta or {})[CALL] == "0.1"
    assert (good.meta or {})[SECONDS] == 0
    bad = await client.call_tool("return_book", {"book": book["id"]})
    assert bad.is_error
    assert "the book's status must be on loan" in _said(bad)
    assert (bad.meta or {})[CODE] == "precondition_failed"
    unknown = await client.call_tool("return_bok", {})
    assert unknown.is_error
    assert "return_book" in _said(unknown)


async def test_in_memory(template: Template) -> None:
    session = Session(template, STAFF)
    async with Client(build_server(session)) as client:
        await _tour(client, template)
    assert len(session.evidence().changes) == 2


async def test_the_evidence_is_for_the_owner_only(template: Template) -> None:
    session = Session(template, STAFF)
    for owner, token in ((None, ""), (None, "x"), ("secret", "guess"), ("secret", "")):
        async with Client(build_server(session, owner)) as client:
            asked = AskEvidence(params=EvidenceRequest(token=token))
            with pytest.raises(MCPError, match="not found"):
                await client.session.send_request(asked, EvidenceResult)
    async with Client(build_server(session, "secret")) as client:
        asked = AskEvidence(params=EvidenceRequest(token="secret"))
        reply = await client.session.send_request(asked, EvidenceResult)
    assert reply.evidence == session.evidence()


async def test_over_stdio_in_a_process_of_its_own(template: Template, tmp_path: Path) -> None:
    world = template.world
    card = EnvironmentCard(name="library", world=world.digest, seed=template.seed, state="")
    quiet = card.faults.model_copy(update={"rate_limited": 0, "timeout": 0, "latency_median": 0})
    card = card.model_copy(update={"faults": quiet})
    (tmp_path / "world.json").write_text(world.model_dump_json(), encoding="utf-8")
    (tmp_path / "environment.json").write_text(card.model_dump_json(), encoding="utf-8")
    (tmp_path / "start.json").write_text(STAFF.model_dump_json(), encoding="utf-8")
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "nex.worlds.server", str(tmp_path), "--start", str(tmp_path / "start.json")],
        env={OWNER: "secret", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with anyio.fail_after(60):
        async with Client(command) as client:
            await _tour(client, template)
            asked = AskEvidence(params=EvidenceRequest(token="secret"))
            reply = await client.session.send_request(asked, EvidenceResult)
    assert {change.kind for change in reply.evidence.changes} == {"updated", "deleted"}


async def test_over_http_each_path_has_a_state_of_its_own(template: Template) -> None:
    states = States(lambda _: Session(template, STAFF))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = http_server(states, port=port)
    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(server.serve, [listening])
            for path in ("one", "two"):
                async with Client(f"http://127.0.0.1:{port}/{path}") as client:
                    await _tour(client, template)
            async with httpx2.AsyncClient() as browser:
                foreign = {"host": "evil.example", "content-type": "application/json"}
                reply = await browser.post(f"http://127.0.0.1:{port}/one", headers=foreign, json={})
            assert reply.status_code >= 400
            server.should_exit = True
    assert sorted(states.opened) == ["one", "two"]
