"""Intervals follow from their stream and cover what they should."""

from __future__ import annotations

import math

from nex.data.streams import Stream
from nex.scoring.intervals import mean_interval, rank_correlation, ratio_interval, resamples


def test_same_stream_same_interval() -> None:
    values = [math.sqrt(i) for i in range(30)]
    first = mean_interval(values, Stream("a"))
    assert first == mean_interval(values, Stream("a"))
    assert first != mean_interval(values, Stream("b"))


def test_positions_are_uniform() -> None:
    drawn = resamples(7, Stream("u"), draws=2000)
    assert drawn.shape == (2000, 7)
    shares = [float((drawn == i).mean()) for i in range(7)]
    assert max(abs(share - 1 / 7) for share in shares) < 0.01


def test_interval_covers_the_true_mean_about_as_often_as_it_says() -> None:
    covered = 0
    for trial in range(120):
        stream = Stream("coverage", trial)
        values = [stream.unit() for _ in range(60)]
        interval = mean_interval(values, stream)
        covered += interval.low <= 0.5 <= interval.high
    assert 0.88 <= covered / 120 <= 0.99


def test_a_constant_has_no_width() -> None:
    interval = mean_interval([3.0] * 9, Stream("c"))
    assert (interval.value, interval.low, interval.high) == (3.0, 3.0, 3.0)


def test_a_ratio_over_nothing_is_zero() -> None:
    assert ratio_interval([0.0, 0.0], [0.0, 0.0], Stream("z")).value == 0.0


def test_rank_correlation_averages_ties() -> None:
    assert rank_correlation([1, 2, 3, 4], [10, 20, 30, 40]) == 1.0
    assert rank_correlation([1, 2, 3, 4], [4, 3, 2, 1]) == -1.0
    assert rank_correlation([1, 1, 1], [1, 2, 3]) == 0.0
    assert round(rank_correlation([1, 2, 2, 3], [1, 2, 3, 4]), 4) == 0.9487
