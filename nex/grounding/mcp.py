"""The client door to MCP: a server's tools as units, through the official SDK."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import anyio
from mcp import Client, MCPError
from mcp_types import (
    CONNECTION_CLOSED,
    REQUEST_TIMEOUT,
    CallToolRequest,
    CallToolRequestParams,
    CallToolResult,
    ContentBlock,
    ListToolsRequest,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
)

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Part, Result, Signature, UnitKind, text_part
from nex.errors import SandboxError
from nex.grounding.fitting import misfit
from nex.grounding.offered import MOST_TOOLS, demand_offerable
from nex.grounding.site import WORLD_LANE
from nex.runtime.scope import Scope
from nex.worlds.wire import CODE, SECONDS

CALL_SECONDS = 30.0
"""Wall time that one call of a tool may take before its server counts as dead."""
LIST_SECONDS = 30.0
"""Wall time that the whole list of tools may take."""
BAD_REPLY = -32850
"""Code of the error that stands in for a reply that was no JSON-RPC message."""
SERVER_GONE = -32851
"""Code of the error that answers whatever is asked of a server that has ended."""
GONE = (CONNECTION_CLOSED, REQUEST_TIMEOUT, SERVER_GONE)
"""Errors after which nothing can be expected of a server."""
MOST_ERROR = 500
"""Characters of an error's text that a model is shown."""
MOST_CODE = 64
DAY = 86_400.0
"""Virtual seconds that one call may claim, at most."""
MOST_PAGES = 50
"""Pages of tools/list that are followed."""


@dataclass(frozen=True, slots=True)
class McpTool:
    """One tool of a connected MCP server."""

    kind: ClassVar[UnitKind] = "tool"
    lane: ClassVar[str] = WORLD_LANE

    signature: Signature
    client: Client
    seconds: float = CALL_SECONDS

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the server answers, its errors and its nonsense included; SandboxError if it is gone."""
        name = self.signature.name
        try:
            reply = await ask(self.client, name, arguments, self.seconds)
        except MCPError as e:
            if e.code in GONE:
                raise SandboxError(f"the server of tool {name!r} failed: {e}") from e
            return _error(str(e), "bad_reply" if e.code == BAD_REPLY else "tool_error")
        except (ValueError, RuntimeError) as e:
            return _error(f"The reply of {name!r} is not what MCP allows: {e}", "bad_reply")
        return read_reply(reply, self.signature.output)


async def ask(client: Client, tool: str, arguments: Json, seconds: float) -> CallToolResult:
    """One call of a tool, as the server answers it; MCPError, ValueError or RuntimeError.

    Not by `client.call_tool`: that tries the server's own schema, patterns and all, on the reply,
    in the event loop, where one regular expression stops everything.
    """
    asked = CallToolRequest(params=CallToolRequestParams(name=tool, arguments=arguments))
    return await client.session.send_request(asked, CallToolResult, seconds)


async def list_tools(client: Client, seconds: float = LIST_SECONDS) -> tuple[Signature, ...]:
    """Every tool that the server offers, in its order.

    Raises SandboxError for a list that does not end, or that no agent could be given (see
    `offered`), MCPError and ValueError for what is no list.
    """
    found: list[Signature] = []
    cursors: dict[str | None, None] = {None: None}
    with anyio.move_on_after(seconds):
        while len(found) <= MOST_TOOLS and len(cursors) <= MOST_PAGES:
            page = await _page(client, next(reversed(cursors)), seconds)
            found += map(_signature, page.tools)
            if not page.next_cursor:
                demand_offerable(found)
                return tuple(found)
            if page.next_cursor in cursors:
                raise SandboxError(f"tools/list goes in circles: {page.next_cursor[:60]!a} again")
            cursors[page.next_cursor] = None
        demand_offerable(found)
        raise SandboxError(f"tools/list did not end after {MOST_PAGES} pages")
    raise SandboxError(f"tools/list did not end within {seconds:g} s")


async def _page(client: Client, cursor: str | None, seconds: float) -> ListToolsResult:
    params = PaginatedRequestParams(cursor=cursor) if cursor else None
    return await client.session.send_request(
        ListToolsRequest(params=params), ListToolsResult, seconds
    )


def _signature(tool: Tool) -> Signature:
    return Signature(
        tool.name,
        tool.description or "",
        cast("Json", tool.input_schema),
        cast("Json | None", tool.output_schema),
    )


def read_reply(reply: CallToolResult, declared: Json | None = None) -> Result:
    """An MCP result as a Result; the virtual time and the code travel in `_meta`.

    A reply without an error that does not fit what its tool declared is an error.
    """
    meta = cast("Json", reply.meta or {})
    code, seconds = meta.get(CODE), meta.get(SECONDS)
    value = cast("JsonValue", reply.structured_content)
    if declared is not None and not reply.is_error and (defect := misfit(value, declared)):
        return _error(f"The reply is not what its tool declares: {defect}", "bad_reply")
    return Result(
        [_part(block) for block in reply.content],
        "error" if reply.is_error else "ok",
        value,
        code[:MOST_CODE] if isinstance(code, str) else ("tool_error" if reply.is_error else None),
        min(max(0.0, float(seconds)), DAY) if isinstance(seconds, int | float) else 0.0,
    )


def _error(text: str, code: str) -> Result:
    return Result([text_part(" ".join(text.split())[:MOST_ERROR])], "error", code=code)


def _part(block: ContentBlock) -> Part:
    """A content block of MCP as a part; what has no other form stays an opaque block."""
    if isinstance(block, TextContent):
        return text_part(block.text)
    return {"type": "provider", "block": block.model_dump(mode="json", exclude_none=True)}
