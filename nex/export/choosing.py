"""Which rollouts a dataset holds, and which file each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nex.data.jsons import digest
from nex.data.trajectory import Trajectory
from nex.export.losses import Losses
from nex.scoring.scorecard import ordered, passed
from nex.scoring.selection import select


@dataclass(frozen=True, slots=True)
class Chosen:
    """A run's rollouts, sorted out."""

    verified: list[Trajectory]
    failed: list[Trajectory]
    left_out: dict[str, int]


def choose(trajectories: Sequence[Trajectory], best: int | None) -> Chosen:
    """The verified rollouts to learn from, at most `best`; the failed ones to learn against.

    Of rollouts that are equal word for word, the first stays.
    """
    losses = Losses()
    judged = [t for t in ordered(trajectories) if t.verdict is not None]
    losses.drop("never judged", len(trajectories) - len(judged))
    different = _different(judged, losses)
    verified = [t for t in different if passed(t)]
    failed = [t for t in different if not passed(t)]
    losses.drop("not verified", len(failed))
    if best is not None and best < len(verified):
        losses.drop("not selected", len(verified) - best)
        verified = ordered(select(verified, best))
    return Chosen(verified, failed, losses.report())


def _different(trajectories: Iterable[Trajectory], losses: Losses) -> list[Trajectory]:
    seen: dict[str, Trajectory] = {}
    for t in trajectories:
        said = [t.root.messages, [c.result for s in t.root.steps for c in s.calls]]
        key = digest([t.environment, t.task, t.blueprint, t.policy, said])
        losses.drop("repetitions", int(key in seen))
        seen.setdefault(key, t)
    return list(seen.values())


def by_policy(trajectories: Sequence[Trajectory]) -> dict[str, list[Trajectory]]:
    """File name's ending -> rollouts of one policy; two policies never share an ending."""
    policies: dict[str, list[Trajectory]] = {}
    for trajectory in trajectories:
        policies.setdefault(trajectory.policy, []).append(trajectory)
    taken: set[str] = set()
    found: dict[str, list[Trajectory]] = {}
    for policy in sorted(policies, key=lambda name: (name != "planner", name)):
        ending = re.sub(r"[^a-z0-9]+", "-", policy.casefold()).strip("-") or "unnamed"
        ending = f"{ending}-{digest(policy)[:6]}" if ending in taken else ending
        taken.add(ending)
        found[ending] = policies[policy]
    return found
