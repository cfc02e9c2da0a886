"""Random streams, the only source of chance in nex.

A stream is named by what it is for, never by when it is drawn. World streams (rows, faults,
latency, the simulated user) know neither model nor blueprint nor rollout, so that two policies
meet the same dice; actor streams add all three.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Stream:
    """Draws that depend on nothing but the stream's name."""

    __slots__ = ("_bits", "_unit")

    def __init__(self, *name: str | int) -> None:
        text = "\x1f".join(f"{type(part).__name__}:{part}" for part in name)
        source = random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest(), "big"))
        self._bits = source.getrandbits
        self._unit = source.random

    def unit(self) -> float:
        """A float in [0, 1)."""
        return self._unit()

    def below(self, n: int) -> int:
        """An integer in [0, n), without bias; ValueError where n < 1 leaves nothing to draw."""
        if n < 1:
            raise ValueError(f"nothing to draw from: n = {n}")
        width = n.bit_length()
        while (drawn := self._bits(width)) >= n:
            pass
        return drawn

    def between(self, low: int, high: int) -> int:
        """An integer in [low, high], both included."""
        return low + self.below(high - low + 1)

    def chance(self, probability: float) -> bool:
        """True with the given probability; one draw whatever it is."""
        return self._unit() < probability

    def choice(self, items: Sequence[Item]) -> Item:
        """One of `items`, each as likely; ValueError where there are none."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """One of `items`, as likely as its weight (>= 0, at least one positive)."""
        point = self._unit() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            point -= weight
            if point < 0:
                return item
        return items[-1]

    def shuffled(self, items: Iterable[Item]) -> list[Item]:
        """The items in a random order (Fisher and Yates)."""
        pool = list(items)
        for last in range(len(pool) - 1, 0, -1):
            other = self.below(last + 1)
            pool[last], pool[other] = pool[other], pool[last]
        return pool

    def sample(self, items: Sequence[Item], count: int) -> list[Item]:
        """`count` different positions of `items`, at most all of them, in random order."""
        return self.shuffled(items)[:count]


def world_stream(seed: int, world: str, task: str, purpose: str, nth: int = 0) -> Stream:
    """The dice of a world: the same for every policy that meets this task."""
    return Stream("world", seed, world, task, purpose, nth)


def actor_stream(world: Sequence[str | int], actor: Sequence[str | int], purpose: str) -> Stream:
    """The dice of who acts: `world` names seed, world and task; `actor` blueprint, model, rollout."""
    return Stream("actor", *world, "by", *actor, purpose)
