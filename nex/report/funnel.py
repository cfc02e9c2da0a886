"""The funnel: how much went into each stage, what came out, and why the rest did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nex.report.data import ReportData
from nex.scoring.scorecard import passed


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `kept` of `total`, and the losses with their reasons, the largest first."""

    name: str
    unit: str
    kept: int
    total: int
    lost: tuple[tuple[str, int], ...] = ()

    @property
    def share(self) -> float:
        """kept / total; 0 for an empty stage."""
        return self.kept / self.total if self.total else 0.0


def funnel(data: ReportData) -> list[Stage]:
    """The stages that left a trace, in the order of the work."""
    stages = [_read(data), _proved(data), _gated(data), _ended(data), _verified(data)]
    return [stage for stage in stages if stage.total]


def _read(data: ReportData) -> Stage:
    reading = _sum(card.reading for card in data.cards)
    exact = reading.pop("exact", 0)
    total = exact + sum(reading.values())
    return Stage("Read", "statements exact", exact, total, _largest(reading))


def _proved(data: ReportData) -> Stage:
    kept = sum(sum(card.tasks.values()) for card in data.cards)
    dropped = _sum(card.dropped for card in data.cards)
    return Stage("Prove", "tasks proved", kept, kept + sum(dropped.values()), _largest(dropped))


def _gated(data: ReportData) -> Stage:
    refused = [
        (f"{n}: {why}", 1) for card in data.cards for n, why in card.rejected_blueprints.items()
    ]
    kept = sum(len(card.blueprints) for card in data.cards)
    return Stage("Gate", "blueprints pass", kept, kept + len(refused), tuple(refused))


def _ended(data: ReportData) -> Stage:
    ends = Counter(t.status for t in data.trajectories)
    done = ends.pop("completed", 0)
    return Stage("Run", "rollouts completed", done, len(data.trajectories), _largest(ends))


def _verified(data: ReportData) -> Stage:
    good = sum(map(passed, data.trajectories))
    reasons = Counter(_failure(data, i) for i, t in enumerate(data.trajectories) if not passed(t))
    return Stage("Verify", "rollouts verified", good, len(data.trajectories), _largest(reasons))


def _failure(data: ReportData, index: int) -> str:
    verdict = data.trajectories[index].verdict
    if verdict is None:
        return "never judged"
    if verdict.side_effects and not verdict.unmet:
        return "changed something beside the goal"
    return "goal not reached" if verdict.progress < 1 else "reached, but not earned"


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return total


def _largest(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    ranked: Sequence[tuple[str, int]] = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((name, n) for name, n in ranked if n)
