"""A network: places, and roads of a length between them, one way or both."""

from __future__ import annotations


class Network:
    """Places by name; the roads that leave each, with their lengths."""

    def __init__(self):
        self.roads = {}

    def add_place(self, name):
        """A place, if it is not there yet."""
        self.roads.setdefault(name, {})

    def add_road(self, start, end, length, both=True):
        """A road; of two between the same places the shorter counts."""
        if length < 0:
            raise ValueError(f"a road cannot have length {length}")
        self.add_place(start)
        self.add_place(end)
        known = self.roads[start].get(end)
        if known is None or length < known:
            self.roads[start][end] = length
        if both:
            self.add_road(end, start, length, both=False)

    def close_road(self, start, end, both=True):
        """Take a road away; KeyError where there is none."""
        del self.roads[start][end]
        if both:
            self.close_road(end, start, both=False)

    @property
    def places(self):
        """All names, in order."""
        return sorted(self.roads)

    def next_to(self, name):
        """The places that a road leads to, in order."""
        return sorted(self.roads[name])

    def length(self, start, end):
        """The length of the road; KeyError where there is none."""
        return self.roads[start][end]

    def copy(self):
        """Another network with the same roads."""
        other = Network()
        other.roads = {name: dict(roads) for name, roads in self.roads.items()}
        return other


def read_network(text):
    """A network from lines "A - B 12" (both ways) or "A > B 12" (one way); # starts a remark."""
    network = Network()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) == 1:
            network.add_place(words[0])
            continue
        if len(words) != 4 or words[1] not in ("-", ">") or not words[3].isdigit():
            raise ValueError(f"line {number} is no road: {line.strip()!r}")
        network.add_road(words[0], words[2], int(words[3]), both=words[1] == "-")
    return network
