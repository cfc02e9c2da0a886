"""The Vendi score: how many different things a set is worth.

exp of the entropy of the eigenvalues of K/n, with K the cosine of the square roots of feature
counts (Friedman and Dieng 2023, "The Vendi Score"). 1 for a set of clones, n for n items that
share no feature.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nex.data.streams import Stream

KERNEL = "cosine of root counts"
Features = Mapping[str, float]
"""Feature -> count (>= 0)."""


def vendi(items: Sequence[Features]) -> float:
    """The effective number of different items; 0 for an empty set.

    Equal items are counted once with their weight, and the smaller of the two equivalent
    eigenproblems (items, features) is solved.
    """
    if not items:
        return 0.0
    rows = _rows(items)
    gram = rows @ rows.T if rows.shape[0] <= rows.shape[1] else rows.T @ rows
    return effective(np.linalg.eigvalsh(gram))


def shuffled(items: Sequence[Features], stream: Stream) -> list[Features]:
    """The ceiling: each feature family dealt out anew among the items, its shares kept.

    A family is what stands before the first ":" of a feature's name.
    """
    families = sorted({name.partition(":")[0] for item in items for name in item})
    dealt: list[dict[str, float]] = [{} for _ in items]
    for family in families:
        hands = [_hand(item, family) for item in items]
        for receiver, hand in zip(dealt, stream.shuffled(hands), strict=True):
            receiver.update(hand)
    return list(dealt)


def _hand(item: Features, family: str) -> dict[str, float]:
    return {name: n for name, n in item.items() if name.partition(":")[0] == family}


def vectors(items: Sequence[Features]) -> NDArray[np.float64]:
    """Each item as a unit vector, so that a product of two is the kernel of both."""
    names = sorted({name for item in items for name in item} | {""})
    column = {name: i for i, name in enumerate(names)}
    rows = np.zeros((len(items), len(names)))
    for row, item in zip(rows, items, strict=True):
        for name, count in item.items() or (("", 1.0),):
            row[column[name]] = np.sqrt(count)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _rows(items: Sequence[Features]) -> NDArray[np.float64]:
    """Each different item's vector, scaled by the root of its share."""
    shares = Counter(tuple(sorted(item.items())) for item in items)
    different = sorted(shares)
    weights = np.array([shares[item] for item in different]) / len(items)
    return vectors([dict(item) for item in different]) * np.sqrt(weights)[:, None]


def effective(eigenvalues: NDArray[np.floating]) -> float:
    """exp of the entropy of eigenvalues that sum to 1."""
    positive = eigenvalues[eigenvalues > 1e-12]
    return float(np.exp(-(positive * np.log(positive)).sum()))
