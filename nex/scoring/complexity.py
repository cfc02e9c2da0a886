"""Complexity: how much work a task takes, how deep an architecture and a world go."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nex.data.blueprint import Blueprint, UnitPlan, depth
from nex.data.scores import Score
from nex.data.streams import Stream
from nex.data.task import Task
from nex.scoring.intervals import mean_interval, rank_correlation
from nex.scoring.measures import measure

SHUFFLES = 200


def solution_bits(calls: int, tools: int, actions: int, objects: int) -> float:
    """Bits of a reference solution: calls x log2(tools) + actions x log2(objects)."""
    return calls * math.log2(max(tools, 1)) + actions * math.log2(max(objects, 1))


def score_tasks(tasks: Sequence[Task], stream: Stream) -> list[Score]:
    """Bits and dependency depth of the reference solutions, with intervals over the tasks."""
    if not tasks:
        return []
    of = f"{len(tasks)} tasks"
    proved = sum(task.complexity.shortest for task in tasks)
    bits = mean_interval([task.complexity.bits for task in tasks], stream)
    deep = mean_interval([float(task.complexity.depth) for task in tasks], stream)
    return [
        measure("complexity", "task bits", bits, "bits", f"{of}, {proved} of proved length"),
        measure("complexity", "dependency depth", deep, "calls", of),
    ]


def score_blueprints(blueprints: Sequence[Blueprint]) -> list[Score]:
    """Agents and levels of the architectures, on average and at most."""
    if not blueprints:
        return []
    agents = [_agents(blueprint.root) for blueprint in blueprints]
    levels = [depth(blueprint.root) for blueprint in blueprints]
    of = f"{len(blueprints)} blueprints, at most {max(agents)}"
    deep = f"{len(blueprints)} blueprints, at most {max(levels)}"
    return [
        measure("complexity", "agents", sum(agents) / len(agents), "agents", of),
        measure("complexity", "agent depth", sum(levels) / len(levels), "levels", deep),
    ]


def _agents(plan: UnitPlan) -> int:
    return (plan.kind == "agent") + sum(map(_agents, plan.units))


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Whether failures rise with bits.

    `trend` is Spearman's correlation of bits and failure rate over the tasks; `chance` is what
    the same tasks reach with their bits shuffled, at the 95th percentile.
    """

    trend: float
    chance: float
    tasks: int


def difficulty(bits: Mapping[str, float], passes: Mapping[str, Sequence[bool]]) -> Difficulty:
    """Compare each task's bits with how often its rollouts failed; both by task id."""
    ids = sorted(id for id in bits if passes.get(id))
    failures = [1 - sum(passes[id]) / len(passes[id]) for id in ids]
    values = [bits[id] for id in ids]
    stream = Stream("difficulty", len(ids))
    by_chance = sorted(
        rank_correlation(stream.shuffled(values), failures) for _ in range(SHUFFLES if ids else 0)
    )
    trend = rank_correlation(values, failures) if ids else 0.0
    return Difficulty(trend, by_chance[int(0.95 * SHUFFLES)] if ids else 0.0, len(ids))
