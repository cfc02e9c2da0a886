"""Incoherence: the share of error that is chance, not habit.

A rollout's outcome is a category: "ok" where it verified, else a digest of how it ended. With p
the shares of a task's n rollouts and S = sum p^2, the estimates are unbiased in n (Brier
decomposition with S_u = (n S - 1) / (n - 1)):

    variance = 1 - S_u        bias^2 = 1 - 2 p(ok) + S_u

Tasks are pooled as a ratio of sums. Independent slips do not make it rise with length: their own
curve falls, and is reported as the null beside any measured one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nex.data.jsons import digest
from nex.data.scores import Score
from nex.data.streams import Stream
from nex.data.trajectory import Trajectory
from nex.scoring.intervals import Interval, ratio_interval
from nex.scoring.measures import measure

OK = "ok"
ENOUGH = 5
"""Rollouts per task below which the figure says so."""


def outcome_of(trajectory: Trajectory) -> str:
    """The category of a rollout: "ok", or a digest of what changed and how it said it ended."""
    if trajectory.verdict is not None and trajectory.verdict.passed:
        return OK
    said = trajectory.outcome.model_dump(mode="json") if trajectory.outcome else None
    changes = [change.model_dump(mode="json") for change in trajectory.changes]
    end = said and {"status": said["status"], "answer": said["answer"]}
    return digest([end, changes, trajectory.stop_reason if said is None else ""])


@dataclass(frozen=True, slots=True)
class Split:
    """One task's error split in two; `variance + bias` is twice the share of failures."""

    variance: float
    bias: float


def split(outcomes: Sequence[str]) -> Split:
    """Unbiased bias^2 and variance of one task's rollouts; at least two of them."""
    n = len(outcomes)
    shares = {name: count / n for name, count in Counter(outcomes).items()}
    same = (n * sum(p * p for p in shares.values()) - 1) / (n - 1)
    return Split(variance=1 - same, bias=1 - 2 * shares.get(OK, 0.0) + same)


def incoherence(groups: Sequence[Sequence[str]], stream: Stream) -> Interval:
    """variance / (bias^2 + variance) over tasks, as a ratio of sums, with its interval.

    Groups of fewer than two rollouts say nothing and are left out; without errors it is 0.
    """
    parts = [split(outcomes) for outcomes in groups if len(outcomes) > 1]
    if not parts:
        return Interval(0.0, 0.0, 0.0)
    errors = [part.variance + part.bias for part in parts]
    return ratio_interval([part.variance for part in parts], errors, stream)


def failure_disagreement(groups: Sequence[Sequence[str]]) -> float:
    """Chance that two failed rollouts of one task ended differently; 0 without two failures."""
    pairs = different = 0
    for outcomes in groups:
        failures = Counter(outcome for outcome in outcomes if outcome != OK)
        total = failures.total()
        pairs += total * (total - 1)
        different += total * total - sum(n * n for n in failures.values())
    return different / pairs if pairs else 0.0


def independent_slips(slip: float, steps: int) -> float:
    """The null: incoherence of a policy that slips at each step with one chance.

    Each step's first slip leads to an end of its own.
    """
    passed = (1 - slip) ** steps
    ends = [(1 - slip) ** step * slip for step in range(steps)]
    same = passed**2 + sum(p * p for p in ends)
    return (1 - same) / (2 - 2 * passed) if passed < 1 else 0.0


@dataclass(frozen=True, slots=True)
class LengthPoint:
    """Incoherence of tasks of one reference length, beside the null at the same length."""

    calls: int
    tasks: int
    error: float
    measured: float
    null: float


def by_length(groups: Mapping[int, Sequence[Sequence[str]]], stream: Stream) -> list[LengthPoint]:
    """One point per reference length (calls -> groups); the null's slip rate is fitted to all."""
    every = [outcomes for held in groups.values() for outcomes in held]
    slip = _fitted_slip(groups) if every else 0.0
    return [
        LengthPoint(
            calls=calls,
            tasks=len(held),
            error=_error(held),
            measured=incoherence(held, stream).value,
            null=independent_slips(slip, calls),
        )
        for calls, held in sorted(groups.items())
        if held
    ]


def _error(groups: Sequence[Sequence[str]]) -> float:
    total = sum(map(len, groups))
    return sum(outcome != OK for outcomes in groups for outcome in outcomes) / max(total, 1)


def _fitted_slip(groups: Mapping[int, Sequence[Sequence[str]]]) -> float:
    """The slip rate whose expected failures over these lengths equal the observed ones."""
    sizes = {calls: sum(map(len, held)) for calls, held in groups.items()}
    failed = sum(_error(held) * sizes[calls] for calls, held in groups.items())
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        expected = sum(n * (1 - (1 - middle) ** calls) for calls, n in sizes.items())
        low, high = (middle, high) if expected < failed else (low, middle)
    return (low + high) / 2


def score_incoherence(groups: Sequence[Sequence[str]], stream: Stream) -> list[Score]:
    """The pooled figure and the disagreement of failures; nothing without repeated rollouts."""
    repeated = [outcomes for outcomes in groups if len(outcomes) > 1]
    if not repeated:
        return []
    least = min(map(len, repeated))
    few = "" if least >= ENOUGH else f", fewer than {ENOUGH}: wide"
    of = f"{len(repeated)} groups of at least {least} rollouts{few}"
    return [
        measure("incoherence", "incoherence", incoherence(repeated, stream), "share", of),
        measure("incoherence", "failure disagreement", failure_disagreement(repeated), "share", of),
    ]
