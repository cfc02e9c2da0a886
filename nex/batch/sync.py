"""Group commit: many rollouts that end at about the same time share one sync of the disk."""

from __future__ import annotations

import anyio
from anyio import to_thread

from nex.batch.appender import Appender
from nex.errors import StoreError

GROUP = 32
"""A sync starts at the latest when this many rollouts wait for it,"""
GROUP_SECONDS = 0.05
"""when the first of them has waited this long, or when no other could join."""


class Group:
    """Rollouts that the same sync makes durable."""

    __slots__ = ("begun", "done", "full", "size")

    def __init__(self) -> None:
        self.size = 0
        self.begun = anyio.Event()
        self.full = anyio.Event()
        self.done = anyio.Event()


class GroupSync:
    """Makes what an appender wrote durable, a group at a time."""

    def __init__(self, appender: Appender) -> None:
        self._appender = appender
        self._group = Group()
        self._writers = 0

    def join(self) -> None:
        """A rollout begins."""
        self._writers += 1

    def leave(self) -> None:
        """A rollout has ended, or was given up."""
        self._writers -= 1
        self._close_full()

    async def durable(self) -> None:
        """Return when all that was written before is durable; StoreError when it may not be."""
        group = self._group
        group.size += 1
        group.begun.set()
        self._close_full()
        await group.done.wait()
        self._appender.check()

    async def serve(self) -> None:
        """Sync group after group until cancelled."""
        while True:
            await self._group.begun.wait()
            with anyio.move_on_after(GROUP_SECONDS):
                await self._group.full.wait()
            await self.flush()

    async def flush(self) -> None:
        """Sync now; a failure reaches those who wait for it, and every later write."""
        group, self._group = self._group, Group()
        try:
            await to_thread.run_sync(self._appender.sync, self._appender.unsynced())
        except StoreError:
            pass  # the appender keeps it: `check` raises it in each who waits
        finally:
            group.done.set()

    def _close_full(self) -> None:
        """Wait no longer once the group is large, or holds all that are under way."""
        if self._group.size >= min(GROUP, self._writers):
            self._group.full.set()
