"""From a server of the catalogue to an environment: base, probes, chains, proofs, the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import anyio

from nex.data.chain import Chain
from nex.data.streams import Stream
from nex.data.task import PlannedCall
from nex.environment.folder import Environment
from nex.errors import InputError, SandboxError
from nex.grounding.bench import open_bench
from nex.grounding.catalogue.entry import Server
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.unwrapping import unwrapped
from nex.pipeline.grounded import SOLVER, Real, ground_environment
from nex.pipeline.servers.base import Base, lay_base
from nex.pipeline.servers.following import Followed, Seat, answer_of
from nex.pipeline.servers.probing import probe_server
from nex.pipeline.servers.proving import Dropped, Proved, Proving
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor
from nex.synthesis.servers.chaining import Reply, draw_chain
from nex.synthesis.servers.learning import Learned, learn
from nex.worlds.populate import Origin

STAGES = {"seed": "1", "probe": "1", "chains": "1"}
WORKERS = 2
"""Pairs of containers that prove at one time."""
BATCH = 24
"""Draws after which what was read is compared with the start."""
MOST_DRAWS = 6
"""Draws for each task that is wanted, before a server is taken to give no more."""
MOST_FAILURES = 5
"""Times that a pair of containers is opened anew in one batch."""
FAILED = "server failed"
ENOUGH_DRAWS = 3
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


async def synthesize_server(
    server: Server, order: Order, solver: Actor, watch: Watch
) -> Environment:
    """Seed, probe, draw, prove, gate. InputError where no task can be proved on it.

    Raises SandboxError where there is no engine, or the server does not start.
    """
    async with open_daemon() as daemon:
        watch.begins("seed")
        base = await lay_base(daemon, server, order.seed)
        rows = sum(len(rows) for rows in base.start.values())
        watch.ends(f"{server.name}: {len(base.signatures)} tools, {rows} rows at the start")
        async with open_bench(daemon, base.program) as one, open_bench(daemon, base.moved) as two:
            probes = await probe_server((one, two), base, order.seed, watch)
        learned = learn(probes)
        world = _real(base, order, Drawn(0)).world.digest
        place = Place(base, learned, world, partial(draw_chain, learned, base.facts))
        drawn = await draw_tasks(place, order, watch)
    if not drawn.proved:
        why = ", ".join(f"{n} {reason}" for reason, n in drawn.dropped.most_common())
        raise InputError(f"{server.name}: no task could be proved on it ({why or 'no tool works'})")
    return await ground_environment(_real(base, order, drawn), solver, watch)


async def draw_tasks(place: Place, order: Order, watch: Watch) -> Drawn:
    """Chains in batches, until there are as many tasks as wanted."""
    drawn = Drawn(order.tasks)
    if not place.learned.usable:
        return drawn
    watch.begins("prove", order.tasks)
    for first in range(0, order.tasks * MOST_DRAWS, BATCH):
        for one in await _batch(place, order, range(first, first + BATCH)):
            drawn.take(one)
        watch.moves(min(len(drawn.proved), order.tasks), f"{first + BATCH} drawn")
        some = len(drawn.proved) + len(drawn.spare) >= order.tasks
        if drawn.enough or (some and first > order.tasks * ENOUGH_DRAWS):
            break
    drawn.fill()
    reasons = ", ".join(f"{n} {reason}" for reason, n in drawn.dropped.most_common())
    watch.ends(f"{len(drawn.proved)} tasks proved   ({reasons or 'none dropped'})")
    return drawn


async def _batch(where: Place, order: Order, numbers: Sequence[int]) -> list[Proved | str]:
    """Draws of these numbers, in their order, whoever finishes first."""
    found: list[Proved | str] = [FAILED] * len(numbers)
    places = iter(range(len(numbers)))

    async def work() -> None:
        for _ in range(MOST_FAILURES):
            try:
                async with _proving(where) as proving:
                    mine: list[int] = []
                    for place in places:
                        found[place] = await _one(proving, where, (order.seed, numbers[place]))
                        mine.append(place)
                    if not await proving.untouched():
                        for place in mine:
                            found[place] = "a reading tool wrote"
                return
            except SandboxError:  # the draw that it happened to stays FAILED; the others go on
                continue

    async with unwrapped(), anyio.create_task_group() as group:
        for _ in range(WORKERS):
            group.start_soon(work)
    return found


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


def _real(base: Base, order: Order, drawn: Drawn) -> Real:
    """The environment's parts."""
    clock = "ahead in the second run" if base.clocked else "the same in both runs"
    return Real(
        name=f"{base.server.name} server",
        seed=order.seed,
        grounds=(base.ground,),
        states={base.state: base.program.workspace},
        tasks=[one.task for one in drawn.proved],
        proofs=[one.proof for one in drawn.proved],
        notes=(base.server.entry.description,) if base.server.entry.description else (),
        dropped=drawn.dropped,
        made_with={**STAGES, SOLVER: "solver:server", "clock": clock},
    )
