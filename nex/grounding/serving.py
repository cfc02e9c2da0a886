"""Serving units: any function, agent or workflow as a tool of an MCP server.

`anyio.run(serve_stdio, unit_server([desk], Terms(model)))` serves over stdio; the
server is the official SDK's, so `mcp.Client(server)` connects to it in memory and its other
transports carry it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import mcp_types as types

from nex.data.events import Event
from nex.data.jsons import Json
from nex.data.messages import Part, Result, refused
from nex.data.trajectory import Call
from nex.errors import InputError
from nex.runtime.run import Terms, result_of, start
from nex.runtime.unit import Unit
from nex.worlds.server import Context, WorldServer, reply_of, serve_stdio, tool_of

__all__ = ["serve_stdio", "unit_server"]

Watch = Callable[[Call], None]
"""Is handed the tree of calls of every run that was served."""


def unit_server(
    units: Sequence[Unit], terms: Terms, watch: Watch | None = None, *, name: str = "nex"
) -> WorldServer:
    """An MCP server whose tools are these units; every call is a run of its own.

    What a run's own limits, a failed model or a call for approval end is an error result with its
    code. Raises InputError for two units of one name.
    """
    tools = {unit.signature.name: unit for unit in units}
    if len(tools) < len(units):
        names = sorted(unit.signature.name for unit in units)
        raise InputError(f"two served units have one name: {', '.join(names)}")

    async def list_tools(
        _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool_of(unit.signature) for unit in tools.values()])

    async def call_tool(
        _context: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        unit = tools.get(params.name)
        if unit is None:
            known = ", ".join(tools)
            return reply_of(refused("unknown_tool", f"no tool {params.name!r}; known: {known}"))
        return _reply(await _run(unit, cast("Json", params.arguments or {}), terms, watch))

    return WorldServer(name, version="1", on_list_tools=list_tools, on_call_tool=call_tool)


async def _run(unit: Unit, arguments: Json, terms: Terms, watch: Watch | None) -> Result:
    events: list[Event] = []
    ending = await start(unit, arguments, events.append, terms)
    if watch is not None:
        watch(result_of(ending, events).trajectory)
    return ending.result or refused(ending.stop_reason, str(ending.error))


def _reply(result: Result) -> types.CallToolResult:
    """The result as MCP carries it, images and sounds with it."""
    reply = reply_of(result)
    rest = [block for part in result.content if (block := _media(part)) is not None]
    return reply.model_copy(update={"content": [*reply.content, *rest]}) if rest else reply


def _media(part: Part) -> types.ImageContent | types.AudioContent | None:
    """What a part holds within itself; an address elsewhere stays with the text."""
    head, found, data = part.get("uri", "").partition(";base64,")
    if not found or not head.startswith("data:"):
        return None
    match part["type"]:
        case "image":
            return types.ImageContent(type="image", data=data, mime_type=head[5:])
        case "audio":
            return types.AudioContent(type="audio", data=data, mime_type=head[5:])
        case _:
            return None
