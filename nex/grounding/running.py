"""A server as a process of this machine: contained by nothing, but held to the same protocol."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import anyio
from anyio.abc import ByteStream
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.client.stdio import get_default_environment

from nex.errors import SandboxError
from nex.grounding.docker.attachment import Attachment
from nex.grounding.docker.frames import HEADER, STDERR, Caps
from nex.grounding.docker.unwrapping import unwrapped

STDOUT = 1
CHUNK = 64 << 10
LEAVE_SECONDS = 1.0
"""How long a process may take to end by itself once its input has ended."""
EXIT_SECONDS = 2.0
"""How long a process that was killed, or whose output ended, may take to be seen as ended."""
LAST_WORDS = 0.3
"""How long what stands on stderr is waited for once stdout has ended."""
GONE = (anyio.ClosedResourceError, anyio.BrokenResourceError, OSError)


@dataclass(frozen=True, slots=True)
class Command:
    """A server's command, where it runs and what it finds in its environment."""

    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """Beside the few variables that every process of this user gets."""
    folder: Path | None = None
    caps: Caps = field(default_factory=Caps)


@asynccontextmanager
async def run_server(command: Command) -> AsyncGenerator[Attachment]:
    """The streams of a process; when the block ends, it and its process group have ended.

    A child that left the group lives on: what nobody trusts belongs into a container. Raises
    SandboxError where it cannot be started.
    """
    process = _started(command)
    try:
        pipes = _Pipes(process)

        async def fate() -> str:
            return await _fate(process)

        attachment = Attachment(pipes, command.caps, fate)
        async with unwrapped(), anyio.create_task_group() as group:
            group.start_soon(pipes.read, process.stdout, STDOUT)
            group.start_soon(pipes.read, process.stderr, STDERR)
            group.start_soon(attachment.pump)
            try:
                yield attachment
            finally:
                await pipes.aclose()
                group.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await _end(process)


def _started(command: Command) -> subprocess.Popen[bytes]:
    try:
        process = subprocess.Popen(
            list(command.words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=get_default_environment() | dict(command.environment),
            cwd=command.folder,
            start_new_session=True,
            bufsize=0,
        )
    except (OSError, ValueError) as e:
        raise SandboxError(f"{command.words[0]!r} cannot be started: {e}") from e
    for pipe in (process.stdin, process.stdout, process.stderr):
        os.set_blocking(_number(pipe), False)
    return process


class _Pipes(ByteStream):
    """A process's pipes as one stream, in the frames in which the daemon sends a container's."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._silent = anyio.Event()
        frames = anyio.create_memory_object_stream[bytes](0)
        self._sender: MemoryObjectSendStream[bytes] = frames[0]
        self._receiver: MemoryObjectReceiveStream[bytes] = frames[1]

    async def read(self, pipe: IO[bytes] | None, kind: int) -> None:
        """Pass on what a pipe brings until it ends; stdout's end is the stream's."""
        with suppress(*GONE):
            while chunk := await _chunk(_number(pipe)):
                head = bytes([kind, 0, 0, 0]) + len(chunk).to_bytes(HEADER - 4, "big")
                await self._sender.send(head + chunk)
        if kind == STDERR:
            self._silent.set()
            return
        with anyio.move_on_after(LAST_WORDS):
            await self._silent.wait()
        self._sender.close()

    async def receive(self, max_bytes: int = 65536) -> bytes:
        return await self._receiver.receive()

    async def send(self, item: bytes) -> None:
        number, rest = _number(self._process.stdin), memoryview(item)
        try:
            while rest:
                await anyio.wait_writable(number)
                with suppress(BlockingIOError):
                    rest = rest[os.write(number, rest) :]
        except (OSError, ValueError) as e:
            raise anyio.BrokenResourceError from e

    async def send_eof(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def aclose(self) -> None:
        self._sender.close()
        self._receiver.close()


async def _chunk(number: int) -> bytes:
    while True:
        await anyio.wait_readable(number)
        with suppress(BlockingIOError):
            return os.read(number, CHUNK)


def _number(pipe: IO[bytes] | None) -> int:
    return cast("IO[bytes]", pipe).fileno()


async def _fate(process: subprocess.Popen[bytes]) -> str:
    code = await _ended(process, EXIT_SECONDS)
    if code is None:
        return "closed its streams but runs on"
    return f"was killed by signal {-code}" if code < 0 else f"exited with code {code}"


async def _ended(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Its exit code; None where it still runs after so long."""
    with anyio.move_on_after(seconds):
        while process.poll() is None:  # noqa: ASYNC110 - a process tells nobody when it ends
            await anyio.sleep(0.01)
    return process.poll()


async def _end(process: subprocess.Popen[bytes]) -> None:
    """Let it go, then kill it and all of its group, and wait until it is reaped."""
    for pipe in (process.stdin, process.stdout, process.stderr):
        cast("IO[bytes]", pipe).close()
    await _ended(process, LEAVE_SECONDS)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await _ended(process, EXIT_SECONDS)
