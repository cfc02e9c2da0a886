"""From a server of the catalogue to an environment: base, probes, chains, proofs, the gate."""

from __future__ import annotations

from functools import partial

from nex.environment.folder import Environment
from nex.errors import InputError
from nex.grounding.bench import open_bench
from nex.grounding.catalogue.entry import Server
from nex.grounding.docker.daemon import open_daemon
from nex.pipeline.grounded import SOLVER, Real, ground_environment
from nex.pipeline.servers.drawing import Drawn, Order, Place, draw_tasks
from nex.pipeline.servers.probing import probe_server
from nex.pipeline.servers.start import Base, lay_base
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor
from nex.synthesis.servers.chaining import draw_chain
from nex.synthesis.servers.learning import learn

STAGES = {"seed": "1", "probe": "1", "chains": "1"}


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
        needs = f"; it needs {server.entry.needs}" if server.entry.needs else ""
        why = f"{why or 'no tool works'}{needs}"
        raise InputError(f"{server.name}: no task could be proved on it ({why})")
    return await ground_environment(_real(base, order, drawn), solver, watch)


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
