"""Journeys with a timetable: departures, changes, arrival."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Ride:
    """One departure: minutes of the day, from one place to another."""

    line: str
    start: str
    end: str
    leaves: int
    arrives: int


def departures(rides, place, earliest):
    """The rides that leave a place at that minute or later, soonest first."""
    found = [ride for ride in rides if ride.start == place and ride.leaves >= earliest]
    return sorted(found, key=lambda ride: (ride.leaves, ride.arrives, ride.line))


def can_change(before, after, change):
    """Whether the second ride can be caught after the first; the same line needs no time."""
    needed = 0 if before.line == after.line else change
    return before.end == after.start and after.leaves - before.arrives >= needed


def journey(rides, start, end, earliest, change=5):
    """The rides that arrive first, with the fewest rides among those; None where there are none."""
    best = None
    waiting = [[ride] for ride in departures(rides, start, earliest)]
    while waiting:
        way = waiting.pop(0)
        last = way[-1]
        if best is not None and last.arrives > best[-1].arrives:
            continue
        if last.end == end:
            if best is None or (last.arrives, len(way)) < (best[-1].arrives, len(best)):
                best = way
            continue
        visited = {ride.start for ride in way}
        for ride in departures(rides, last.end, last.arrives):
            if ride.end not in visited and can_change(last, ride, change):
                waiting.append([*way, ride])
    return best


def changes(way):
    """How often one gets from one line to another."""
    return sum(a.line != b.line for a, b in pairwise(way))


def travel_time(way):
    """Minutes from the first departure to the last arrival."""
    return way[-1].arrives - way[0].leaves


def waiting_time(way):
    """Minutes spent between rides."""
    return sum(b.leaves - a.arrives for a, b in pairwise(way))


def fare(way, zones, base=200, zone=80, most=600):
    """Cents: a base, more for each zone beyond the first, up to a most; free for no ride."""
    if not way:
        return 0
    seen = {zones[way[0].start]} | {zones[ride.end] for ride in way}
    return min(base + zone * (len(seen) - 1), most)


def clock(minute):
    """ "08:05", or "00:10+1" on the next day."""
    day, rest = divmod(minute, 1440)
    text = f"{rest // 60:02}:{rest % 60:02}"
    return f"{text}+{day}" if day else text


def describe(way):
    """One line per ride."""
    return [
        f"{clock(ride.leaves)} {ride.start} -> {clock(ride.arrives)} {ride.end} ({ride.line})"
        for ride in way
    ]
