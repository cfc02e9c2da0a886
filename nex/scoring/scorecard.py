"""The cards: every score of an environment, every score of a run; each axis with its own floor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nex.data.blueprint import Blueprint
from nex.data.scores import Score, ScoreCard
from nex.data.streams import Stream
from nex.data.task import Proof, Task
from nex.data.trajectory import Trajectory
from nex.data.world import World
from nex.scoring.complexity import difficulty, score_blueprints, score_tasks
from nex.scoring.diversity import (
    score_architectures,
    score_coverage,
    score_goals,
    score_many_worlds,
    score_sequences,
    score_tools_used,
)
from nex.scoring.incoherence import outcome_of, score_incoherence
from nex.scoring.intervals import mean_interval
from nex.scoring.measures import measure
from nex.scoring.probes import ProbeReport, score_probes
from nex.scoring.reach import score_worlds
from nex.scoring.traffic import Profile, score_traffic, traffic


@dataclass(frozen=True, slots=True)
class Made:
    """What an environment holds, as far as it is scored."""

    worlds: Sequence[World] = ()
    tasks: Sequence[Task] = ()
    blueprints: Sequence[Blueprint] = ()
    proofs: Sequence[Proof] = ()
    probes: ProbeReport | None = None
    """None: the tool server was not probed."""


def score_environment(made: Made) -> ScoreCard:
    """Complexity and diversity of its parts, fidelity of its tool server."""
    stream = Stream("scores", "environment")
    scores = [
        *score_tasks(made.tasks, stream),
        *score_blueprints(made.blueprints),
        *score_worlds(made.worlds),
        *score_goals(made.tasks, stream),
        *score_many_worlds(made.worlds, stream),
        *score_architectures(made.blueprints, stream),
    ]
    if len(made.worlds) == 1:
        scores.extend(score_coverage(made.worlds[0], made.tasks, made.proofs))
    if made.probes is not None:
        scores.extend(score_probes(made.probes))
    return ScoreCard(scores=tuple(scores))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run left, as far as it is scored."""

    trajectories: Sequence[Trajectory]
    tasks: Sequence[Task] = ()
    tools: Sequence[str] = ()
    """Names of the World's tools."""
    reference: Profile | None = None
    """Traffic to compare with; None: traffic is not scored."""
    dice: Profile | None = None
    """The same calls on other dice; None: there are none."""


def score_run(ran: Ran) -> ScoreCard:
    """Measured difficulty, diversity of what was done, traffic, and incoherence."""
    stream = Stream("scores", "run")
    judged = ordered(t for t in ran.trajectories if t.verdict is not None)
    scores = [
        *_score_passes(judged, stream),
        *_score_difficulty(judged, ran.tasks),
        *score_sequences(judged, stream),
        *score_tools_used(ran.tools, judged),
        *score_incoherence(list(groups(judged).values()), stream),
    ]
    if ran.reference is not None:
        scores.extend(score_traffic(traffic(judged), ran.reference))
    if ran.dice is not None:
        scores.extend(score_traffic(traffic(judged), ran.dice, "own dice")[:1])
    return ScoreCard(scores=tuple(scores))


def join(*cards: ScoreCard) -> ScoreCard:
    """The scores of several cards as one, in order."""
    return ScoreCard(scores=tuple(score for card in cards for score in card.scores))


Group = tuple[str, str, str, str]
"""Environment, task, blueprint, policy: rollouts of one group differ by chance alone."""


def groups(trajectories: Sequence[Trajectory]) -> dict[Group, list[str]]:
    """The outcomes of repeated rollouts."""
    found: dict[Group, list[str]] = {}
    for t in trajectories:
        found.setdefault((t.environment, t.task, t.blueprint, t.policy), []).append(outcome_of(t))
    return found


def ordered(trajectories: Iterable[Trajectory]) -> list[Trajectory]:
    """Trajectories in an order that does not depend on who finished first."""
    return sorted(
        trajectories,
        key=lambda t: (t.environment, t.task, t.policy, t.architecture, t.provenance.rollout, t.id),
    )


def passed(trajectory: Trajectory) -> bool:
    """Whether its Verdict says that it ended as the Task demands."""
    return trajectory.verdict is not None and trajectory.verdict.passed


def _score_passes(judged: Sequence[Trajectory], stream: Stream) -> list[Score]:
    if not judged:
        return []
    rate = mean_interval([float(passed(t)) for t in judged], stream)
    return [measure("complexity", "pass rate", rate, "share", f"{len(judged)} judged rollouts")]


def _score_difficulty(judged: Sequence[Trajectory], tasks: Sequence[Task]) -> list[Score]:
    """Only where some rollouts failed: without failures there is no trend to see."""
    bits: Mapping[str, float] = {task.id: task.complexity.bits for task in tasks}
    passes: dict[str, list[bool]] = {}
    for trajectory in judged:
        passes.setdefault(trajectory.task, []).append(passed(trajectory))
    found = difficulty(bits, passes)
    if found.tasks < 3 or all(all(held) for held in passes.values()):
        return []
    of = f"{found.tasks} tasks; shuffled bits reach {found.chance:.2f} at the 95th percentile"
    return [measure("complexity", "failures follow bits", found.trend, "rank correlation", of)]
