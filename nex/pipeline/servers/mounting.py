"""Form 15: a World with a real server beside it, and tasks that need both."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from nex.data.environment import NO_FAULTS, EnvironmentCard
from nex.data.streams import Stream
from nex.data.task import KINDS
from nex.data.world import Mount, World
from nex.environment.environment import Environment
from nex.environment.live import open_environment
from nex.errors import InputError
from nex.grounding.bench import open_bench
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.pipeline.gate import gate
from nex.pipeline.grounded import SOLVER
from nex.pipeline.servers.drawing import Drawn, Order, Place, draw_tasks
from nex.pipeline.servers.making import STAGES
from nex.pipeline.servers.probing import probe_server
from nex.pipeline.servers.start import Base, lay_base
from nex.pipeline.watch import Watch
from nex.rollout.alone import alone
from nex.rollout.rollout import Actor
from nex.synthesis.servers.facts import Facts, joined
from nex.synthesis.servers.joint import Both, both, draw_joint, records_of, searches_of
from nex.synthesis.servers.learning import learn
from nex.worlds.populate import Template, populate
from nex.worlds.surface import signatures

RECORDS = 6
"""Rows of the World that a server's workspace speaks of."""


async def mount_server(
    world: World, mount: Mount, order: Order, solver: Actor, watch: Watch
) -> Environment:
    """The World with the server beside it, and tasks that need both, judged on both states.

    Raises InputError where no such task can be proved, SandboxError where there is no engine.
    """
    [server] = servers_named([mount.server])
    template = populate(world, order.seed)
    searches = searches_of(template, signatures(world))
    if not searches:
        raise InputError(f"{world.name}: no row can be found by what it is called; see nex check")
    async with open_daemon() as daemon:
        watch.begins("seed")
        stream = Stream("mounted", order.seed, world.digest, server.name)
        records = records_of(searches, RECORDS, stream)
        base = await lay_base(daemon, server, order.seed, records)
        _demand_apart(world, base)
        watch.ends(f"{server.name} beside {world.name}: speaks of {len(records)} rows")
        place = await _place(daemon, base, template, order, watch)
        drawn = await draw_tasks(place, order, watch)
    if not drawn.proved:
        raise InputError(
            f"{world.name} with {server.name}: no task could be proved that needs both"
        )
    return await _gated(_draft(template, base, order, drawn), solver, watch)


def _demand_apart(world: World, base: Base) -> None:
    own = {signature.name for signature in signatures(world)}
    shared = sorted(own & {signature.name for signature in base.signatures})
    if shared:
        raise InputError(f"{world.name} and {base.server.name} both have a tool {shared[0]!r}")


async def _place(
    daemon: Daemon, base: Base, template: Template, order: Order, watch: Watch
) -> Place:
    """Where joint chains are drawn: what the server showed, and what the World tells by itself."""
    async with open_bench(daemon, base.program) as one, open_bench(daemon, base.moved) as two:
        probes = await probe_server((one, two), base, order.seed, watch)
    tools = signatures(template.world)
    searches, own = searches_of(template, tools), learn(probes)
    labels = tuple(label for search in searches for label in search.labels)
    base = replace(base, facts=joined(base.facts, Facts(names=labels)))
    learned = both(searches, own, tools)
    pair = Both(searches, learned, own.usable, base.facts, base.named)
    return Place(
        base, learned, template.world.digest, lambda stream: draw_joint(pair, stream), template
    )


def _draft(template: Template, base: Base, order: Order, drawn: Drawn) -> Environment:
    tasks = tuple(one.task for one in drawn.proved)
    kinds = Counter(task.kind for task in tasks)
    card = EnvironmentCard(
        name=f"{template.world.name} with {base.server.name}",
        world=template.world.digest,
        seed=order.seed,
        state=template.digest,
        faults=NO_FAULTS,
        grounds=(base.ground,),
        tasks={kind: kinds[kind] for kind in KINDS if kinds[kind]},
        dropped=dict(sorted(drawn.dropped.items())),
        made_with={**STAGES, "mount": "1", SOLVER: "solver:server"},
    )
    proofs = tuple(one.proof for one in drawn.proved)
    states = {base.state: base.program.workspace}
    return Environment(card, template.world, tasks, (), proofs, states)


async def _gated(draft: Environment, solver: Actor, watch: Watch) -> Environment:
    live = open_environment(draft, "direct")
    async with live.held():
        gated = await gate(live, (alone(live.signatures),), draft.tasks, solver, watch)
    names = tuple(plan.name for plan in gated.blueprints)
    update = {"blueprints": names, "rejected_blueprints": gated.rejected}
    return replace(draft, card=draft.card.model_copy(update=update), blueprints=gated.blueprints)
