"""`docker`: a World's MCP server in a hardened container; it is told the World and the Start only."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
from anyio.abc import TaskGroup

from nex.data.environment import EnvironmentCard
from nex.data.task import Start
from nex.grounding.docker.container import Container, Program, open_container
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.pool import Pool, Stock
from nex.grounding.docker.server import open_client
from nex.grounding.docker.unwrapping import unwrapped
from nex.grounding.mcp import McpTool
from nex.grounding.owned import Owned
from nex.grounding.site import Grounded, Site
from nex.worlds.piped import END, READY, Opening, Site as Told

WORLD_IMAGE = ImageSpec(
    name="world", ecosystem="nex", entrypoint=("python", "-m", "nex.worlds.piped")
)
READY_SECONDS = 60.0
END_SECONDS = 10.0


class DockerSandbox:
    """Opens a World in a container of its own; while it is held, rollouts share a pool."""

    def __init__(self) -> None:
        self._shared: _Shared | None = None

    @asynccontextmanager
    async def held(self) -> AsyncGenerator[None]:
        """Keep the daemon's connection and the containers for the rollouts of this block."""
        async with open_daemon() as daemon, unwrapped(), anyio.create_task_group() as group:
            self._shared = _Shared(daemon, group)
            try:
                yield
            finally:
                for pool in self._shared.pools.values():
                    pool.close()
                self._shared = None
                group.cancel_scope.cancel()

    @asynccontextmanager
    async def __call__(self, site: Site, start: Start) -> AsyncGenerator[Grounded]:
        """The tools of one rollout; SandboxError where there is no daemon, or the server breaks."""
        if self._shared is not None:
            pool = await self._shared.pool(site)
            async with pool.lease() as container, open_world(container, site, start) as grounded:
                yield grounded
            return
        async with (
            open_daemon() as daemon,
            populated(daemon, site) as container,
            open_world(container, site, start) as grounded,
        ):
            yield grounded


@dataclass(slots=True)
class _Shared:
    """What the rollouts of a batch share: a daemon, and a pool for each World."""

    daemon: Daemon
    group: TaskGroup
    pools: dict[str, Pool[Container]] = field(default_factory=dict[str, Pool[Container]])

    async def pool(self, site: Site) -> Pool[Container]:
        told = _told(site)
        if told not in self.pools:
            stock = Stock(lambda: populated(self.daemon, site), _itself, "none")
            self.pools[told] = Pool(stock, self.group)
        return self.pools[told]


@asynccontextmanager
async def _itself(container: Container) -> AsyncGenerator[Container]:
    """A World's container needs no session before it knows its Start."""
    yield container


@asynccontextmanager
async def populated(daemon: Daemon, site: Site) -> AsyncGenerator[Container]:
    """A container whose server has populated the site's World and waits for a Start."""
    image = await ensure_image(daemon, WORLD_IMAGE)
    program = Program(image.id, WORLD_IMAGE.entrypoint)
    async with open_container(daemon, program) as container:
        told = _told(site).encode()
        await container.attachment.prompt(told, READY, READY_SECONDS)
        yield container


@asynccontextmanager
async def open_world(container: Container, site: Site, start: Start) -> AsyncGenerator[Grounded]:
    """A Session of a populated World over MCP; afterwards the server waits for the next Start."""
    attachment, token = container.attachment, secrets.token_hex(16)
    await attachment.write(Opening(start=start, owner=token).model_dump_json().encode())
    async with open_client(attachment) as client:
        owned = Owned(client, token)
        yield Grounded(
            tuple(McpTool(s, client) for s in site.signatures), owned.evidence, owned.hands
        )
    await attachment.prompt(b"\n" + END, READY, END_SECONDS)


def _told(site: Site) -> str:
    """The line that tells a server its World: a World, a seed, a surface, faults; no task."""
    world = site.template.world
    card = EnvironmentCard(
        name=world.name,
        world=world.digest,
        seed=site.seed,
        state=site.template.digest,
        surface=site.surface,
        faults=site.faults,
    )
    return Told(world=world, card=card).model_dump_json()
