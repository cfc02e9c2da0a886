"""Initialized sessions that wait for rollouts; each serves one rollout at a time."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

import anyio
from anyio.abc import TaskGroup

from nex.errors import SandboxError
from nex.grounding.docker.container import Container

Seat = TypeVar("Seat")
Reset = Literal["none", "restart", "container"]
"""What lies between two rollouts: nothing (the server keeps no state), a new process in the same
container with its folders emptied, or a new container."""
OLDEST = 3600.0
"""Seconds after which a container is replaced, well before its own lifetime ends."""
AT_ONCE_PER_CORE = 1
"""Servers that start at once: importing and populating is work for this machine's cores."""
MOST = 64
"""Containers that one pool opens, whatever is asked of it."""


@dataclass(frozen=True, slots=True)
class Stock(Generic[Seat]):
    """What a pool keeps ready: how a container is opened, and how a session on it."""

    open: Callable[[], AbstractAsyncContextManager[Container]]
    session: Callable[[Container], AbstractAsyncContextManager[Seat]]
    reset: Reset = "container"
    most: int = MOST


@dataclass(slots=True)
class Lease(Generic[Seat]):
    """One session while one rollout has it."""

    seat: Seat
    returned: anyio.Event = field(default_factory=anyio.Event)
    clean: bool = False
    """Whether the rollout ended in order; otherwise nothing of it is used again."""


class Pool(Generic[Seat]):
    """Opened by `open_pool`; a session that was returned is reset before it is offered again."""

    def __init__(self, stock: Stock[Seat], group: TaskGroup, size: int = 0) -> None:
        self._stock, self._group, self._size = stock, group, size
        self._opening = anyio.CapacityLimiter(AT_ONCE_PER_CORE * (os.cpu_count() or 1))
        self._offers, self._waiting = anyio.create_memory_object_stream[Lease[Seat] | SandboxError](
            stock.most
        )
        self._open = self._leased = 0
        self.fill(size)

    @property
    def idle(self) -> int:
        """How many initialized sessions wait."""
        return self._waiting.statistics().current_buffer_used

    def fill(self, size: int) -> None:
        """Let at least so many sessions be ready, or on their way."""
        while self._open < min(size, self._stock.most):
            self._open += 1
            self._group.start_soon(self._keep)

    @asynccontextmanager
    async def lease(self) -> AsyncGenerator[Seat]:
        """A session for this block alone; SandboxError where none can be opened."""
        self._leased += 1
        try:
            self.fill(self._leased)
            lease = await self._waiting.receive()
            if isinstance(lease, SandboxError):
                raise lease
            try:
                yield lease.seat
                lease.clean = True
            finally:
                lease.returned.set()
        finally:
            self._leased -= 1

    def close(self) -> None:
        """End the streams; the sessions end with the task group."""
        self._offers.close()
        self._waiting.close()

    async def _keep(self) -> None:
        """One place in the pool: container after container, for as long as somebody needs them."""
        try:
            while await self._fill_place():
                pass
        except SandboxError as e:
            await self._offers.send(e)
        finally:
            self._open -= 1

    async def _fill_place(self) -> bool:
        """Open a container and use it up; False where nobody needs it any more."""
        async with AsyncExitStack() as stack:
            async with self._opening:
                waited_for = self._waiting.statistics().tasks_waiting_receive
                if self._open > self._size and not waited_for:
                    return False
                container = await stack.enter_async_context(self._stock.open())
            await self._use(container)
        return True

    async def _use(self, container: Container) -> None:
        until = time.monotonic() + OLDEST
        while True:
            async with self._stock.session(container) as seat:
                clean = await self._offer(seat, until)
            usable = clean and self._stock.reset == "restart" and time.monotonic() < until
            if not usable or not await _restarted(container):
                return

    async def _offer(self, seat: Seat, until: float) -> bool:
        """Lend a session, again and again where it needs no reset; whether all ended in order."""
        while True:
            lease = Lease(seat)
            await self._offers.send(lease)
            await lease.returned.wait()
            if not lease.clean or self._stock.reset != "none" or time.monotonic() > until:
                return lease.clean


async def _restarted(container: Container) -> bool:
    """Whether the container serves again; where it does not, a new one takes its place."""
    try:
        await container.restart()
    except SandboxError:
        return False
    return True


@asynccontextmanager
async def open_pool(stock: Stock[Seat], size: int = 0) -> AsyncGenerator[Pool[Seat]]:
    """A pool with `size` sessions on their way; everything that it opened ends with the block."""
    async with anyio.create_task_group() as group:
        pool = Pool(stock, group, size)
        try:
            yield pool
        finally:
            group.cancel_scope.cancel()
            pool.close()
