"""From the daemon's framed byte stream to whole lines, in time linear to their size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

HEADER = 8
STDERR = 2
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Caps:
    """How much a server may say."""

    line: int = 8 * MIB
    total: int = 64 * MIB
    """Bytes on stdout since the last request that was sent to it."""
    unasked: int = 4_000
    """Messages that answer nothing, since the last request."""
    noise: int = 1_000
    """Lines that are no message, in a whole session."""
    stderr: int = 64 << 10
    """Bytes that are kept, from the end."""


class Overflow(Exception):
    """A server said more than its caps allow; the text says which."""


@dataclass(slots=True)
class Frames:
    """Splits the multiplexed stream of an attached container into its two outputs."""

    rest: bytearray = field(default_factory=bytearray)
    kind: int = 0
    due: int = 0
    """Bytes of the current frame that have not come yet."""

    def feed(self, chunk: bytes) -> Iterator[tuple[int, memoryview]]:
        """The pieces of payload in `chunk`, each with its stream's number."""
        view, at = memoryview(chunk), 0
        while at < len(view):
            if not self.due:
                at = self._head(view, at)
                continue
            end = min(len(view), at + self.due)
            yield self.kind, view[at:end]
            self.due -= end - at
            at = end

    def _head(self, view: memoryview, at: int) -> int:
        """Take what is there of a frame's header; where reading goes on."""
        end = min(len(view), at + HEADER - len(self.rest))
        self.rest += view[at:end]
        if len(self.rest) == HEADER:
            self.kind, self.due = self.rest[0], int.from_bytes(self.rest[4:8], "big")
            self.rest.clear()
        return end


@dataclass(slots=True)
class Lines:
    """Gathers stdout into lines, never looking at a byte twice; Overflow beyond the caps."""

    caps: Caps
    buffer: bytearray = field(default_factory=bytearray)
    total: int = 0
    extra: int = 0
    """Bytes beyond the caps that are allowed for once."""

    def allow(self, extra: int) -> None:
        """Count anew, and let so many bytes pass beyond the caps until told otherwise."""
        self.total, self.extra = 0, extra

    def feed(self, piece: memoryview) -> Iterator[bytes]:
        """The lines that end in `piece`, without their ends."""
        self.total += len(piece)
        if self.total > self.caps.total + self.extra:
            raise Overflow(f"sent more than {self.caps.total:,} bytes in answer to one request")
        *ended, rest = bytes(piece).split(b"\n")
        for part in ended:
            self._grow(part)
            line = bytes(self.buffer)
            self.buffer.clear()
            yield line
        self._grow(rest)

    def _grow(self, part: bytes) -> None:
        self.buffer += part
        if len(self.buffer) > self.caps.line + self.extra:
            raise Overflow(f"sent a line of more than {self.caps.line:,} bytes")


@dataclass(slots=True)
class Tail:
    """The last bytes of stderr."""

    cap: int
    kept: bytearray = field(default_factory=bytearray)

    def feed(self, piece: memoryview) -> None:
        """Keep the end of what there is now."""
        self.kept += piece[-self.cap :]
        if len(self.kept) > 2 * self.cap:
            del self.kept[: -self.cap]

    @property
    def text(self) -> str:
        """What was kept, as text."""
        return bytes(self.kept[-self.cap :]).decode(errors="replace")
