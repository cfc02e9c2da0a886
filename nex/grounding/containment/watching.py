"""What a meeting costs this process: memory, the loop's attention, the pace of the neighbours."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
from mcp import Client

from nex.grounding.mcp import ask

BEAT = 0.01
PAUSE = 0.01
"""Seconds that a neighbour thinks between two calls."""
NEIGHBOUR_SECONDS = 10.0
STATUS = Path("/proc/self/status")
DELAY = Path("/proc/thread-self/schedstat")
"""Its second figure: nanoseconds for which this thread was ready and had no processor."""
RESET = Path("/proc/self/clear_refs")
"""Writing 5 to it makes the present memory the new peak (proc(5))."""


@dataclass(slots=True)
class Watch:
    """What was seen while a block ran."""

    stall: float = 0.0
    """The longest time, in seconds, for which the event loop did nothing else.

    Time in which the system gave it no processor is not counted, where the system tells: the
    servers here are those that take all the processors there are.
    """
    growth: float = 0.0
    """MiB by which the process grew at its peak; 0 where the system does not tell."""
    before: float = 0.0
    over: bool = False

    def end(self) -> None:
        """Watch no further."""
        if not self.over:
            self.growth, self.over = max(0.0, _peak() - self.before), True


@asynccontextmanager
async def watched() -> AsyncGenerator[Watch]:
    """Watch this process for the length of the block, or until told that it is enough."""
    watch = Watch(before=_reset())
    async with anyio.create_task_group() as group:
        group.start_soon(_beat, watch)
        try:
            yield watch
        finally:
            watch.end()
            group.cancel_scope.cancel()


async def _beat(watch: Watch) -> None:
    while not watch.over:
        began = anyio.current_time() - _kept_waiting()
        await anyio.sleep(BEAT)
        watch.stall = max(watch.stall, anyio.current_time() - _kept_waiting() - began - BEAT)


def _kept_waiting() -> float:
    """Seconds in which this thread could have run, were there a processor; 0 if unknown."""
    if not DELAY.exists():
        return 0.0
    return int(DELAY.read_text(encoding="ascii").split()[1]) / 1e9


def _reset() -> float:
    """Forget the peak; what the process holds now, in MiB.

    No garbage is collected first: in a process with much in its memory that alone would keep the
    loop from the meetings beside this one for half a second.
    """
    if not RESET.exists():
        return 0.0
    RESET.write_text("5", encoding="ascii")
    return _peak()


def _peak() -> float:
    if not RESET.exists():
        return 0.0
    lines = STATUS.read_text(encoding="utf-8").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


@dataclass(slots=True)
class Neighbours:
    """Polite sessions that call without end, and how often they were answered."""

    calls: int = 0
    seconds: float = 0.0
    """Their loops' time so far."""

    def pace(self, since: tuple[int, float], seconds: float) -> float:
        """Calls per second from that moment on, which was so long ago."""
        return (self.calls - since[0]) / seconds if seconds else 0.0

    @property
    def now(self) -> tuple[int, float]:
        """This moment, for `pace`."""
        return self.calls, anyio.current_time()


@asynccontextmanager
async def neighbours(clients: Sequence[Client]) -> AsyncGenerator[Neighbours]:
    """Let polite servers be called beside the block."""
    found = Neighbours()

    async def call(client: Client) -> None:
        while True:
            await ask(client, "echo", {"text": "neighbour"}, NEIGHBOUR_SECONDS)
            found.calls += 1
            await anyio.sleep(PAUSE)

    async with anyio.create_task_group() as group:
        for client in clients:
            group.start_soon(call, client)
        yield found
        group.cancel_scope.cancel()
