"""A bench: one container that is called, read and made as new, again and again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import anyio.to_thread
from mcp import MCPError
from mcp_types import REQUEST_TIMEOUT
from pydantic import ValidationError

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, refused
from nex.errors import SandboxError
from nex.grounding.catalogue.outside import look
from nex.grounding.docker.container import Container, Program, open_container
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.profile import WORKSPACE
from nex.grounding.docker.server import Served, open_session
from nex.grounding.docker.unwrapping import unwrapped
from nex.grounding.docker.workspace import unpacked
from nex.grounding.mcp import GONE, read_reply

CALL_SECONDS = 15.0


@dataclass(slots=True)
class Bench:
    """A running server; used by one task at a time. Opened by `open_bench`."""

    container: Container
    ready: anyio.Event = field(default_factory=anyio.Event)
    over: anyio.Event = field(default_factory=anyio.Event)
    """Set where the session is to give way to a new one."""
    session: Served | None = None
    problem: SandboxError | None = None
    done: bool = False
    """Whether nobody needs another session."""

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The tools that it lists."""
        return self._served().signatures

    async def call(self, tool: str, arguments: Json) -> Result:
        """What the server answers; its errors are results. SandboxError where it is gone."""
        try:
            reply = await self._served().client.call_tool(tool, arguments, CALL_SECONDS)
            return read_reply(reply)
        except MCPError as e:
            if e.code in GONE and e.code != REQUEST_TIMEOUT:
                raise SandboxError(f"the server of tool {tool!r} failed: {e}") from e
            return refused("timeout" if e.code == REQUEST_TIMEOUT else "tool_error", str(e))
        except (ValidationError, RuntimeError) as e:
            return refused("bad_reply", str(e))

    async def left(self) -> dict[str, bytes]:
        """End the server; the files that it leaves in its workspace. Then it is new again."""
        archive = await self.container.snapshot()
        await self.renew()
        return await anyio.to_thread.run_sync(unpacked, archive)

    async def seen(self) -> dict[str, str]:
        """Path -> size and digest of everything in the workspace, while the server runs on."""
        found = (await look(self.container)).files
        return {path: what for path, what in found.items() if path.startswith(WORKSPACE)}

    async def renew(self) -> None:
        """A new server in the same container, the workspace as at the start; else SandboxError."""
        self.ready = anyio.Event()
        self.over.set()
        await self.ready.wait()
        if self.problem is not None:
            raise self.problem

    async def keep(self) -> None:
        """Hold one session after another: a session ends in the task that it began in."""
        try:
            while not self.done:
                async with open_session(self.container) as self.session:
                    self.over = anyio.Event()
                    self.ready.set()
                    await self.over.wait()
                if not self.done:
                    await self.container.restart()
        except SandboxError as e:
            self.problem = e
            self.ready.set()

    def _served(self) -> Served:
        if self.problem is not None:
            raise self.problem
        assert self.session is not None, "a bench is handed out once its session is there"
        return self.session


@asynccontextmanager
async def open_bench(daemon: Daemon, program: Program) -> AsyncGenerator[Bench]:
    """A container with its server; SandboxError where it does not start."""
    async with (
        open_container(daemon, program) as container,
        unwrapped(),
        anyio.create_task_group() as group,
    ):
        bench = Bench(container)
        group.start_soon(bench.keep)
        await bench.ready.wait()
        if bench.problem is not None:
            raise bench.problem
        yield bench
        bench.done = True
        bench.over.set()
