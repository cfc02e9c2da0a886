"""Crafted environments: from what a generator drew to tasks on real servers, proved in containers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from math import log2
from typing import cast

from nex.data.jsons import bytes_digest
from nex.data.surroundings import Ground, PinnedTool
from nex.data.task import Change, Complexity, Goal, Proof, Task
from nex.environment.folder import Environment
from nex.environment.live import open_environment
from nex.errors import InputError
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.server import open_server
from nex.grounding.docker.workspace import packed
from nex.grounding.grounds import part_of
from nex.grounding.readings.reading import Found, read_workspace
from nex.models.solvers.solving import solver_named
from nex.pipeline.grounded import SOLVER, Real, drafted
from nex.pipeline.proving_real import prove
from nex.pipeline.watch import Watch
from nex.rollout.alone import alone
from nex.rollout.rollout import Actor
from nex.synthesis.crafted.sketch import Crafted, Place, Sketch
from nex.worlds.tables import Tables, diff_tables
from nex.worlds.tallies import fits

CRAFTED = (
    "database",
    "folder",
    "fusion",
    "git-history",
    "knowledge-graph",
    "spreadsheet",
    "web-site",
)
STAGE = {"crafted": "1"}
USUAL_TASKS = 54


def crafted(name: str, seed: int, tasks: int) -> Crafted:
    """What the generator of that name draws; InputError names those there are."""
    if name not in CRAFTED:
        raise InputError(f"no crafted environment {name!r}; known: {', '.join(CRAFTED)}")
    module = import_module(f"nex.synthesis.crafted.{name.replace('-', '_')}")
    return cast("Crafted", module.draft(seed, tasks))


async def craft(name: str, seed: int, tasks: int, watch: Watch) -> Environment:
    """An environment whose every task was solved twice through the tools, with equal ends.

    Raises InputError for an unknown name, SandboxError where there is no engine.
    """
    drawn = crafted(name, seed, tasks)
    watch.begins("draw", len(drawn.sketches))
    async with open_daemon() as daemon:
        grounds = tuple([await _ground(daemon, place) for place in drawn.places])
        starts = [packed(sketch.start) for sketch in drawn.sketches]
        real = Real(
            drawn.name,
            seed,
            grounds,
            {bytes_digest(start): start for start in starts},
            (),
            (),
            drawn.notes,
            made_with={**STAGE, SOLVER: f"{SOLVER}:{name}"},
        )
        made = [
            await _task(daemon, real, nth, sketch) for nth, sketch in enumerate(drawn.sketches, 1)
        ]
    watch.ends(f"{len(made)} tasks on {len(real.states)} states")
    return await _proved(replace(real, tasks=made), watch)


async def _proved(real: Real, watch: Watch) -> Environment:
    """The environment of the tasks that could be proved; the others are counted by reason."""
    solver = solver_named(str(real.made_with[SOLVER]).partition(":")[2])
    actor = Actor(solver, solver.name, "template")
    draft = drafted(real)
    live = open_environment(draft, "direct")
    plan = alone(live.signatures)
    async with live.held():
        attempts = await prove(live, plan, actor, watch)
    kept = [attempt for attempt in attempts if isinstance(attempt, Proof)]
    proved = {proof.task for proof in kept}
    tasks = [task for task in real.tasks if task.id in proved]
    dropped = Counter(attempt for attempt in attempts if isinstance(attempt, str))
    whole = drafted(replace(real, tasks=tasks, proofs=kept, dropped=dict(dropped)))
    # Every task that is kept was solved through this architecture, and twice: the gate is passed.
    plan = plan.model_copy(update={"gated_by": actor.policy, "pass_rate": 1.0})
    card = whole.card.model_copy(update={"blueprints": (plan.name,)})
    return replace(whole, card=card, blueprints=(plan,))


async def _ground(daemon: Daemon, place: Place) -> Ground:
    """The place with the tools that its server lists here and now."""
    tools: tuple[PinnedTool, ...] = ()
    if not place.site:
        [server] = servers_named([place.server])
        image = await ensure_image(daemon, server.image)
        command = place.command or server.image.entrypoint
        async with open_server(daemon, Program(image.id, command)) as served:
            tools = tuple(
                PinnedTool(name=s.name, description=s.description, input=s.input, output=s.output)
                for s in served.signatures
            )
    return Ground(
        server=place.server,
        tools=tools,
        offered=place.offered,
        prefix=place.prefix,
        folder=place.folder,
        command=place.command,
        reads=place.reads,
        shared=place.shared,
        network=place.network,
        site=place.site,
    )


async def _task(daemon: Daemon, real: Real, nth: int, sketch: Sketch) -> Task:
    """The sketch as a task: its goal is how the readings see the end that was computed."""
    start = await _tables(daemon, real.grounds, sketch.start)
    changes: list[Change] = []
    if sketch.end is not None:
        end = await _tables(daemon, real.grounds, sketch.end)
        for before, after in zip(start, end, strict=True):
            changes += diff_tables(before, after)
    free = sketch.may_change
    demanded = tuple(c for c in changes if not any(fits(pattern, c) for pattern in free))
    tools = sum(len(ground.shown) for ground in real.grounds)
    rows = sum(len(rows) for tables in start for rows in tables.values())
    return Task(
        id=f"{real.name}-{nth:03}",
        world=real.world.digest,
        kind=sketch.kind,
        instruction=sketch.instruction,
        workspace=bytes_digest(packed(sketch.start)),
        goal=Goal(changes=demanded, answer=sketch.answer, may_change=sketch.may_change),
        complexity=Complexity(
            bits=round(sketch.calls * log2(tools) + sketch.actions * log2(max(rows, 2)), 2),
            calls=sketch.calls,
            actions=sketch.actions,
            depth=sketch.depth,
            shortest=False,
        ),
        signature=f"{sketch.kind}: {sketch.shape}, level {sketch.level}",
    )


async def _tables(
    daemon: Daemon, grounds: Sequence[Ground], files: Mapping[str, bytes]
) -> list[Tables]:
    """What each ground's readings see in these files."""
    archive = packed(files)
    return [
        await read_workspace(ground.reads, Found(part_of(archive, ground.folder), daemon))
        for ground in grounds
    ]
