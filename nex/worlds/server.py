"""The door to MCP: a World's tools through the official SDK, in memory, over stdio or HTTP.

The Evidence is no tool. It is handed out by the JSON-RPC method `nex/evidence`, which a server
knows only if it was started with an owner's token (the environment variable NEX_OWNER_TOKEN), and
answers only to that token; to everybody else the method does not exist. So a foreign agent's
client, whatever it sends, reads tools and results and nothing else.
"""

from __future__ import annotations

import argparse
import hmac
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Protocol, cast

import anyio
import mcp_types as types
from mcp import MCPError
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from starlette.requests import Request

from nex.data.environment import EnvironmentCard
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature
from nex.data.task import Evidence, Start
from nex.data.world import World
from nex.worlds.populate import populate
from nex.worlds.session import Session
from nex.worlds.wire import CALL, CODE, EVIDENCE, HANDS, OWNER, SECONDS

WorldServer = Server[dict[str, object]]
Context = ServerRequestContext[dict[str, object], Request]


class Served(Protocol):
    """Tools and what answers them: a Session, or a Trial."""

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The tools as an agent sees them."""
        ...

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """The answer to one call; never raises for what was asked."""
        ...

    def evidence(self) -> Evidence:
        """What the World's own side saw."""
        ...

    def by_hand(self, question: str) -> str | None:
        """What the user does and says when asked to do something with their own hands."""
        ...


Choose = Callable[[Request | None], Served]
"""Whose state a request is about."""


class EvidenceRequest(types.RequestParams):
    """What `nex/evidence` is asked with."""

    token: str


class EvidenceResult(types.Result):
    """What `nex/evidence` answers."""

    evidence: Evidence


class HandsRequest(types.RequestParams):
    """What `nex/hands` is asked with."""

    token: str
    question: str


class HandsResult(types.Result):
    """What `nex/hands` answers: what the user says, or nothing."""

    says: str | None = None


def build_server(served: Served, owner: str | None = None) -> WorldServer:
    """An MCP server of one state; `mcp.Client` accepts it as it is. `owner` unlocks the evidence."""

    def chosen(_request: Request | None) -> Served:
        return served

    return build_servers(chosen, owner)


def build_servers(choose: Choose, owner: str | None = None) -> WorldServer:
    """An MCP server of many states; each request says which one it is about."""

    async def list_tools(
        context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        tools = [tool_of(signature) for signature in choose(context.request).signatures]
        return types.ListToolsResult(tools=tools)

    async def call_tool(
        context: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        arguments = cast("Json", params.arguments or {})
        result = choose(context.request).call(params.name, arguments)
        return reply_of(result, (context.meta or {}).get(CALL))

    async def evidence(context: Context, params: EvidenceRequest) -> EvidenceResult:
        if not hmac.compare_digest(params.token.encode(), (owner or "").encode()):
            raise MCPError(types.METHOD_NOT_FOUND, "Method not found")
        return EvidenceResult(evidence=choose(context.request).evidence())

    async def hands(context: Context, params: HandsRequest) -> HandsResult:
        served = choose(context.request)
        if not hmac.compare_digest(params.token.encode(), (owner or "").encode()):
            raise MCPError(types.METHOD_NOT_FOUND, "Method not found")
        return HandsResult(says=served.by_hand(params.question))

    server = WorldServer("nex", version="1", on_list_tools=list_tools, on_call_tool=call_tool)
    server.middleware.clear()
    if owner:
        server.add_request_handler(EVIDENCE, EvidenceRequest, evidence)
        server.add_request_handler(HANDS, HandsRequest, hands)
    return server


def tool_of(signature: Signature) -> types.Tool:
    """A signature as MCP lists it."""
    return types.Tool(
        name=signature.name,
        description=signature.description,
        input_schema=signature.input,
        output_schema=signature.output,
    )


def reply_of(result: Result, call: object = None) -> types.CallToolResult:
    """A result as MCP carries it: errors keep their text; code, time and call id are in `_meta`."""
    meta: dict[str, object] = {SECONDS: result.seconds}
    if result.code is not None:
        meta[CODE] = result.code
    if call is not None:
        meta[CALL] = call
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=result.text)],
        structured_content=result.value,
        is_error=result.status != "ok",
        _meta=meta,
    )


async def serve_stdio(server: WorldServer) -> None:
    """Serve one client over stdin and stdout until it hangs up or a signal ends it."""

    async def serve() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    await until_signalled(serve)


async def until_signalled(serve: Callable[[], Awaitable[None]]) -> None:
    """Run until it ends by itself, or SIGINT or SIGTERM ends it."""
    async with anyio.create_task_group() as group:

        async def watch() -> None:
            with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
                async for _ in signals:
                    group.cancel_scope.cancel()

        group.start_soon(watch)
        await serve()
        group.cancel_scope.cancel()


def open_session(folder: Path, start: Start) -> Session:
    """A session of an environment's folder: its world.json and environment.json, no task or proof."""
    world = World.model_validate_json((folder / "world.json").read_bytes())
    card = EnvironmentCard.model_validate_json((folder / "environment.json").read_bytes())
    template = populate(world, card.seed)
    return Session(template, start, card.surface, faults=card.faults, seed=card.seed)


def main() -> None:
    """Serve an environment over stdio: `python -m nex.worlds.server ENV [--start FILE]`."""
    parser = argparse.ArgumentParser(description="A World as MCP server over stdio.")
    parser.add_argument("environment", type=Path)
    parser.add_argument("--start", type=Path, help="JSON of a task's Start")
    options = parser.parse_args()
    start = Start()
    if options.start is not None:
        start = Start.model_validate_json(options.start.read_bytes())
    session = open_session(options.environment, start)
    anyio.run(serve_stdio, build_server(session, os.environ.get(OWNER)))


if __name__ == "__main__":
    main()
