"""One container from create to confirmed removal, whatever happens in between."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import anyio
import anyio.to_thread

from nex.data.jsons import Json
from nex.errors import SandboxError
from nex.grounding.docker.api import Api
from nex.grounding.docker.attachment import Attachment
from nex.grounding.docker.daemon import Daemon, Missing
from nex.grounding.docker.frames import MIB, Caps
from nex.grounding.docker.hijack import hijack
from nex.grounding.docker.owner import labels_of
from nex.grounding.docker.profile import ALONE, Allowance, Joint, Wanted, container_config
from nex.grounding.docker.unwrapping import unwrapped
from nex.grounding.docker.workspace import decoded

CLOSING_SECONDS = 20.0
RESTART_SECONDS = 10.0
SNAPSHOT_SECONDS = 60.0
SNAPSHOT_BYTES = 256 * MIB
EXIT_SECONDS = 3.0
"""How long a container whose streams have ended may take to be seen as ended."""


@dataclass(frozen=True, slots=True)
class Program:
    """What runs in a container: an image, a command, its environment and its limits."""

    image: str
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    workspace: bytes = b""
    """An archive of what /workspace starts with, after a restart too; see workspace.packed."""
    allowance: Allowance = field(default_factory=Allowance)
    caps: Caps = field(default_factory=Caps)
    joint: Joint = ALONE


@dataclass(slots=True)
class Watchdog:
    """What is known of a container's watchdog: its secret, and how many words it has said."""

    secret: bytes
    words: int = 0

    def next_word(self, what: str) -> bytes:
        """The line that it says next, and nobody else can say."""
        self.words += 1
        proof = hashlib.sha256(self.secret + str(self.words).encode()).hexdigest()
        return f'{{"nex":"{what}","proof":"{proof}"}}'.encode()


@dataclass(frozen=True, slots=True)
class Container:
    """A running container and the streams of the server in it."""

    daemon: Daemon
    name: str
    attachment: Attachment
    watchdog: Watchdog

    async def restart(self) -> None:
        """A new server in the same container: no process, no file, no unread byte of the old one.

        Raises SandboxError where that does not come off.
        """
        word = self.watchdog.next_word("restarted")
        await self.attachment.awaiting(word, partial(self._signal, "SIGUSR1"), RESTART_SECONDS)

    async def snapshot(self) -> bytes:
        """End everything in it and archive the workspace: what the server really left there.

        Nothing but the watchdog runs by then, so nobody can colour it. Raises SandboxError where
        that does not come off. Afterwards the container can be restarted or closed.
        """
        line = await self.attachment.awaiting(
            self.watchdog.next_word("snapshot"),
            partial(self._signal, "SIGUSR2"),
            SNAPSHOT_SECONDS,
            then=SNAPSHOT_BYTES,
        )
        try:
            return await anyio.to_thread.run_sync(decoded, line)
        except ValueError as e:
            raise SandboxError(f"container {self.name} sent no archive of its workspace") from e

    async def _signal(self, name: str) -> None:
        await self.daemon.ask(lambda api: api.kill(self.name, name))


@asynccontextmanager
async def open_container(daemon: Daemon, program: Program) -> AsyncGenerator[Container]:
    """Start a container; when the block ends, however it ends, the container is gone.

    Raises SandboxError where it cannot be made, started or removed.
    """
    name = f"nex-{secrets.token_hex(8)}"
    try:
        async with daemon.starts:
            attachment, first = await _started(daemon, name, program)
        async with unwrapped(), anyio.create_task_group() as group:
            group.start_soon(attachment.pump, first)
            try:
                watchdog = Watchdog(secrets.token_hex(16).encode())
                await attachment.send(watchdog.secret + program.workspace)
                yield Container(daemon, name, attachment, watchdog)
            finally:
                with anyio.CancelScope(shield=True):
                    await anyio.aclose_forcefully(attachment.stream)
                group.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await remove(daemon, name)


async def _started(daemon: Daemon, name: str, program: Program) -> tuple[Attachment, bytes]:
    """Create, attach, start; in this order nothing that the server says is lost."""
    labels = labels_of(daemon.owner, name, program.allowance.seconds)
    wanted = Wanted(
        program.image,
        program.command,
        name,
        labels,
        program.environment,
        program.allowance,
        len(program.workspace),
        program.joint,
    )
    config = container_config(wanted)
    await daemon.ask(lambda api: api.create_container_from_config(config, name))

    async def fate() -> str:
        return await fate_of(daemon, name, program.allowance)

    stream, first = await hijack(daemon.address, daemon.api.api_version, name)
    try:
        await daemon.ask(lambda api: api.start(name))
    except BaseException:
        with anyio.CancelScope(shield=True):
            await anyio.aclose_forcefully(stream)
        raise
    return Attachment(stream, program.caps, fate), first


async def fate_of(daemon: Daemon, name: str, allowance: Allowance) -> str:
    """How a container that should have ended did: its exit code, the signal, or its memory."""
    try:
        state = await daemon.ask(lambda api: _ended_state(api, name))
    except SandboxError as e:
        return f"was lost: {e}"
    code = state.get("ExitCode")
    if state.get("OOMKilled"):
        return f"ran out of memory: it may use {allowance.memory} MiB"
    if state.get("Running"):
        return "closed its streams but runs on"
    if isinstance(code, int) and code > 128:
        return f"was killed by signal {code - 128}"
    return f"exited with code {code}"


def _ended_state(api: Api, name: str) -> Json:
    with suppress(OSError):  # where it runs on, the state says so
        api.wait(name, timeout=EXIT_SECONDS)
    return cast("Json", api.inspect_container(name)["State"])


async def remove(daemon: Daemon, name: str) -> None:
    """Remove a container and confirm that it is gone; SandboxError where it is not in time."""
    with anyio.move_on_after(CLOSING_SECONDS):
        while True:
            try:
                await daemon.ask(lambda api: api.remove_container(name, v=True, force=True))
                await daemon.ask(lambda api: api.inspect_container(name))
            except Missing:
                return
            await anyio.sleep(0.05)
    raise SandboxError(f"container {name} could not be removed: nex clean")
