"""Many rollouts at once: bounded, within a budget, stoppable, none able to stop the others."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import anyio

from nex.batch.log import TO_REDO
from nex.batch.records import ending_of, infra_error
from nex.batch.run import Run, Writer
from nex.data.jsons import Json
from nex.data.manifest import PlanItem
from nex.data.trajectory import Trajectory
from nex.errors import StoreError

One = Callable[[PlanItem, Writer], Awaitable[Trajectory]]
"""Makes one rollout: emits its events to the writer, gives its trajectory back."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a batch runs."""

    concurrency: int = 32
    max_cost: float | None = None
    """In US dollars; None: no limit."""
    heed_interrupts: bool = False
    """Whether the first SIGINT or SIGTERM drains and the second cancels; in the main thread only."""


TERMS = Terms()
HOPELESS = frozenset({"auth", "unknown_model"})
"""Stop reasons of a rollout after which no other need be tried: the provider knows us, or the
model, not at all."""
FIRST = 4
"""Under a budget so many start before it is known what one costs, and one more for each that ends."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One rollout has ended and is durable."""

    item: PlanItem
    status: str
    passed: bool | None
    """Its verdict; None where it never came to one."""
    done: int
    total: int
    cost: float
    """Of all rollouts of this batch so far."""


@dataclass(slots=True)
class Tally:
    """How a batch went, counted as it goes."""

    total: int = 0
    statuses: Counter[str] = field(default_factory=Counter[str])
    passed: int = 0
    cost: float = 0.0
    stopped: Literal["budget", "drained", "cancelled", "hopeless"] | None = None
    """Why not all were admitted; None: all were."""
    hopeless: str | None = None
    """What the provider said that holds for every rollout; None: nothing of the kind."""

    @property
    def done(self) -> int:
        """Rollouts that ended, whatever their status."""
        return self.statuses.total()

    @property
    def exit_code(self) -> int:
        """What the command exits with."""
        if self.stopped == "budget":
            return 3
        if self.stopped and self.hopeless is None:
            return 130
        if any(status in TO_REDO for status in self.statuses):
            return 4 if len(self.statuses) == 1 else 1
        return 0


def unwatched(progress: Progress) -> None:
    """The view of who does not look."""


class Batch:
    """Makes many rollouts with one function. Serves one `execute`; may be stopped from outside."""

    def __init__(
        self,
        run: Run,
        one: One,
        terms: Terms = TERMS,
        watch: Callable[[Progress], None] = unwatched,
    ) -> None:
        """`watch` is told of each rollout as it ends; what it raises is ignored."""
        self._run = run
        self._one = one
        self._terms = terms
        self._watch = watch
        self._tally = Tally()
        self._scope = anyio.CancelScope()
        self._writing: dict[str, Writer] = {}
        self._ended = anyio.Event()
        self._failure: StoreError | None = None
        self.draining = False
        """Whether it admits no more rollouts."""

    def drain(self) -> None:
        """Let what is under way end, start nothing new."""
        self.draining = True
        self._tell()

    def cancel(self) -> None:
        """End what is under way, too; resuming makes it again."""
        self.drain()
        self._tally.stopped = "cancelled"
        self._scope.cancel()

    async def execute(self, items: Sequence[PlanItem]) -> Tally:
        """Make the rollouts `items`, admitted in this order.

        A rollout that raises is an infra_error and stops no other. StoreError when the run can
        not be written any more; what was acknowledged before is safe.
        """
        self._tally.total = len(items)
        waiting = iter(items)
        async with anyio.create_task_group() as around:
            if self._terms.heed_interrupts:
                around.start_soon(heed_interrupts, self)
            with self._scope:
                async with anyio.create_task_group() as group:
                    for _ in range(min(self._terms.concurrency, len(items))):
                        group.start_soon(self._work, waiting)
            around.cancel_scope.cancel()
        if self._failure:
            raise self._failure
        if self._tally.done == self._tally.total and not self._tally.hopeless:
            self._tally.stopped = None
        return self._tally

    async def _work(self, waiting: Iterator[PlanItem]) -> None:
        try:
            while await self._admitted():
                if (item := next(waiting, None)) is None:
                    return
                await self._make(item)
        except StoreError as e:
            self._failure = self._failure or e
            self._scope.cancel()

    async def _admitted(self) -> bool:
        """Whether another may start; waits while the cost of those under way is open."""
        limit = self._terms.max_cost
        while not self.draining:
            if limit is None:
                return True
            affordable = self._tally.cost + sum(self._expected()) <= limit
            if affordable and len(self._writing) < FIRST + self._tally.done:
                return True
            if not affordable and not self._writing:
                self._tally.stopped = "budget"
                return False
            await self._ended.wait()
        self._tally.stopped = self._tally.stopped or "drained"
        return False

    def _expected(self) -> list[float]:
        """What those under way, and one more, are going to cost: each the mean, or more."""
        mean = self._tally.cost / max(1, self._tally.done)
        return [mean, *(max(mean, writer.cost) for writer in self._writing.values())]

    async def _make(self, item: PlanItem) -> None:
        with self._run.rollout(item) as writer:
            self._writing[item.id] = writer
            try:
                record, passed = await self._recorded(item, writer)
                await writer.finish(record)
            finally:
                del self._writing[item.id]
                self._tell()
            self._count(item, record, passed, writer.cost)

    async def _recorded(self, item: PlanItem, writer: Writer) -> tuple[Json, bool | None]:
        try:
            trajectory = await self._one(item, writer)
        except StoreError:
            raise
        except Exception as e:  # noqa: BLE001  a rollout's failure is its record, not the batch's
            return infra_error(item, f"{type(e).__name__}: {e}"), None
        if trajectory.status == "infra_error" and trajectory.stop_reason in HOPELESS:
            self._give_up(trajectory)
        verdict = trajectory.verdict
        return ending_of(trajectory), None if verdict is None else verdict.passed

    def _give_up(self, trajectory: Trajectory) -> None:
        """Admit no more: each would fail as this one has."""
        result = trajectory.root.result
        self._tally.hopeless = result.text if result else trajectory.stop_reason
        self._tally.stopped = "hopeless"
        self.drain()

    def _count(self, item: PlanItem, record: Json, passed: bool | None, cost: float) -> None:
        tally, status = self._tally, str(record["status"])
        tally.statuses[status] += 1
        tally.passed += bool(passed)
        tally.cost += cost
        with suppress(Exception):  # a view that breaks must not cost data
            self._watch(Progress(item, status, passed, tally.done, tally.total, tally.cost))

    def _tell(self) -> None:
        self._ended.set()
        self._ended = anyio.Event()


async def heed_interrupts(batch: Batch) -> None:
    """Drain at the first SIGINT or SIGTERM, cancel at the second; runs until cancelled."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            if batch.draining:
                batch.cancel()
            else:
                batch.drain()
