"""Diversity: how many different things a set is worth, beside its clones and its ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nex.data.blueprint import Blueprint
from nex.data.scores import Score
from nex.data.streams import Stream
from nex.data.task import Proof, Task
from nex.data.trajectory import Trajectory
from nex.data.world import World, identifier
from nex.scoring.features import (
    blueprint_features,
    sequence_features,
    task_features,
    tool_sequence,
    world_features,
)
from nex.scoring.measures import measure
from nex.scoring.vendi import KERNEL, Features, shuffled, vendi

WRITING_KINDS = ("do", "goal", "clarify")


@dataclass(frozen=True, slots=True)
class Diversity:
    """A set's Vendi score between that of clones (1) and that of a reshuffled set."""

    value: float
    ceiling: float
    size: int


def diversity(items: Sequence[Features], stream: Stream) -> Diversity:
    """Measure a set of features; the ceiling deals each feature family out anew."""
    ceiling = vendi(shuffled(items, stream))
    return Diversity(vendi(items), ceiling, len(items))


def score_goals(tasks: Sequence[Task], stream: Stream) -> list[Score]:
    """Effective number of goals: world, kind and goal signature of each task."""
    return _scores("goals", [task_features(task) for task in tasks], stream)


def score_many_worlds(worlds: Sequence[World], stream: Stream) -> list[Score]:
    """Effective number of worlds; nothing for a single one, which is 1 by definition."""
    items = [world_features(world) for world in worlds]
    return _scores("worlds", items, stream) if len(items) > 1 else []


def score_architectures(blueprints: Sequence[Blueprint], stream: Stream) -> list[Score]:
    """Effective number of architectures by their graphs."""
    return _scores("architectures", [blueprint_features(b) for b in blueprints], stream)


def score_sequences(trajectories: Sequence[Trajectory], stream: Stream) -> list[Score]:
    """Effective number of tool sequences, by single calls and pairs of calls."""
    return _scores("tool sequences", [sequence_features(t) for t in trajectories], stream)


def _scores(name: str, items: Sequence[Features], stream: Stream) -> list[Score]:
    if not items:
        return []
    found = diversity(items, stream)
    of = f"Vendi of {found.size} {name}; kernel: {KERNEL}; clones 1.0"
    ceiling = f"{found.size} {name}, each feature dealt out anew"
    return [
        measure("diversity", name, found.value, "effective", of),
        measure("diversity", f"{name}, shuffled", found.ceiling, "effective", ceiling),
    ]


def score_coverage(world: World, tasks: Sequence[Task], proofs: Sequence[Proof]) -> list[Score]:
    """Share of (action, kind) cells that some proved task's solution goes through."""
    kinds = {task.id: task.kind for task in tasks}
    actions = {identifier(action.name) for action in world.actions}
    cells = {
        (call.tool, kinds[proof.task])
        for proof in proofs
        if kinds.get(proof.task) in WRITING_KINDS
        for call in proof.solution
        if call.tool in actions
    }
    possible = len(actions) * len(WRITING_KINDS)
    if not possible or not proofs:
        return []
    of = f"{len(cells)} of {possible} cells: actions x {', '.join(WRITING_KINDS)}"
    return [measure("diversity", "action coverage", len(cells) / possible, "share", of)]


def score_tools_used(tools: Sequence[str], trajectories: Sequence[Trajectory]) -> list[Score]:
    """Share of the environment's tools that some rollout called."""
    called = {name.partition("!")[0] for t in trajectories for name in tool_sequence(t)}
    used = sorted(set(tools) & called)
    if not tools:
        return []
    of = f"{len(used)} of {len(set(tools))} tools"
    return [measure("diversity", "tools used", len(used) / len(set(tools)), "share", of)]
