"""A World's MCP server over streamable HTTP on loopback: one state for each URL path."""

from __future__ import annotations

from collections.abc import Callable

import mcp_types as types
import uvicorn
from mcp import MCPError
from starlette.requests import Request

from nex.worlds.server import Served, build_servers, until_signalled

LOOPBACK = "127.0.0.1"
MOST_STATES = 1_000
"""States that one server keeps; a path beyond them is refused."""


class States:
    """A state for each path that was asked for, opened on first use."""

    def __init__(self, open_state: Callable[[str], Served]) -> None:
        self.open_state = open_state
        self.opened: dict[str, Served] = {}

    def of(self, request: Request | None) -> Served:
        """The state that a request's path names."""
        path = request.url.path.strip("/") if request is not None else ""
        if path not in self.opened:
            if len(self.opened) >= MOST_STATES:
                text = f"{MOST_STATES} states are open: use one of their paths"
                raise MCPError(types.INVALID_REQUEST, text)
            self.opened[path] = self.open_state(path)
        return self.opened[path]


def http_server(states: States, *, port: int, owner: str | None = None) -> uvicorn.Server:
    """A server that is ready to run; any path is an MCP endpoint with a state of its own."""
    server = build_servers(states.of, owner)
    app = server.streamable_http_app(
        streamable_http_path="/{path:path}", json_response=True, host=LOOPBACK
    )
    config = uvicorn.Config(app, host=LOOPBACK, port=port, log_level="warning", lifespan="on")
    return uvicorn.Server(config)


async def serve_http(states: States, *, port: int, owner: str | None = None) -> None:
    """Serve until SIGINT or SIGTERM."""
    server = http_server(states, port=port, owner=owner)
    await until_signalled(server.serve)
