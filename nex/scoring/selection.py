"""Selection: the n rollouts that stand for the whole set best.

Greedy facility location: each pick is the one that brings the others nearest to something
picked, by the kernel of the diversity score. It never takes a second of a kind before every kind
is there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nex.data.trajectory import Trajectory
from nex.scoring.features import sequence_features
from nex.scoring.vendi import Features, vectors


def select(trajectories: Sequence[Trajectory], count: int) -> list[Trajectory]:
    """At most `count` of them, the most telling first; the same for the same order."""
    features = [rollout_features(trajectory) for trajectory in trajectories]
    return [trajectories[i] for i in cover(features, count)]


def rollout_features(trajectory: Trajectory) -> Features:
    """World, kind, architecture and what was called in which order."""
    return {
        f"world:{trajectory.world}": 1,
        f"kind:{trajectory.kind}": 3,
        f"architecture:{trajectory.blueprint}": 3,
        **sequence_features(trajectory),
    }


def cover(items: Sequence[Features], count: int) -> list[int]:
    """Positions of at most `count` items in the order of their gain, ties by position."""
    if not items:
        return []
    rows = vectors(items)
    nearest = np.zeros(len(items))
    free = np.ones(len(items), dtype=bool)
    picked: list[int] = []
    for _ in range(min(count, len(items))):
        best = _best(rows, nearest, free)
        nearest = np.maximum(nearest, rows @ rows[best])
        free[best] = False
        picked.append(best)
    return picked


def _best(rows: NDArray[np.float64], nearest: NDArray[np.float64], free: NDArray[np.bool_]) -> int:
    """The free item with the largest gain, in blocks that fit in memory."""
    gains = np.full(len(rows), -1.0)
    candidates = np.flatnonzero(free)
    for block in np.array_split(candidates, max(1, len(candidates) // 512)):
        likeness = rows @ rows[block].T
        gains[block] = np.maximum(likeness - nearest[:, None], 0).sum(axis=0)
    return int(np.argmax(np.round(gains, 9)))
