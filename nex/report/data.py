"""What a report is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.scores import ScoreCard
from nex.data.task import Task
from nex.data.trajectory import Trajectory


@dataclass(frozen=True, slots=True)
class SpecLine:
    """One statement of a spec and what it was read as."""

    line: int
    kind: Literal["exact", "guess", "note"]
    text: str
    echo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything that report.html shows; what there is none of is left out of the page."""

    title: str
    cards: Sequence[EnvironmentCard] = ()
    lines: Sequence[SpecLine] = ()
    tasks: Sequence[Task] = ()
    blueprints: Sequence[Blueprint] = ()
    trajectories: Sequence[Trajectory] = ()
    scores: ScoreCard = field(default_factory=lambda: ScoreCard(scores=()))
