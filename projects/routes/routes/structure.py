"""What a network is made of: parts, bridges, orders, rings."""

from __future__ import annotations


def reached(network, start):
    """Every place that can be reached, the start included."""
    found, waiting = {start}, [start]
    while waiting:
        for other in network.next_to(waiting.pop()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def parts(network):
    """The places that hang together by roads both ways, as sorted lists, in order."""
    found = []
    seen = set()
    for place in network.places:
        if place not in seen:
            part = reached(network, place)
            seen |= part
            found.append(sorted(part))
    return found


def bridges(network):
    """The roads without which the network has more parts, as sorted pairs."""
    whole = len(parts(network))
    found = []
    for start in network.places:
        for end in network.next_to(start):
            if start < end:
                other = network.copy()
                other.close_road(start, end)
                if len(parts(other)) > whole:
                    found.append((start, end))
    return found


def order(network):
    """The places such that every one-way road leads forward; ValueError where they run in rings."""
    incoming = dict.fromkeys(network.places, 0)
    for place in network.places:
        for other in network.next_to(place):
            incoming[other] += 1
    ready = [place for place in network.places if incoming[place] == 0]
    found = []
    while ready:
        place = ready.pop(0)
        found.append(place)
        for other in network.next_to(place):
            incoming[other] -= 1
            if incoming[other] == 0:
                ready.append(other)
        ready.sort()
    if len(found) < len(network.places):
        raise ValueError("the roads run in a ring")
    return found


def longest(network):
    """The longest way through a network of one-way roads, and its length."""
    best = {}
    for place in reversed(order(network)):
        ways = [
            (network.length(place, other) + best[other][0], [place, *best[other][1]])
            for other in network.next_to(place)
        ]
        best[place] = max(ways, key=lambda way: way[0]) if ways else (0, [place])
    length, way = max(best.values(), key=lambda way: way[0])
    return way, length


def spanning(network):
    """The roads of least total length that hold everything together, and that length."""
    roads = sorted(
        (network.length(a, b), a, b) for a in network.places for b in network.next_to(a) if a < b
    )
    group = {place: place for place in network.places}
    chosen, total = [], 0
    for length, a, b in roads:
        first, second = group[a], group[b]
        if first == second:
            continue
        group = {place: first if known == second else known for place, known in group.items()}
        chosen.append((a, b))
        total += length
    return chosen, total
