"""A server's stdin and stdout as an MCP transport: capped, linear, and never silent about an end."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import anyio
import mcp_types as types
from anyio.abc import ByteStream
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.client._transport import TransportStreams
from mcp.shared.message import SessionMessage

from nex.errors import SandboxError
from nex.grounding.docker.frames import STDERR, Caps, Frames, Lines, Overflow, Tail
from nex.grounding.docker.messages import is_chatter, parsed
from nex.grounding.docker.unwrapping import unwrapped
from nex.grounding.mcp import BAD_REPLY, SERVER_GONE

CHUNK = 64 << 10

Incoming = MemoryObjectSendStream[SessionMessage | Exception]
Outgoing = MemoryObjectReceiveStream[SessionMessage]
Id = str | int


@dataclass(slots=True)
class Session:
    """What one MCP client is waiting for."""

    incoming: Incoming
    pending: dict[Id, None] = field(default_factory=dict[Id, None])
    asked: set[Id] = field(default_factory=set[Id])


@dataclass(slots=True)
class Awaited:
    """A line that is waited for, and whether the one after it is wanted too."""

    marker: bytes
    more: bool
    met: bool = False
    line: bytes = b""
    seen: anyio.Event = field(default_factory=anyio.Event)

    def takes(self, line: bytes) -> bool:
        """Look at the next line; whether nothing more is awaited."""
        over = self.met or (line == self.marker and not self.more)
        if self.met:
            self.line = line
        self.met = self.met or line == self.marker
        if over:
            self.seen.set()
        return over


@dataclass(slots=True)
class Attachment:
    """The streams of one container; serves one MCP session after another, never two at once.

    A line that is no message costs the calls that are pending, not the session. When the server
    ends, or says more than its caps allow, every pending and every later request is answered at
    once by an error that says why.
    """

    stream: ByteStream
    caps: Caps
    fate: Callable[[], Awaitable[str]]
    """How the server ended, in words; asked once the stream has."""
    frames: Frames = field(default_factory=Frames)
    noise: int = 0
    unasked: int = 0
    ended: str | None = None
    """Why nothing comes any more; None while it may."""
    session: Session | None = None
    lines: Lines = field(init=False)
    stderr: Tail = field(init=False)
    awaited: Awaited | None = None

    def __post_init__(self) -> None:
        self.lines, self.stderr = Lines(self.caps), Tail(self.caps.stderr)

    async def pump(self, first: bytes = b"") -> None:
        """Read until the container's streams end; run it as a task for as long as it is open."""
        try:
            if first:
                await self._take(first)
            while True:
                await self._take(await self.stream.receive(CHUNK))
        except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            await self.end(await self.fate())
        except Overflow as e:
            await self.end(str(e))

    async def write(self, line: bytes) -> None:
        """Put one line on the server's stdin; a server that is gone is not an error here."""
        await self.send(line + b"\n")

    async def send(self, data: bytes) -> None:
        """Put bytes on the server's stdin; a server that is gone is not an error here."""
        try:
            await self.stream.send(data)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            await self.end(await self.fate())

    async def prompt(self, line: bytes, marker: bytes, seconds: float) -> None:
        """Write a line, and discard what the server says until its answer, the line `marker`.

        Raises SandboxError where the answer does not come in time.
        """
        await self.awaiting(marker, lambda: self.write(line), seconds)

    async def awaiting(
        self, marker: bytes, act: Callable[[], Awaitable[None]], seconds: float, *, then: int = 0
    ) -> bytes:
        """Act, and discard what the server says until the line `marker`.

        `then`: the line after it is wanted too, and may have so many bytes; it is returned.
        Raises SandboxError where it does not come in time.
        """
        awaited = self.awaited = Awaited(marker, more=then > 0)
        self.lines.allow(then)
        with anyio.move_on_after(seconds):
            await act()
            if self.ended is None:
                await awaited.seen.wait()
        self.lines.allow(0)
        if self.ended is not None:
            raise SandboxError(self.ended)
        if not awaited.seen.is_set():
            raise SandboxError(f"the server did not say {marker.decode()} within {seconds:g} s")
        return awaited.line

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[TransportStreams]:
        """A transport for `mcp.Client`; the server outlives it."""
        incoming, client_reads = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        client_writes, outgoing = anyio.create_memory_object_stream[SessionMessage](0)
        self.session = Session(incoming)
        async with unwrapped(), anyio.create_task_group() as group:
            group.start_soon(self._send, self.session, outgoing)
            try:
                yield client_reads, client_writes
            finally:
                self.session = None
                group.cancel_scope.cancel()
                for stream in (incoming, client_reads, client_writes, outgoing):
                    stream.close()

    async def _send(self, session: Session, outgoing: Outgoing) -> None:
        async for wrapped in outgoing:
            message = wrapped.message
            if isinstance(message, types.JSONRPCRequest):
                session.pending[message.id] = None
                session.asked.add(message.id)
                self.lines.total = self.unasked = 0
            if self.ended is None:
                text = message.model_dump_json(by_alias=True, exclude_unset=True)
                await self.write(text.encode())
            if self.ended is not None:
                await self._fail(session, SERVER_GONE, self.ended)

    async def _take(self, chunk: bytes) -> None:
        for kind, piece in self.frames.feed(chunk):
            if kind == STDERR:
                self.stderr.feed(piece)
                continue
            for line in self.lines.feed(piece):
                await self._read(line)

    async def _read(self, line: bytes) -> None:
        if self.awaited is not None:
            if self.awaited.takes(line):
                self.awaited = None
            return
        if (session := self.session) is None or not line.strip():
            return
        message = await parsed(line)
        if message is None:
            await self._misread(session, line)
        else:
            await self._deliver(session, message)

    async def _misread(self, session: Session, line: bytes) -> None:
        self.noise += 1
        if self.noise > self.caps.noise:
            raise Overflow(f"sent more than {self.caps.noise} lines that are no message")
        if not is_chatter(line):
            shown = line[:80].decode(errors="backslashreplace")
            await self._fail(session, BAD_REPLY, f"the server sent no JSON-RPC message: {shown!r}")

    async def _deliver(self, session: Session, message: types.JSONRPCMessage) -> None:
        if isinstance(message, types.JSONRPCResponse | types.JSONRPCError):
            if message.id not in session.asked:
                text = f"the server answered {message.id!r}, which nobody asked"
                await self._fail(session, BAD_REPLY, text)
                return
            session.pending.pop(message.id, None)
        else:
            self.unasked += 1
            if self.unasked > self.caps.unasked:
                raise Overflow(f"sent more than {self.caps.unasked} messages that answer nothing")
        await _give(session, message)

    async def _fail(self, session: Session, code: int, text: str) -> None:
        """Answer every pending request with an error, in the order in which they were sent."""
        failed = list(session.pending)
        session.pending.clear()
        for id in failed:
            error = types.ErrorData(code=code, message=text)
            await _give(session, types.JSONRPCError(jsonrpc="2.0", id=id, error=error))

    async def end(self, reason: str) -> None:
        """Nothing comes any more; the pending requests are answered with why."""
        if self.ended is None:
            said = " ".join(self.stderr.text.split())[-400:]
            self.ended = f"the server {reason}{f'; it last wrote: {said}' if said else ''}"
        if self.awaited is not None:
            self.awaited.seen.set()
        if self.session is not None:
            await self._fail(self.session, SERVER_GONE, self.ended)


async def _give(session: Session, message: types.JSONRPCMessage) -> None:
    # A client that is leaving waits for nothing.
    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        await session.incoming.send(SessionMessage(message))
