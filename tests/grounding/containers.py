"""What the tests of containers share: an image of the odd server, and a way to run it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from mcp import Client
from mcp_types import TextContent

from nex.data.jsons import Json
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.frames import Caps
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.owner import OWNER
from nex.grounding.docker.profile import Allowance
from nex.grounding.docker.server import Served, open_server

SCRIPT = "/opt/server/odd_server.py"
SOURCE = Path(__file__).with_name("odd_server.py")
ODD = ImageSpec(
    name="odd",
    ecosystem="pypi",
    entrypoint=("python", SCRIPT),
    files={SCRIPT: SOURCE.read_text(encoding="utf-8")},
)


async def odd_program(daemon: Daemon, mode: str = "") -> Program:
    """The odd server as a program; its image is built once."""
    image = await ensure_image(daemon, ODD)
    return Program(image.id, (*ODD.entrypoint, *([mode] if mode else [])))


@asynccontextmanager
async def odd_server(
    mode: str = "", *, caps: Caps | None = None, allowance: Allowance | None = None
) -> AsyncGenerator[Served]:
    """The odd server in a container, connected."""
    async with open_daemon() as daemon:
        program = await odd_program(daemon, mode)
        program = replace(program, caps=caps or Caps(), allowance=allowance or Allowance())
        async with open_server(daemon, program, 20) as served:
            yield served


async def said(client: Client, tool: str, text: str = "") -> str:
    """What a tool of the odd server answers."""
    reply = await client.call_tool(tool, {"text": text}, 20)
    [block] = reply.content
    assert isinstance(block, TextContent)
    return block.text


async def ours(daemon: Daemon, owner: str) -> list[str]:
    """Names of the containers that this owner has in the daemon."""
    filters: Json = {"label": [f"{OWNER}={owner}"]}
    found = await daemon.ask(lambda api: api.containers(all=True, filters=filters))
    return [str(container["Names"]) for container in found]
