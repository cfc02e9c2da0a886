"""Grounds: an environment's real servers, each in a container of its own, beside the World's tools."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import ClassVar

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.data.surroundings import Ground
from nex.data.task import Change, Evidence, Start
from nex.errors import SandboxError
from nex.grounding.catalogue.entry import tools_digest
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.docker.container import Container, Program
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.pool import Pool
from nex.grounding.docker.profile import ALONE, Allowance, Joint
from nex.grounding.docker.server import Served, open_server, server_stock
from nex.grounding.docker.unwrapping import unwrapped
from nex.grounding.docker.workspace import packed, unpacked
from nex.grounding.joints import joined, shown
from nex.grounding.mcp import McpTool
from nex.grounding.readings.reading import Found, read_workspace
from nex.grounding.site import Grounded, Sandbox, Site, held
from nex.runtime.scope import Scope
from nex.worlds.tables import Tables, diff_tables

POOLED_STATES = 4
"""An environment of more start states opens a container for each rollout instead of keeping them."""


@dataclass(frozen=True, slots=True)
class GroundTool:
    """A tool of a real server under the name that agents know it by."""

    kind: ClassVar[UnitKind] = "tool"

    signature: Signature
    lane: str
    """Calls to one server run in source order: its state is one."""
    tool: McpTool

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the server answers."""
        return await self.tool(arguments, scope)


@dataclass(slots=True)
class _Shared:
    """What the rollouts of a batch share."""

    daemon: Daemon
    group: TaskGroup
    pools: dict[tuple[str, str], Pool[Served]] = field(
        default_factory=dict[tuple[str, str], Pool[Served]]
    )
    starts: dict[tuple[str, str], Tables] = field(default_factory=dict[tuple[str, str], Tables])
    """The tables of a ground in a start state, read once."""


class Grounds:
    """A sandbox that opens real servers beside what `world` opens; they always run in containers."""

    def __init__(
        self, world: Sandbox, grounds: Sequence[Ground], states: Mapping[str, bytes]
    ) -> None:
        self._world, self._grounds, self._states = world, tuple(grounds), states
        self._shared: _Shared | None = None

    @asynccontextmanager
    async def held(self) -> AsyncGenerator[None]:
        """Keep the daemon's connection and the waiting servers for the rollouts of this block."""
        async with held(self._world), _sharing() as shared:
            self._shared = shared
            try:
                yield
            finally:
                self._shared = None

    @asynccontextmanager
    async def __call__(self, site: Site, start: Start) -> AsyncGenerator[Grounded]:
        """The tools of the World and of every server; SandboxError where one cannot be had."""
        async with unwrapped(), AsyncExitStack() as stack:
            shared = self._shared or await stack.enter_async_context(_sharing())
            world = await stack.enter_async_context(self._world(site, start))
            opened, sites = await self._all_opened(stack, shared, start)
            tools = (*world.tools, *(tool for each in opened for tool in each.tools))

            async def evidence() -> Evidence:
                found = await world.evidence()
                for each in opened:
                    each.demand()
                for shower in sites:  # one that was lost has misled whoever was to read it
                    await shower.snapshot()
                for each in opened:
                    await each.quieten()
                changes = [change for each in opened for change in await each.changes()]
                return found.model_copy(update={"changes": (*found.changes, *changes)})

            yield Grounded(tools, evidence, world.hands)

    async def _all_opened(
        self, stack: AsyncExitStack, shared: _Shared, start: Start
    ) -> tuple[list[_Opened], list[Container]]:
        """The servers, and the web sites that they may read."""
        joints = await stack.enter_async_context(joined(shared.daemon, self._grounds))
        opened: list[_Opened] = []
        sites: list[Container] = []
        for ground, joint in zip(self._grounds, joints, strict=True):
            if ground.site:
                files = await self._files(ground, start)
                site = shown(shared.daemon, files, joint)
                sites.append(await stack.enter_async_context(site))
            else:
                server = self._opened(shared, ground, start, joint)
                opened.append(await stack.enter_async_context(server))
        return opened, sites

    @asynccontextmanager
    async def _opened(
        self, shared: _Shared, ground: Ground, start: Start, joint: Joint
    ) -> AsyncGenerator[_Opened]:
        files = await self._files(ground, start)
        workspace = await anyio.to_thread.run_sync(packed, files)
        kept = Found({}, shared.daemon, await self._sealed(ground))
        key = (f"{ground.server} {' '.join(ground.command)}", f"{start.workspace}/{ground.folder}")
        async with self._served(shared, ground, key, (workspace, joint)) as served:
            _demand(ground, served.signatures)
            if key not in shared.starts:
                found = replace(kept, files=files)
                shared.starts[key] = await read_workspace(ground.reads, found)
            yield _Opened(ground, served, shared.starts[key], kept)

    @asynccontextmanager
    async def _served(
        self, shared: _Shared, ground: Ground, key: tuple[str, str], begins: tuple[bytes, Joint]
    ) -> AsyncGenerator[Served]:
        """A server that waits in the pool, or a new one; `begins`: its workspace, its joint."""
        workspace, joint = begins
        if key not in shared.pools:
            [server] = servers_named([ground.server])
            image = await ensure_image(shared.daemon, server.image)
            command = ground.command or server.image.entrypoint
            allowance = Allowance(memory=server.entry.memory)
            brought = b"" if joint.volume and ground != _first(self._grounds) else workspace
            program = Program(
                image.id, command, workspace=brought, allowance=allowance, joint=joint
            )
            alone = joint == ALONE and self._shared is not None
            if not alone or len(self._states) > POOLED_STATES:
                async with open_server(shared.daemon, program) as served:
                    yield served
                return
            # Reading a workspace ends the server in it, so the least reset is then a restart.
            read = server.entry.reset == "none" and ground.reads
            reset = "restart" if read else server.entry.reset
            if key not in shared.pools:  # another rollout may have opened it meanwhile
                stock = server_stock(shared.daemon, program, reset)
                shared.pools[key] = Pool(stock, shared.group)
        async with shared.pools[key].lease() as served:
            yield served

    async def _files(self, ground: Ground, start: Start) -> dict[str, bytes]:
        archive = self._archive(start.workspace)
        return await anyio.to_thread.run_sync(part_of, archive, ground.folder)

    async def _sealed(self, ground: Ground) -> dict[str, bytes]:
        return await anyio.to_thread.run_sync(part_of, self._archive(ground.sealed), "")

    def _archive(self, digest: str) -> bytes:
        if digest and digest not in self._states:
            raise SandboxError(f"the environment holds no start state {digest[:12]}")
        return self._states[digest] if digest else b""


@dataclass(frozen=True, slots=True)
class _Opened:
    """One server during one rollout."""

    ground: Ground
    served: Served
    start: Tables
    kept: Found
    """What a reading of the end is given beside the files."""

    @property
    def tools(self) -> tuple[GroundTool, ...]:
        """What agents get of it."""
        own = {tool.signature.name: tool for tool in self.served.tools}
        names = self.ground.offered or tuple(own)
        lane = self.ground.prefix or self.ground.server
        entry = servers_named([self.ground.server])[0].entry
        return tuple(
            GroundTool(
                replace(own[n].signature, name=self.ground.prefix + n),
                lane,
                replace(own[n], seconds=entry.seconds),
            )
            for n in own
            if n in names
        )

    def demand(self) -> None:
        """Raise SandboxError where the server is gone: what agents did without it proves nothing."""
        ended = self.served.container.attachment.ended
        if ended is not None:
            raise SandboxError(f"{self.ground.server}: {ended}")

    async def quieten(self) -> None:
        """End a server that could still write where another one's workspace is read."""
        if self.ground.shared:
            await self.served.container.snapshot()

    async def changes(self) -> tuple[Change, ...]:
        """What differs from the start, as the workspace itself shows it after the server's end."""
        if not self.ground.reads:
            return ()
        archive = await self.served.container.snapshot()
        files = await anyio.to_thread.run_sync(unpacked, archive)
        end = await read_workspace(self.ground.reads, replace(self.kept, files=files))
        return await anyio.to_thread.run_sync(diff_tables, self.start, end)


@asynccontextmanager
async def _sharing() -> AsyncGenerator[_Shared]:
    async with open_daemon() as daemon, unwrapped(), anyio.create_task_group() as group:
        shared = _Shared(daemon, group)
        try:
            yield shared
        finally:
            for pool in shared.pools.values():
                pool.close()
            group.cancel_scope.cancel()


def part_of(archive: bytes, folder: str) -> dict[str, bytes]:
    """The files of an archive that lie in a folder, by their path in it; "": all of them."""
    files = unpacked(archive) if archive else {}
    if not folder:
        return files
    head = folder.rstrip("/") + "/"
    return {path[len(head) :]: files[path] for path in files if path.startswith(head)}


def _first(grounds: Sequence[Ground]) -> Ground:
    """The one that brings the files of a shared workspace."""
    return next(ground for ground in grounds if ground.shared)


def _demand(ground: Ground, signatures: Sequence[Signature]) -> None:
    found = tools_digest(signatures)
    if found != ground.tools_digest:
        raise SandboxError(
            f"{ground.server}: its tools are not those that this environment was made with "
            f"({ground.tools_digest[:12]}, found {found[:12]}); make it anew"
        )
