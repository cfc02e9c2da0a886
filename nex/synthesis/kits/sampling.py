"""Many different worlds from kits: each kit alone, then in pairs, as long as they are new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from nex.data.streams import Stream
from nex.errors import InputError
from nex.synthesis.kits.kit import Kit
from nex.synthesis.kits.making import Written, world_of, write_world
from nex.synthesis.kits.novelty import Novelty

PATIENCE = 100
"""Candidates in a row that bring nothing new, after which the kits are saturated."""
_ALONE = 0.2
"""How often, after the first round, a kit stands alone."""


@dataclass(slots=True)
class Sampling:
    """Draws worlds from kits; the same kits and seed draw the same ones in the same order."""

    kits: Sequence[Kit]
    seed: int
    novelty: Novelty = field(default_factory=Novelty)
    drawn: int = 0
    """Candidates."""
    stale: int = 0
    """Of those: how many brought nothing new."""
    unread: int = 0
    """Pairs of kits that no wording can say together."""
    saturated: bool = False
    """Whether the sample ended because nothing new came."""

    def worlds(self, most: int) -> Iterator[Written]:
        """At most `most` worlds, each of which raises the diversity of those before."""
        misses = 0
        for kits, seed in self._candidates():
            if len(self.novelty) >= most:
                return
            written = self._taken(kits, seed)
            misses = 0 if written is not None else misses + 1
            if written is not None:
                yield written
            elif misses >= PATIENCE:
                self.saturated = True
                return

    def _taken(self, kits: tuple[Kit, ...], seed: int) -> Written | None:
        """The world of these kits where it is new and can be said."""
        self.drawn += 1
        world = world_of(kits, "sample", self.seed, seed)
        if not self.novelty.rises(world):
            self.stale += 1
            return None
        try:
            written = write_world(world, kits, "sample", self.seed, seed)
        except InputError:
            if len(kits) == 1:
                raise
            self.unread += 1
            return None
        self.novelty.take(world)
        return written

    def _candidates(self) -> Iterator[tuple[tuple[Kit, ...], int]]:
        """Rounds over all kits, each in an order of its own; alone at first, then with others."""
        for turn in count():
            stream = Stream("kit sample", self.seed, turn)
            for at, kit in enumerate(stream.shuffled(self.kits)):
                others = [other for other in self.kits if other.name != kit.name]
                alone = turn == 0 or not others or stream.chance(_ALONE)
                pair = (kit,) if alone else (kit, stream.choice(others))
                yield pair, turn * len(self.kits) + at
