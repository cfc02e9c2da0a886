"""The client door to MCP: a server's tools as units, through the official SDK."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from mcp import Client, MCPError
from mcp_types import (
    CONNECTION_CLOSED,
    REQUEST_TIMEOUT,
    CallToolResult,
    ContentBlock,
    TextContent,
)
from pydantic import ValidationError

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Part, Result, Signature, UnitKind, text_part
from nex.errors import SandboxError
from nex.grounding.site import WORLD_LANE
from nex.runtime.scope import Scope
from nex.worlds.wire import CODE, SECONDS

CALL_SECONDS = 30.0
"""Wall time that one call of a tool may take before its server counts as dead."""
BAD_REPLY = -32850
"""Code of the error that stands in for a reply that was no JSON-RPC message."""
SERVER_GONE = -32851
"""Code of the error that answers whatever is asked of a server that has ended."""
GONE = (CONNECTION_CLOSED, REQUEST_TIMEOUT, SERVER_GONE)
"""Errors after which nothing can be expected of a server."""
MOST_ERROR = 500
"""Characters of an error's text that a model is shown."""
MOST_PAGES = 50
"""Pages of tools/list that are followed."""


@dataclass(frozen=True, slots=True)
class McpTool:
    """One tool of a connected MCP server."""

    kind: ClassVar[UnitKind] = "tool"
    lane: ClassVar[str] = WORLD_LANE

    signature: Signature
    client: Client

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the server answers, its errors and its nonsense included; SandboxError if it is gone."""
        name = self.signature.name
        try:
            reply = await self.client.call_tool(name, arguments, CALL_SECONDS)
        except MCPError as e:
            if e.code in GONE:
                raise SandboxError(f"the server of tool {name!r} failed: {e}") from e
            return _error(str(e), "bad_reply" if e.code == BAD_REPLY else "tool_error")
        except (ValidationError, RuntimeError) as e:
            return _error(f"The reply of {name!r} is not what MCP allows: {e}", "bad_reply")
        return read_reply(reply)


async def list_tools(client: Client) -> tuple[Signature, ...]:
    """Every tool that the server offers, in its order; SandboxError past the page cap."""
    found: list[Signature] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        found += (
            Signature(
                tool.name,
                tool.description or "",
                cast("Json", tool.input_schema),
                cast("Json | None", tool.output_schema),
            )
            for tool in page.tools
        )
        cursor = page.next_cursor
        if not cursor:
            return tuple(found)
    raise SandboxError(f"tools/list did not end after {MOST_PAGES} pages")


def read_reply(reply: CallToolResult) -> Result:
    """An MCP result as a Result; the virtual time and the code travel in `_meta`."""
    meta = cast("Json", reply.meta or {})
    code, seconds = meta.get(CODE), meta.get(SECONDS)
    return Result(
        [_part(block) for block in reply.content],
        "error" if reply.is_error else "ok",
        cast("JsonValue", reply.structured_content),
        code if isinstance(code, str) else ("tool_error" if reply.is_error else None),
        float(seconds) if isinstance(seconds, int | float) else 0.0,
    )


def _error(text: str, code: str) -> Result:
    return Result([text_part(" ".join(text.split())[:MOST_ERROR])], "error", code=code)


def _part(block: ContentBlock) -> Part:
    """A content block of MCP as a part; what has no other form stays an opaque block."""
    if isinstance(block, TextContent):
        return text_part(block.text)
    return {"type": "provider", "block": block.model_dump(mode="json", exclude_none=True)}
