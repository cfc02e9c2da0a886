"""Worlds from nothing: how many kits, how fast, how whole, how different.

    python benchmarks/worlds_made.py [--quick] [--json]

Vendi uses the kernel of the diversity score over world features; six hand-written specs and a set
of clones stand beside it.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import anyio
from figures import Figure, show

from nex.data.streams import Stream
from nex.data.task import KINDS
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.models.resolve import resolve
from nex.pipeline.many import Entry, Ledger, Plan, make_many
from nex.pipeline.synthesizing import Recipe, synthesize_environment
from nex.pipeline.watch import Unwatched
from nex.rollout.rollout import Actor
from nex.scoring.diversity import diversity
from nex.scoring.features import world_features
from nex.synthesis.kits.kit import Kit
from nex.synthesis.kits.making import write_kits
from nex.synthesis.kits.sampling import Sampling
from nex.synthesis.kits.shelf import shipped_kits

SPECS = Path(__file__).parents[1] / "specs"


def measure(quick: bool) -> list[Figure]:
    """Every figure of making worlds."""
    kits = shipped_kits()
    return [
        Figure("kits", len(kits), "kits", aim=30),
        *alone(kits, seeds=1 if quick else 5),
        *paired(kits, step=40 if quick else 5),
        *sampled(kits, 20 if quick else 100),
        *whole_worlds(kits[:2] if quick else kits),
        *made(8 if quick else 60),
    ]


def alone(kits: Sequence[Kit], seeds: int) -> Iterator[Figure]:
    """Variants of single kits: which of them read back, in which wording, how fast."""
    start = time.process_time()
    tries: Counter[int] = Counter()
    for kit in kits:
        for seed in range(seeds):
            tries[_wordings((kit,), seed)] += 1
    seconds = time.process_time() - start
    count = tries.total()
    yield Figure("kit variants that read back whole", 1 - tries[0] / count, "share", bar=1.0)
    yield Figure("kit variants whole in the first wording", tries[1] / count, "share")
    yield Figure("kit variants written and read per CPU second", count / seconds, "1/CPU s")


def paired(kits: Sequence[Kit], step: int) -> Iterator[Figure]:
    """Every n-th ordered pair of kits."""
    pairs = [(one, other) for one in kits for other in kits if one is not other][::step]
    tries = Counter(_wordings(pair, 0) for pair in pairs)
    yield Figure("pairs of kits that read back whole", 1 - tries[0] / len(pairs), "share")


def _wordings(kits: tuple[Kit, ...], seed: int) -> int:
    """How many wordings it took; 0 where none reads back."""
    try:
        return write_kits(kits, "benchmark", seed).wordings
    except InputError:
        return 0


def sampled(kits: Sequence[Kit], count: int) -> Iterator[Figure]:
    """Diversity of a sample, of the hand-written specs and of clones."""
    start = time.process_time()
    sampling = Sampling(kits, 0)
    worlds = [written.world for written in sampling.worlds(count)]
    seconds = time.process_time() - start
    yield Figure("sampled worlds per CPU second", len(worlds) / seconds, "1/CPU s")
    yield Figure("candidates taken as new", len(worlds) / sampling.drawn, "share")
    yield from _vendi(f"{len(worlds)} sampled worlds", worlds)
    yield from _vendi(f"first {len(kits)} sampled worlds", worlds[: len(kits)])
    specs = [read_spec(path.read_text(), path.name).world for path in sorted(SPECS.glob("*.md"))]
    yield from _vendi(f"{len(specs)} specs written by hand", specs)
    yield from _vendi(f"{count} clones", worlds[:1] * count)


def _vendi(name: str, worlds: Sequence[World]) -> Iterator[Figure]:
    found = diversity([world_features(world) for world in worlds], Stream("benchmark"))
    yield Figure(f"Vendi of {name}", found.value, "effective")


def whole_worlds(kits: Sequence[Kit]) -> Iterator[Figure]:
    """Whether each kit's world gives every kind of task, and architectures that pass."""
    teacher = Actor(resolve("teacher"), "planner", "template")
    every, gated = 0, 0
    for kit in kits:
        world = write_kits((kit,), "benchmark", 0).world
        recipe = Recipe(0, 40, 7)
        made = anyio.run(synthesize_environment, world, recipe, teacher, Unwatched())
        every += {task.kind for task in made.tasks} == set(KINDS)
        gated += len(made.blueprints) >= 4
    yield Figure("kits whose world proves every kind of task", every / len(kits), "share", bar=1.0)
    yield Figure("kits with at least 4 architectures", gated / len(kits), "share", bar=1.0)


def made(count: int) -> Iterator[Figure]:
    """Environments of 20 drawn tasks each, in worker processes, by the wall clock."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        entries = anyio.run(_made, count, Path(folder))
        minutes = (time.perf_counter() - start) / 60
    yield Figure("environments of 20 tasks per minute", count / minutes, "1/min", aim=100)
    tasks = sum(entry.tasks for entry in entries)
    yield Figure("proved tasks in each", tasks / count, "tasks")
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    yield Figure(
        "peak memory, parent and two workers",
        (mine + 2 * worker) / 1024,
        "MiB",
        1024,
        better="lower",
    )


async def _made(count: int, folder: Path) -> list[Entry]:
    worlds = Sampling(shipped_kits(), 1).worlds(count)
    plans = (Plan(written.world.name, "sample.md", written.spec) for written in worlds)
    return await make_many(plans, Recipe(0, 20, 7), Ledger.open(folder, "sample"), Unwatched())


if __name__ == "__main__":
    show(__doc__, measure)
