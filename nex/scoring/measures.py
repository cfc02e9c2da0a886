"""How a measured figure becomes a Score: rounded, named, with its floor."""

from __future__ import annotations

import math

from nex.data.scores import Axis, Score, ScoreCard
from nex.scoring.intervals import Interval

DIGITS = 4
"""Decimals of every figure, so that the last bits of a machine's arithmetic do not show."""

FLOORS = {
    "task bits": 5.0,
    "goals": 5.0,
    "probes": 0.98,
    "worst probe": 0.9,
    "traffic": 0.3,
    "own dice": 0.6,
}
"""Below these `nex score --gate` fails; every other figure has no floor."""


def measure(axis: Axis, name: str, value: float | Interval, unit: str, of: str) -> Score:
    """One figure as a Score; an Interval brings its low and high end."""
    if not isinstance(value, Interval):
        value = Interval(value, math.nan, math.nan)
    return Score(
        axis=axis,
        name=name,
        value=round(value.value, DIGITS),
        unit=unit,
        low=_end(value.low),
        high=_end(value.high),
        of=of,
        floor=FLOORS.get(name),
    )


def _end(value: float) -> float | None:
    return None if math.isnan(value) else round(value, DIGITS)


def below_floor(card: ScoreCard) -> tuple[Score, ...]:
    """The scores that are under their floor, in the card's order."""
    return tuple(s for s in card.scores if s.floor is not None and s.value < s.floor)
