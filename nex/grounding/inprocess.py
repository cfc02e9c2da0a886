"""`inprocess`: the World's own MCP server and the official client, in memory; the default."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from mcp import Client

from nex.data.task import Evidence, Start
from nex.grounding.mcp import McpTool
from nex.grounding.site import Grounded, Site
from nex.worlds.server import build_server
from nex.worlds.session import Session


@asynccontextmanager
async def inprocess(site: Site, start: Start) -> AsyncGenerator[Grounded]:
    """Open the site behind MCP in this process; client and server end with the block."""
    session = Session(site.template, start, site.surface, faults=site.faults, seed=site.seed)

    async def evidence() -> Evidence:
        return session.evidence()

    async def hands(question: str) -> str | None:
        return session.by_hand(question)

    async with Client(build_server(session)) as client:
        yield Grounded(tuple(McpTool(s, client) for s in site.signatures), evidence, hands)
