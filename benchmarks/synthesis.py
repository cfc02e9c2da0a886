"""How many proved tasks a CPU second gives, how many of the drawn ones are proved, how unlike.

The worlds are those of the shipped specs. CPU seconds of this process, population not counted;
the best of the rounds and the slowest world for speed, all rounds together for yields. A World in
which others act is apart: each of its tasks is solved with and without them. Yields are given for
random worlds as well, whose rules nobody chose. `benchmarks/lengths.py` has long chains.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from nex.data.streams import Stream
from nex.data.task import KINDS
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.language.sampling.worlds import random_world
from nex.scoring.features import task_features
from nex.scoring.vendi import KERNEL, Features, shuffled, vendi
from nex.synthesis.synthesize import Drawn, synthesize
from nex.worlds.pace import runs
from nex.worlds.populate import Template, populate

SPECS = Path(__file__).parent.parent / "specs"
DRAWN = 260
RANDOM_DRAWN = 40
SET = 300


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    aim: float | None = None
    bar: float | None = None
    better: str = "higher"


@dataclass(frozen=True)
class Round:
    drawn: Drawn
    seconds: float


def templates() -> Iterator[Template]:
    for path in sorted(SPECS.glob("*.md")):
        yield populate(read_spec(path.read_text(), path.name).world, 7)


def random_templates(count: int) -> Iterator[Template]:
    """Random worlds whose rules can be met and read; the others are left out."""
    for seed in range(count):
        with suppress(InputError):
            template = populate(random_world(Stream("benchmark", seed)), seed)
            synthesize(template, 1, seed=seed)
            yield template


def timed(template: Template, seed: int, count: int = DRAWN) -> Round:
    start = time.process_time()
    drawn = synthesize(template, count, seed=seed)
    return Round(drawn, time.process_time() - start)


def measure(rounds: int) -> list[Figure]:
    """Every world in every round; world by world for speed, all together for yields."""
    worlds = list(templates())
    still = [t.world.name for t in worlds if not runs(t.world)]
    by_world = {t.world.name: [timed(t, seed) for seed in range(rounds)] for t in worlds}
    speeds = {
        name: max(len(one.drawn.tasks) / one.seconds for one in group)
        for name, group in by_world.items()
    }
    everything = [one for group in by_world.values() for one in group]
    return [
        Figure(
            "proved tasks per CPU second, worlds that nobody else changes",
            _round(min(speeds[name] for name in still)),
            "1/s",
            500,
            100,
        ),
        Figure(
            "proved tasks per CPU second, slowest world",
            _round(min(speeds.values())),
            "1/s",
            None,
            100,
        ),
        *(Figure(f"{name}: proved per CPU second", _round(v), "1/s") for name, v in speeds.items()),
        Figure(
            "seconds for 260 draws of the library", _library_seconds(by_world), "s", 2, 4, "lower"
        ),
        *_yields(everything, ""),
        *_yields(
            [timed(t, 1, RANDOM_DRAWN) for t in random_templates(15 * rounds)], "random worlds: "
        ),
        *_variety(by_world),
        *_worth(by_world),
        *_shapes(everything),
    ]


def _library_seconds(by_world: dict[str, list[Round]]) -> float:
    group = next(g for name, g in by_world.items() if "library" in name.casefold())
    return round(min(one.seconds for one in group), 3)


def _yields(rounds: list[Round], of: str) -> Iterator[Figure]:
    drawn: Counter[str] = Counter()
    solved: Counter[str] = Counter()
    proved: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    for one in rounds:
        drawn.update(one.drawn.drawn)
        solved.update(one.drawn.solved)
        proved.update(one.drawn.proved)
        dropped.update(one.drawn.dropped)
    yield Figure(f"{of}solver on drawn tasks", _share(solved.total(), drawn.total()), "share", 0.95)
    yield Figure(f"{of}proved of drawn", _share(proved.total(), drawn.total()), "share")
    for kind in KINDS:
        yield Figure(f"{of}{kind}: proved of drawn", _share(proved[kind], drawn[kind]), "share")
    for reason, count in sorted(dropped.items()):
        yield Figure(f"{of}dropped: {reason}", count, f"of {drawn.total()}", better="lower")


def _variety(by_world: dict[str, list[Round]]) -> Iterator[Figure]:
    for name, group in by_world.items():
        signatures = {task.signature for task in group[0].drawn.tasks}
        yield Figure(f"{name}: distinct goal signatures", len(signatures), f"of {DRAWN}")
    depths = [task.complexity.depth for g in by_world.values() for task in g[0].drawn.tasks]
    yield Figure("deepest dependency", max(depths), "calls")


def _worth(by_world: dict[str, list[Round]]) -> Iterator[Figure]:
    """Vendi of 300 tasks, beside a set of clones and one whose features are dealt out anew."""
    drawn = [group[0].drawn for group in by_world.values()]
    each = SET // len(drawn)
    tasks = [task for one in drawn for task in one.tasks[:each]]
    goals = [task_features(task) for task in tasks]
    yield _vendi("goals", goals, aim=80)
    yield _vendi("goals, clones", goals[:1] * len(goals))
    yield _vendi("goals, dealt out anew", shuffled(goals, Stream("benchmark", "shuffled")))
    for name, group in by_world.items():
        own = [task_features(task) for one in group for task in one.drawn.tasks][:SET]
        yield _vendi(f"goals of {name} alone", own)
        yield _vendi(f"goals of {name} alone, were no two goals alike", _all_different(own))
    sequences = [
        tuple(call.tool for call in proof.solution)
        for one in drawn
        for proof in one.proofs
        if proof.solution
    ]
    chosen = Stream("benchmark", "sequences").sample(sequences, SET)
    kernel = "kernel: 1 - normalised edit distance of the solutions' actions (peers: 5.9 to 32)"
    value = effective(chosen)
    yield Figure(f"Vendi of {len(chosen)} action sequences; {kernel}", _round(value), "effective")


def _all_different(items: Sequence[Features]) -> list[Features]:
    """What one World could give at most: each task keeps its world and its kind, no goal recurs."""
    return [
        {f"{name} {nth}" if name.startswith("goal:") else name: n for name, n in item.items()}
        for nth, item in enumerate(items)
    ]


def _vendi(name: str, items: Sequence[Features], aim: float | None = None) -> Figure:
    title = f"Vendi of {len(items)} {name}; kernel: {KERNEL}"
    return Figure(title, _round(vendi(items)), "effective", aim)


def effective(sequences: Sequence[tuple[str, ...]]) -> float:
    """The Vendi score of sequences under the peers' kernel."""
    kernel = np.array([[_alike(a, b) for b in sequences] for a in sequences])
    values = np.linalg.eigvalsh(kernel / len(sequences))
    positive = values[values > 1e-12]
    return float(np.exp(-(positive * np.log(positive)).sum()))


@cache
def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return 1 - row[-1] / max(len(one), len(other))


def _shapes(rounds: list[Round]) -> Iterator[Figure]:
    """Proved tasks by the goal's shape."""
    shapes: Counter[str] = Counter()
    for one in rounds:
        shapes.update(task.signature.partition(":")[0] for task in one.drawn.tasks)
    for name, count in sorted(shapes.items()):
        yield Figure(f"shape {name}", count, f"of {shapes.total()}")


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _round(value: float) -> float:
    return round(value, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two rounds instead of five")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measure(2 if options.quick else 5)
    if options.json:
        print(json.dumps({"figures": [asdict(figure) for figure in figures]}))
        return
    for figure in figures:
        print(f"{figure.name:48} {figure.value:>10g} {figure.unit}")


if __name__ == "__main__":
    main()
