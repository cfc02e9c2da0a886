"""Bootstrap intervals that depend on nothing but their stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nex.data.streams import Stream

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % percentile interval."""

    value: float
    low: float
    high: float


def resamples(count: int, stream: Stream, draws: int = DRAWS) -> NDArray[np.int64]:
    """`draws` rows of `count` positions in [0, count), drawn with replacement; count >= 1."""
    bits = 32 * draws * count
    drawn = stream.below(1 << bits).to_bytes(bits // 8, "little")
    words = np.frombuffer(drawn, dtype="<u4").astype(np.uint64)
    return ((words * np.uint64(count)) >> np.uint64(32)).astype(np.int64).reshape(draws, count)


def mean_interval(values: Sequence[float], stream: Stream) -> Interval:
    """The mean with its interval; values must not be empty."""
    return ratio_interval(values, [1.0] * len(values), stream)


def ratio_interval(over: Sequence[float], under: Sequence[float], stream: Stream) -> Interval:
    """sum(over) / sum(under), resampled in pairs; a sum of 0 below the line makes the ratio 0."""
    pairs = np.array([over, under], dtype=np.float64)
    sums = pairs[:, resamples(pairs.shape[1], stream)].sum(axis=2)
    ratios = _ratio(sums[0], sums[1])
    whole = _ratio(pairs[:1].sum(axis=1), pairs[1:].sum(axis=1))
    low, high = np.percentile(ratios, [2.5, 97.5])
    return Interval(float(whole[0]), float(low), float(high))


def _ratio(over: NDArray[np.float64], under: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(over, under, out=np.zeros_like(over), where=under != 0)


def rank_correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """Spearman's correlation with ties averaged; 0 where one side never varies."""
    a, b = _ranks(left), _ranks(right)
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale else 0.0


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse].astype(np.float64)
