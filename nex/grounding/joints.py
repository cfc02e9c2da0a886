"""What the real servers of one rollout have in common: a workspace, a closed network, a web site."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from nex.data.surroundings import Ground
from nex.grounding.docker.container import Container, Program, open_container
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.profile import Allowance, Joint
from nex.grounding.docker.shared import open_network, open_volume
from nex.grounding.docker.workspace import packed

PORT = 8000
SITE = """import functools
import http.server
import sys

show = functools.partial(http.server.SimpleHTTPRequestHandler, directory="/workspace")
server = http.server.ThreadingHTTPServer(("0.0.0.0", 8000), show)
sys.stdin.readline()
print("ready", flush=True)
server.serve_forever()
"""
SITE_IMAGE = ImageSpec(
    name="site",
    ecosystem="pypi",
    entrypoint=("python", "/opt/server/site.py"),
    files={"/opt/server/site.py": SITE},
)
READY_SECONDS = 30.0


@asynccontextmanager
async def joined(daemon: Daemon, grounds: Sequence[Ground]) -> AsyncGenerator[list[Joint]]:
    """What each ground shares with the others, in their order; gone with the block.

    The closed network is the one exception to "no network": it has no gateway.
    """
    async with AsyncExitStack() as stack:
        volume = network = ""
        if any(ground.shared for ground in grounds):
            volume = await stack.enter_async_context(open_volume(daemon, Allowance()))
        if any(ground.network for ground in grounds):
            network = await stack.enter_async_context(open_network(daemon, Allowance()))
        yield [
            Joint(
                volume if ground.shared else "",
                network if ground.network else "",
                ground.network,
            )
            for ground in grounds
        ]


@asynccontextmanager
async def shown(
    daemon: Daemon, files: Mapping[str, bytes], joint: Joint
) -> AsyncGenerator[Container]:
    """These files as a web site on the joint's network: http://NAME:8000/."""
    image = await ensure_image(daemon, SITE_IMAGE)
    program = Program(image.id, SITE_IMAGE.entrypoint, workspace=packed(files), joint=joint)
    async with open_container(daemon, program) as container:
        await container.attachment.prompt(b"serve", b"ready", READY_SECONDS)
        yield container
