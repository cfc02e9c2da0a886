"""Times of a week as text: "Mon 09:30", "9:30-17:00", "Mon-Fri 9:00-12:30"."""

from __future__ import annotations

from roster.spans import Span

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = 24 * 60
WEEK = 7 * DAY


def time_of(text):
    """Minutes since midnight of "9:30"; "24:00" is the end of the day."""
    hours, colon, rest = text.partition(":")
    if not colon or not hours.isdigit() or len(rest) != 2 or not rest.isdigit():
        raise ValueError(f"{text!r} is no time such as 9:30")
    minute = int(hours) * 60 + int(rest)
    if int(rest) > 59 or minute > DAY:
        raise ValueError(f"{text!r} is no time of a day")
    return minute


def time_text(minute):
    """ "09:30" for the minute of a day or of a week."""
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


def day_of(minute):
    """The day that a minute of a week falls on."""
    return DAYS[minute // DAY % 7]


def moment_text(minute):
    """ "Mon 09:30" for a minute of a week."""
    return f"{day_of(minute)} {time_text(minute)}"


def span_of(text):
    """ "9:00-12:30" as a span of a day; over midnight where it ends before it starts."""
    first, dash, last = text.partition("-")
    if not dash:
        raise ValueError(f"{text!r} is no span such as 9:00-12:30")
    start, end = time_of(first.strip()), time_of(last.strip())
    return Span(start, end if end > start else end + DAY)


def days_of(text):
    """The numbers of "Mon", "Mon-Fri" or "Sat,Sun"; a range may run over Sunday."""
    found = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"{part!r} is no day such as Mon or Mon-Fri")
        start = DAYS.index(first)
        count = (DAYS.index(last) - start) % 7 + 1 if last else 1
        found += [(start + step) % 7 for step in range(count)]
    return sorted(set(found))


def opening(lines):
    """The spans of a week that lines such as "Mon-Fri 9:00-12:30" say, in order."""
    spans = []
    for line in lines:
        days, _, hours = line.partition(" ")
        spans += [span_of(hours).moved(day * DAY) for day in days_of(days)]
    return sorted(spans)


def duration_text(length):
    """ "2 h 05 min", "45 min" or "3 h"."""
    hours, rest = divmod(length, 60)
    if hours and rest:
        return f"{hours} h {rest:02} min"
    return f"{hours} h" if hours else f"{rest} min"
