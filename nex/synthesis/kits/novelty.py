"""What is new about a World: how far it raises the Vendi score of those already taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nex.data.world import World
from nex.scoring.features import world_features
from nex.scoring.vendi import effective

_SAME = 1e-9
"""Gains below this are noise of the arithmetic, which differs between machines."""

_Key = tuple[tuple[str, float], ...]
_Gain = tuple[NDArray[np.float64], NDArray[np.float64], float]


class Novelty:
    """The Worlds taken so far, as their kernel matrix; the kernel is the diversity score's."""

    def __init__(self) -> None:
        self._column: dict[str, int] = {}
        self._rows = np.zeros((0, 0))
        self._gram = np.zeros((0, 0))
        self._known: set[_Key] = set()
        self._asked: tuple[_Key, _Gain | None] | None = None
        """What was worked out last, until something is taken."""
        self.vendi = 0.0
        """The Vendi score of what was taken; 0 before the first."""

    def __len__(self) -> int:
        return len(self._gram)

    def rises(self, world: World) -> bool:
        """Whether the World raises the score; one that repeats another never does."""
        return self._gain(world) is not None

    def take(self, world: World) -> bool:
        """Take a World that raises the score; another is left."""
        gain = self._gain(world)
        if gain is None:
            return False
        row, gram, vendi = gain
        self._known.add(_key(world))
        self._rows = np.vstack([self._rows, row])
        self._gram, self.vendi = gram, vendi
        self._asked = None
        return True

    def _gain(self, world: World) -> _Gain | None:
        """What the World would make of the matrix and the score; None where it adds nothing."""
        key = _key(world)
        if key in self._known:
            return None
        if self._asked is None or self._asked[0] != key:
            self._asked = (key, self._worth(world))
        return self._asked[1]

    def _worth(self, world: World) -> _Gain | None:
        row = self._row(dict(world_features(world)))
        gram = self._with(row)
        vendi = effective(np.linalg.eigvalsh(gram / len(gram)))
        return (row, gram, vendi) if vendi > self.vendi + _SAME else None

    def _row(self, features: dict[str, float]) -> NDArray[np.float64]:
        """The unit vector of a World, in columns that all of them share."""
        for name in features:
            self._column.setdefault(name, len(self._column))
        wider = len(self._column) - self._rows.shape[1]
        self._rows = np.pad(self._rows, ((0, 0), (0, wider)))
        row = np.zeros(len(self._column))
        for name, count in features.items():
            row[self._column[name]] = np.sqrt(count)
        return row / np.linalg.norm(row)

    def _with(self, row: NDArray[np.float64]) -> NDArray[np.float64]:
        """The kernel matrix with one more World."""
        shared = self._rows @ row
        gram = np.ones((len(shared) + 1, len(shared) + 1))
        gram[:-1, :-1] = self._gram
        gram[-1, :-1] = gram[:-1, -1] = shared
        return gram


def _key(world: World) -> _Key:
    return tuple(sorted(world_features(world).items()))
