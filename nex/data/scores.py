"""Scores: one vector, each axis with its own floor; no number adds them up."""

from __future__ import annotations

from typing import Literal

from nex.data.frozen import Frozen

Axis = Literal["complexity", "diversity", "fidelity", "incoherence"]


class Score(Frozen):
    """One measured figure of one axis."""

    axis: Axis
    name: str
    value: float
    unit: str
    low: float | None = None
    """Lower end of the 95 % interval; None where none was computed."""
    high: float | None = None
    of: str = ""
    """What was measured: N, the kernel, the reference."""
    floor: float | None = None
    """Below it, `nex score --gate` fails; None: no floor."""


class ScoreCard(Frozen):
    """Every score of one environment or run."""

    schema_version: Literal["nex.scores/1"] = "nex.scores/1"
    scores: tuple[Score, ...]
