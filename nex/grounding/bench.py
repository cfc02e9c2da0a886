"""A bench: one container that is called, read and made as new, again and again."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from mcp import MCPError
from mcp_types import REQUEST_TIMEOUT
from pydantic import ValidationError

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, refused
from nex.errors import SandboxError
from nex.grounding.docker.container import Container, Program, open_container
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.server import Served, open_session
from nex.grounding.docker.workspace import unpacked
from nex.grounding.mcp import GONE, read_reply

CALL_SECONDS = 15.0


@dataclass(slots=True)
class Bench:
    """A running server; used by one task at a time. Opened by `open_bench`."""

    container: Container
    served: Served
    session: AsyncExitStack
    calls: int = 0
    """Made since the server was new."""
    seconds: float = 0.0
    """That the calls took, all of them together."""
    renewals: int = field(default=0)

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The tools that it lists."""
        return self.served.signatures

    async def call(self, tool: str, arguments: Json) -> Result:
        """What the server answers; its errors are results. SandboxError where it is gone."""
        began = time.monotonic()
        try:
            reply = await self.served.client.call_tool(tool, arguments, CALL_SECONDS)
            return read_reply(reply)
        except MCPError as e:
            if e.code in GONE and e.code != REQUEST_TIMEOUT:
                raise SandboxError(f"the server of tool {tool!r} failed: {e}") from e
            return refused("timeout" if e.code == REQUEST_TIMEOUT else "tool_error", str(e))
        except (ValidationError, RuntimeError) as e:
            return refused("bad_reply", str(e))
        finally:
            self.calls += 1
            self.seconds += time.monotonic() - began

    async def left(self) -> dict[str, bytes]:
        """End the server; the files that it leaves in its workspace. Then it is new again."""
        archive = await self.container.snapshot()
        await self.renew()
        return unpacked(archive)

    async def renew(self) -> None:
        """A new server in the same container, the workspace as at the start."""
        await self.session.aclose()
        await self.container.restart()
        self.served = await self.session.enter_async_context(open_session(self.container))
        self.calls, self.renewals = 0, self.renewals + 1


@asynccontextmanager
async def open_bench(daemon: Daemon, program: Program) -> AsyncGenerator[Bench]:
    """A container with its server; SandboxError where it does not start."""
    async with open_container(daemon, program) as container, AsyncExitStack() as session:
        served = await session.enter_async_context(open_session(container))
        yield Bench(container, served, session)
