"""Drawing tasks on a real server: chains in batches, proved by workers with containers of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from nex.data.chain import Chain
from nex.data.streams import Stream
from nex.data.task import PlannedCall
from nex.errors import SandboxError
from nex.grounding.bench import open_bench
from nex.grounding.docker.unwrapping import unwrapped
from nex.pipeline.servers.following import Followed, Seat, answer_of
from nex.pipeline.servers.proving import Dropped, Proved, Proving
from nex.pipeline.servers.start import Base
from nex.pipeline.watch import Watch
from nex.synthesis.servers.chaining import Reply
from nex.synthesis.servers.learning import Learned
from nex.worlds.populate import Origin

WORKERS = 2
"""Pairs of containers that prove at one time."""
BATCH = 24
"""Draws after which what was read is compared with the start."""
MOST_DRAWS = 6
"""Draws for each task that is wanted, before a server is taken to give no more."""
MOST_FAILURES = 5
"""Times that a pair of containers is opened anew before it is given up."""
FAILED = "server failed"
ENOUGH_DRAWS = 2
"""Draws for each wanted task after which more of the same shape will do."""
ALIKE = 0.15
"""Share of the wanted tasks that may have one shape."""
SINGLE = "one call"
ALONE = 0.25
"""Share of the wanted tasks that one call may do."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of a server."""

    tasks: int
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where chains are drawn, and how."""

    base: Base
    learned: Learned
    world: str
    """The World's digest."""
    draw: Callable[[Stream], Generator[PlannedCall, Reply, Chain | None]]
    origin: Origin | None = None
    """The World that the server stands beside; None: it stands alone."""


@dataclass(slots=True)
class Drawn:
    """What came of the draws so far."""

    wanted: int
    proved: list[Proved] = field(default_factory=list[Proved])
    dropped: Counter[str] = field(default_factory=Counter[str])
    shapes: Counter[str] = field(default_factory=Counter[str])
    texts: set[str] = field(default_factory=set[str])
    spare: list[Proved] = field(default_factory=list[Proved])
    """Proved, but there are many like them."""

    def take(self, one: Proved | str) -> None:
        """Keep a proved task, aside where there are many like it; count what was dropped."""
        if isinstance(one, str):
            self.dropped[one] += 1
            return
        if one.task.instruction in self.texts:
            self.dropped["said before"] += 1
            return
        self.texts.add(one.task.instruction)
        self.shapes[one.task.signature] += 1
        many = self.shapes[one.task.signature] > max(3, round(self.wanted * ALIKE))
        if one.task.complexity.calls == 1:
            self.shapes[SINGLE] += 1
            many = many or self.shapes[SINGLE] > round(self.wanted * ALONE)
        (self.spare if many else self.proved).append(one)

    @property
    def enough(self) -> bool:
        """Whether there are as many different ones as are wanted."""
        return len(self.proved) >= self.wanted

    def fill(self) -> None:
        """Take from what was put aside where there are too few; what is over is said."""
        lacking = max(0, self.wanted - len(self.proved))
        over = len(self.spare[lacking:]) + len(self.proved[self.wanted :])
        self.proved = sorted(
            (self.proved + self.spare[:lacking])[: self.wanted], key=lambda one: one.task.id
        )
        if over:
            self.dropped["enough alike"] += over


async def draw_tasks(place: Place, order: Order, watch: Watch) -> Drawn:
    """Chains in batches, until there are as many tasks as wanted."""
    drawn = Drawn(order.tasks)
    if not place.learned.usable:
        return drawn
    watch.begins("prove", order.tasks)
    size = min(BATCH, 2 * order.tasks + 4)
    async with _workers(place, order.seed) as prove:
        for first in range(0, order.tasks * MOST_DRAWS, size):
            for one in await prove(range(first, first + size)):
                drawn.take(one)
            watch.moves(min(len(drawn.proved), order.tasks), f"{first + size} drawn")
            some = len(drawn.proved) + len(drawn.spare) >= order.tasks
            if drawn.enough or (some and first > order.tasks * ENOUGH_DRAWS):
                break
    drawn.fill()
    reasons = ", ".join(f"{n} {reason}" for reason, n in drawn.dropped.most_common())
    watch.ends(f"{len(drawn.proved)} tasks proved   ({reasons or 'none dropped'})")
    return drawn


@dataclass(slots=True)
class _Batch:
    """Draws that workers share: each takes the next one, and they lie in order in the end."""

    numbers: Sequence[int]
    found: list[Proved | str]
    places: Iterator[int]
    over: MemoryObjectSendStream[None]
    """Told by each worker when no draw is left."""

    async def work(self, proving: Proving, place: Place, seed: int) -> None:
        """Take draws until none is left; then see that reading tools really only read."""
        mine: list[int] = []
        for at in self.places:
            self.found[at] = await _one(proving, place, (seed, self.numbers[at]))
            mine.append(at)
        if mine and place.base.server.entry.reads and not await proving.untouched():
            for at in mine:
                self.found[at] = "a reading tool wrote"
        await self.over.send(None)


Prove = Callable[[Sequence[int]], Awaitable[list[Proved | str]]]


@asynccontextmanager
async def _workers(place: Place, seed: int) -> AsyncGenerator[Prove]:
    """Workers, each with its containers; prove a batch of draws, in their order."""
    over, done = anyio.create_memory_object_stream[None](WORKERS)
    async with unwrapped(), anyio.create_task_group() as group:
        inboxes: list[MemoryObjectSendStream[_Batch]] = []
        for _ in range(WORKERS):
            inbox, batches = anyio.create_memory_object_stream[_Batch](1)
            inboxes.append(inbox)
            group.start_soon(_work, place, seed, batches)

        async def prove(numbers: Sequence[int]) -> list[Proved | str]:
            found: list[Proved | str] = [FAILED] * len(numbers)
            batch = _Batch(numbers, found, iter(range(len(numbers))), over)
            for inbox in inboxes:
                await inbox.send(batch)
            for _ in inboxes:
                await done.receive()
            return found

        with over, done:
            yield prove
        for inbox in inboxes:
            inbox.close()


async def _work(place: Place, seed: int, batches: MemoryObjectReceiveStream[_Batch]) -> None:
    """Work through batches; a server that breaks costs the draw that it happened to."""
    failures = 0
    with batches:
        batch = await _next(batches)
        while batch is not None:
            try:
                async with _proving(place) as proving:
                    while batch is not None:
                        await batch.work(proving, place, seed)
                        batch = await _next(batches)
            except SandboxError:
                failures += 1
                if failures == MOST_FAILURES:
                    raise


async def _next(batches: MemoryObjectReceiveStream[_Batch]) -> _Batch | None:
    try:
        return await batches.receive()
    except anyio.EndOfStream:
        return None


@asynccontextmanager
async def _proving(place: Place) -> AsyncGenerator[Proving]:
    """Two containers of the server, the other one with its clock ahead."""
    base = place.base
    async with AsyncExitStack() as stack:
        seats = [
            Seat(
                await stack.enter_async_context(open_bench(base.daemon, program)),
                base,
                place.learned,
                place.origin,
            )
            for program in (base.program, base.moved)
        ]
        yield Proving(seats[0], seats[1], place.world)


async def _one(proving: Proving, place: Place, number: tuple[int, int]) -> Proved | str:
    """Draw one chain and prove it; else the reason against it. `number`: (seed, which draw)."""
    name = place.base.server.name
    stream = Stream("chain", number[0], name, place.world, number[1])
    chain, went = await _chain(proving.here, place.draw(stream))
    if chain is None:
        return "no chain"
    try:
        return await proving.prove(chain, went, (f"{name}-{number[1]:04}", stream))
    except Dropped as e:
        return str(e)


async def _chain(
    seat: Seat, drawing: Generator[PlannedCall, Reply, Chain | None]
) -> tuple[Chain | None, Followed | None]:
    """Let a chain be drawn on a clean server; how it went, where all that was done belongs to it."""
    await seat.clean()
    replies: list[str] = []
    well = True
    try:
        call = next(drawing)
        while True:
            text, done = await seat.call(call.tool, call.arguments)
            replies.append(text)
            well = well and done
            call = drawing.send((text, done))
    except StopIteration as end:
        chain: Chain | None = end.value
    if chain is None or not well or len(replies) != len(chain.links):
        return chain, None
    return chain, Followed(tuple(replies), well, answer_of(chain, replies), await seat.changes())
