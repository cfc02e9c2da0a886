"""Proved tasks by how many calls depend on one another: 4, 8, ... 256, world by world.

The worlds are the shipped specs and every kit alone. Only worlds in which an action adds to an
amount have such chains; the others are counted and left out of the table. No instruction comes
twice in a world.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from figures import Figure, show

from nex.data.task import Task
from nex.environment.shipped import shipped_spec, shipped_specs
from nex.language.reading.reader import read_spec
from nex.synthesis.kits.making import write_kits
from nex.synthesis.kits.shelf import all_kits
from nex.synthesis.lengths import synthesize_long
from nex.worlds.populate import Template, populate

LENGTHS = (4, 8, 16, 32, 64, 128, 256)
LONG = 128
QUICK = 8
"""Worlds that are looked at when time is short."""


@dataclass(frozen=True)
class Measured:
    """The long tasks of one world."""

    world: str
    tasks: Sequence[Task]
    dropped: int


def templates() -> Iterator[Template]:
    """Start states of the shipped specs, then of the kits."""
    for name in shipped_specs():
        yield populate(read_spec(shipped_spec(name), f"{name}.md").world, 7)
    for kit in all_kits(None):
        yield populate(write_kits((kit,), 0).world, 7)


def drawn(template: Template) -> Measured:
    """Two tasks of each length."""
    found = synthesize_long(template, 2 * len(LENGTHS), seed=1, lengths=LENGTHS)
    return Measured(template.world.name, found.tasks, found.dropped.total())


def reached(depth: int) -> int:
    """The length that was asked for: a chain may be a call longer."""
    return max(length for length in LENGTHS if length <= max(depth, LENGTHS[0]))


def measure(quick: bool) -> list[Figure]:
    """One figure for each world and each length, then the sums."""
    start = time.process_time()
    worlds = list(islice(templates(), QUICK if quick else None))
    measured = [drawn(template) for template in worlds]
    having = [one for one in measured if one.tasks]
    counts = {one.world: Counter(reached(t.complexity.depth) for t in one.tasks) for one in having}
    whole = sum(counts.values(), Counter[int]())
    long = sum(count for length, count in whole.items() if length >= LONG)
    return [
        *(
            Figure(f"{world}: {_row(found)}", found.total(), "tasks")
            for world, found in counts.items()
        ),
        *(Figure(f"lengths.proved_{n}", whole[n], "tasks") for n in LENGTHS),
        Figure("lengths.proved_128_or_more", long, "tasks", None if quick else 50),
        Figure(
            "lengths.worlds_with_128_or_more",
            sum(any(length >= LONG for length in found) for found in counts.values()),
            f"of {len(worlds)}",
        ),
        Figure("lengths.dropped", sum(one.dropped for one in measured), "tasks", better="lower"),
        Figure("lengths.cpu", round(time.process_time() - start, 1), "s", better="lower"),
    ]


def _row(found: Counter[int]) -> str:
    return " ".join(f"{length}:{found[length]}" for length in LENGTHS)


if __name__ == "__main__":
    show(__doc__, measure)
