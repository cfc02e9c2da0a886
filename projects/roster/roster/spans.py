"""Spans of time: whole minutes from a start up to, not including, an end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """Minutes from `start` up to `end`; never empty."""

    start: int
    end: int

    def __post_init__(self):
        if self.end <= self.start:
            raise ValueError(f"a span must end after it starts: {self.start} to {self.end}")

    @property
    def length(self):
        """Minutes in it."""
        return self.end - self.start

    def holds(self, minute):
        """Whether the minute lies in it."""
        return self.start <= minute < self.end

    def overlaps(self, other):
        """Whether both share a minute."""
        return self.start < other.end and other.start < self.end

    def covers(self, other):
        """Whether all of the other lies in it."""
        return self.start <= other.start and other.end <= self.end

    def shared(self, other):
        """What both share; None if nothing."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def moved(self, minutes):
        """The same length, later by so many minutes."""
        return Span(self.start + minutes, self.end + minutes)


def merged(spans):
    """The same minutes in as few spans as can be, in order; those that touch become one."""
    found = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def without(spans, taken):
    """The minutes of the spans that no taken span has."""
    left = []
    for span in merged(spans):
        start = span.start
        for hole in merged(taken):
            if hole.end <= start or hole.start >= span.end:
                continue
            if hole.start > start:
                left.append(Span(start, hole.start))
            start = hole.end
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def minutes(spans):
    """How many different minutes the spans have."""
    return sum(span.length for span in merged(spans))


def first_free(spans, taken, length):
    """The earliest span of that length which lies in the spans and is not taken; None if none."""
    for gap in without(spans, taken):
        if gap.length >= length:
            return Span(gap.start, gap.start + length)
    return None


def busiest(spans):
    """The most spans that share one minute."""
    edges = sorted([(span.start, 1) for span in spans] + [(span.end, -1) for span in spans])
    most = level = 0
    for _, step in edges:
        level += step
        most = max(most, level)
    return most
