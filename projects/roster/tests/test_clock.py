import pytest
from roster.clock import (
    DAY,
    day_of,
    days_of,
    duration_text,
    moment_text,
    opening,
    span_of,
    time_of,
    time_text,
)
from roster.spans import Span


@pytest.mark.parametrize(
    ("text", "minute"),
    [("0:00", 0), ("9:30", 570), ("09:05", 545), ("24:00", 1440), ("23:59", 1439)],
)
def test_times(text, minute):
    assert time_of(text) == minute


@pytest.mark.parametrize("text", ["9", "9:5", "9:60", "24:01", "x:10", "9:1x", ""])
def test_no_times(text):
    with pytest.raises(ValueError):
        time_of(text)


def test_time_as_text():
    assert time_text(570) == "09:30"
    assert time_text(DAY + 5) == "00:05"


def test_days_of_a_week():
    assert day_of(0) == "Mon"
    assert day_of(DAY - 1) == "Mon"
    assert day_of(DAY) == "Tue"
    assert day_of(7 * DAY) == "Mon"
    assert moment_text(6 * DAY + 61) == "Sun 01:01"


def test_spans_of_a_day():
    assert span_of("9:00-12:30") == Span(540, 750)
    assert span_of("9:00 - 9:01") == Span(540, 541)
    with pytest.raises(ValueError):
        span_of("9:00")


def test_a_span_may_run_over_midnight():
    assert span_of("22:00-6:00") == Span(1320, 1800)
    assert span_of("8:00-8:00") == Span(480, 480 + DAY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon", [0]),
        ("Mon-Fri", [0, 1, 2, 3, 4]),
        ("Sat,Sun", [5, 6]),
        ("Sat-Mon", [0, 5, 6]),
        ("Wed, Mon-Tue", [0, 1, 2]),
        ("Fri-Fri", [4]),
    ],
)
def test_days(text, days):
    assert days_of(text) == days


def test_no_days():
    with pytest.raises(ValueError):
        days_of("Mo")
    with pytest.raises(ValueError):
        days_of("Mon-Fr")


def test_opening_hours_of_a_week():
    spans = opening(["Tue 9:00-10:00", "Mon-Tue 14:00-15:00"])
    assert spans == [Span(840, 900), Span(DAY + 540, DAY + 600), Span(DAY + 840, DAY + 900)]


@pytest.mark.parametrize(
    ("length", "text"), [(45, "45 min"), (60, "1 h"), (125, "2 h 05 min"), (0, "0 min")]
)
def test_durations(length, text):
    assert duration_text(length) == text
