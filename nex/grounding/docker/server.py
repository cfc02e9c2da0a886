"""An MCP server in a container: started, initialized, its tools listed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
from mcp import Client, MCPError

from nex.data.messages import Signature
from nex.errors import SandboxError
from nex.grounding.docker.attachment import Attachment
from nex.grounding.docker.container import Container, Program, open_container
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.pool import Reset, Stock
from nex.grounding.docker.unwrapping import unwrapped
from nex.grounding.mcp import McpTool, list_tools

HANDSHAKE_SECONDS = 60.0
"""How long a server may take from its start to the end of the handshake."""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answered the handshake and said what it offers."""

    container: Container
    client: Client
    signatures: tuple[Signature, ...]

    @property
    def tools(self) -> tuple[McpTool, ...]:
        """Its tools as units."""
        return tuple(McpTool(signature, self.client) for signature in self.signatures)


@asynccontextmanager
async def open_server(
    daemon: Daemon, program: Program, seconds: float = HANDSHAKE_SECONDS
) -> AsyncGenerator[Served]:
    """A third-party server in a container of its own, for the length of the block.

    Raises SandboxError where it does not start, or does not speak MCP in time.
    """
    async with open_container(daemon, program) as container, open_session(container, seconds) as it:
        yield it


@asynccontextmanager
async def open_session(
    container: Container, seconds: float = HANDSHAKE_SECONDS
) -> AsyncGenerator[Served]:
    """An MCP session on a running container, with the list of its tools."""
    async with open_client(container.attachment, seconds) as client:
        yield Served(container, client, await tools_of(client, seconds))


async def tools_of(client: Client, seconds: float = HANDSHAKE_SECONDS) -> tuple[Signature, ...]:
    """The tools that a server offers; SandboxError for a list that cannot be read."""
    try:
        return await list_tools(client, seconds)
    except (MCPError, ValueError, RecursionError) as e:
        raise SandboxError(f"the server's list of tools cannot be read: {_line(e)}") from e


@asynccontextmanager
async def open_client(
    attachment: Attachment, seconds: float = HANDSHAKE_SECONDS
) -> AsyncGenerator[Client]:
    """An MCP client on an attachment; SandboxError where the handshake does not come off."""
    opened = False
    try:
        async with unwrapped(), anyio.create_task_group() as group:
            handshake = anyio.CancelScope()
            group.start_soon(_give_up, attachment, seconds, handshake)
            try:
                async with Client(attachment.connected()) as client:
                    handshake.cancel()
                    opened = True
                    yield client
            finally:
                handshake.cancel()
    except (MCPError, ValueError, RuntimeError) as e:
        if opened:
            raise
        raise SandboxError(f"no MCP session came about: {_line(e)}") from e


async def _give_up(attachment: Attachment, seconds: float, handshake: anyio.CancelScope) -> None:
    """End the attachment, and with it every pending request, unless the handshake is over."""
    with handshake:
        await anyio.sleep(seconds)
        await attachment.end(f"did not end the handshake within {seconds:g} s")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:600]


def server_stock(daemon: Daemon, program: Program, reset: Reset) -> Stock[Served]:
    """What a pool needs to keep sessions of this server ready, reset in this way."""
    return Stock(lambda: open_container(daemon, program), open_session, reset)
