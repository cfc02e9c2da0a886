"""`process`: the World's MCP server as a process of its own, over stdio. For development."""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from nex.data.environment import EnvironmentCard
from nex.data.task import Start
from nex.grounding.docker.server import open_client
from nex.grounding.mcp import McpTool
from nex.grounding.owned import Owned
from nex.grounding.running import Command, run_server
from nex.grounding.site import Grounded, Site
from nex.worlds.wire import OWNER


@asynccontextmanager
async def process(site: Site, start: Start) -> AsyncGenerator[Grounded]:
    """Start a server of this World and connect to it; it ends with the block.

    Raises SandboxError when the server does not start. The process is not contained: what it
    runs is nex itself, and it is told the World, the seed and the task's start, nothing else.
    """
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="nex-") as folder:
        _furnish(Path(folder), site, start)
        async with (
            run_server(_command(Path(folder), token)) as attachment,
            open_client(attachment) as client,
        ):
            owned = Owned(client, token)
            yield Grounded(
                tuple(McpTool(s, client) for s in site.signatures), owned.evidence, owned.hands
            )


def _furnish(folder: Path, site: Site, start: Start) -> None:
    """The files that the server reads: a World, a card, a Start; no task and no proof."""
    world = site.template.world
    card = EnvironmentCard(
        name=world.name,
        world=world.digest,
        seed=site.seed,
        state=site.template.digest,
        surface=site.surface,
        faults=site.faults,
    )
    (folder / "world.json").write_text(world.model_dump_json(), encoding="utf-8")
    (folder / "environment.json").write_text(card.model_dump_json(), encoding="utf-8")
    (folder / "start.json").write_text(start.model_dump_json(), encoding="utf-8")


def _command(folder: Path, token: str) -> Command:
    served = (str(folder), "--start", str(folder / "start.json"))
    return Command((sys.executable, "-m", "nex.worlds.server", *served), {OWNER: token})
