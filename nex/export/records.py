"""What an export is told and what it reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nex.data.environment import EnvironmentCard
from nex.data.frozen import Frozen
from nex.data.scores import ScoreCard
from nex.export.jsonl import Written

Format = Literal["trl", "openai", "atif"]
FORMATS: tuple[Format, ...] = ("trl", "openai", "atif")
REPORT = "export.json"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the dataset's card says beside the rows."""

    name: str
    environments: Sequence[EnvironmentCard] = ()
    scores: ScoreCard | None = None


class ExportReport(Frozen):
    """export.json: what was written, what was left out and why."""

    schema_version: Literal["nex.export/1"] = "nex.export/1"
    name: str
    files: tuple[Written, ...]
    trajectories: int
    """Rollouts that were handed in."""
    verified: int
    exported: int
    """Verified rollouts after selection and without repetitions."""
    left_out: dict[str, int]
    """Rollouts that no training file holds, by reason."""

    @property
    def rows(self) -> int:
        """Verified rollouts that every format was given."""
        return self.exported
