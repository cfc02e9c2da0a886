"""Shortest ways: by length, by number of roads, and around closures."""

from __future__ import annotations

import heapq
from collections import deque
from itertools import pairwise


def distances(network, start):
    """The length of the shortest way to every place that can be reached."""
    found = {}
    waiting = [(0, start)]
    while waiting:
        length, place = heapq.heappop(waiting)
        if place in found:
            continue
        found[place] = length
        for other in network.next_to(place):
            if other not in found:
                heapq.heappush(waiting, (length + network.length(place, other), other))
    return found


def shortest(network, start, end):
    """The shortest way as places, and its length; ties by name; None where there is none."""
    waiting = [(0, [start])]
    done = set()
    while waiting:
        length, way = heapq.heappop(waiting)
        place = way[-1]
        if place == end:
            return way, length
        if place in done:
            continue
        done.add(place)
        for other in network.next_to(place):
            if other not in done:
                heapq.heappush(waiting, (length + network.length(place, other), [*way, other]))
    return None


def fewest(network, start, end):
    """The way with the fewest roads; ties by name; None where there is none."""
    before = {start: None}
    waiting = deque([start])
    while waiting:
        place = waiting.popleft()
        if place == end:
            return way_back(before, end)
        for other in network.next_to(place):
            if other not in before:
                before[other] = place
                waiting.append(other)
    return None


def way_back(before, end):
    """The way that led to a place, from where each was reached."""
    way = [end]
    while before[way[-1]] is not None:
        way.append(before[way[-1]])
    return way[::-1]


def way_length(network, way):
    """The length of all roads of a way."""
    return sum(network.length(a, b) for a, b in pairwise(way))


def within(network, start, reach):
    """The places not farther than that, nearest first, the start left out."""
    found = distances(network, start)
    near = [(length, place) for place, length in found.items() if length <= reach]
    return [place for _, place in sorted(near) if place != start]


def detour(network, start, end, closed):
    """How much longer the way gets when a road is closed; None where there is none left."""
    usual = shortest(network, start, end)
    other = network.copy()
    other.close_road(*closed)
    around = shortest(other, start, end)
    if usual is None or around is None:
        return None
    return around[1] - usual[1]


def centre(network):
    """The place whose farthest other place is nearest; ties by name."""
    best = None
    for place in network.places:
        found = distances(network, place)
        if len(found) < len(network.places):
            continue
        farthest = max(found.values())
        if best is None or farthest < best[0]:
            best = (farthest, place)
    return best[1] if best else None
