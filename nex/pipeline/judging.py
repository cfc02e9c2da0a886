"""Scoring what was made and what ran: the parts of a card, gathered from the rooms."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.environment import NO_FAULTS
from nex.data.scores import ScoreCard
from nex.data.trajectory import Trajectory
from nex.environment.folder import Environment
from nex.environment.live import Live
from nex.grounding.recordings.reference import recorded_profile
from nex.scoring.probe_reads import probe_reads, probe_refusals
from nex.scoring.probe_writes import WriteProbes
from nex.scoring.probes import ProbeReport, examine
from nex.scoring.scorecard import Made, Ran, score_environment, score_run
from nex.scoring.servers import ToolCaller
from nex.scoring.traffic import own_worlds
from nex.worlds.session import Session
from nex.worlds.surface import signatures
from nex.worlds.undress import Undressed

OTHER_DICE = 1
"""Added to the seed of the traffic that a run is compared with."""


def score_made(live: Live) -> ScoreCard:
    """Complexity and diversity of an environment's parts, and probes of its tools."""
    environment = live.environment
    return score_environment(
        Made(
            worlds=(environment.world,),
            tasks=environment.tasks,
            blueprints=environment.blueprints,
            proofs=environment.proofs,
            probes=probe(live),
        )
    )


def probe(live: Live) -> ProbeReport:
    """Black-box probes of the World's tools, without faults: first reads, then writes.

    A dialect is probed through its plain reading: what it says must hold as well as be readable.
    """
    site = live.site
    session = Session(site.template, choice=site.surface, faults=NO_FAULTS, seed=site.seed)
    examinations = [probe_reads, probe_refusals, WriteProbes(live.environment.world)]
    if site.surface.is_plain:
        return examine(session.call, site.signatures, examinations)
    through, known = Undressed(session), {s.name for s in signatures(live.environment.world)}
    told = [tool for tool in through.tongue.plain if tool.name in known]
    return examine(through.call, told, examinations)


def score_ran(lives: Sequence[Live], trajectories: Sequence[Trajectory]) -> ScoreCard:
    """Pass rates, diversity, traffic and incoherence of a run on these environments."""
    by_name = {live.environment.name: live for live in lives}
    judged = [t for t in trajectories if t.verdict is not None]
    # A real server is its own reality: only a World's traffic is compared with other dice.
    worldly = [t for t in judged if not by_name[t.environment].environment.card.grounds]

    def serve(trajectory: Trajectory) -> ToolCaller:
        live = by_name[trajectory.environment]
        start = live.environment.task(trajectory.task).opening
        site = live.site
        other = site.seed + OTHER_DICE
        session = Session(site.template, start, site.surface, faults=site.faults, seed=other)
        return session.call

    environments: list[Environment] = [live.environment for live in lives]
    return score_run(
        Ran(
            trajectories=judged,
            tasks=[task for environment in environments for task in environment.tasks],
            tools=[s.name for live in lives for s in live.signatures],
            reference=recorded_profile() if worldly else None,
            dice=own_worlds(worldly, serve) if worldly else None,
        )
    )
