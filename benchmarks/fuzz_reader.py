"""Fuzzes the spec reader: no traceback, no hang over a second, no file written.

    python benchmarks/fuzz_reader.py [--seconds 600] [--seed 0] [--atheris]

Texts are mixtures and mutations of the shipped and the free specs; hypothesis adds its own. With
`--atheris`, where it is installed, coverage guides the mutations.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from nex.data.streams import Stream
from nex.errors import InputError
from nex.language.reading.intake import decoded
from nex.language.reading.reader import apply_rewrites, inspect_spec
from nex.language.reading.rendering import check_text
from nex.language.sampling.worlds import random_world
from nex.language.sentences.contracts import read_effect, read_requirement, read_rule
from nex.language.writing.writer import write_spec

ROOT = Path(__file__).resolve().parent.parent
SPECS = [*(ROOT / "specs").glob("*.md"), *(ROOT / "tests/data/specs").glob("*.md")]
SLOWEST = 1.0
ODD = "\"'()[]{}|;:,.->→/\\#*`_~\t\u2028\u0130ß\ud83e\U0001f98a\x00%$0123456789"


class Fuzzing:
    """What was tried, how long the slowest took, what went wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = self.refused = 0
        self.slowest = 0.0
        self.faults: list[tuple[str, str]] = []

    def try_text(self, text: str) -> None:
        """Read one text as `nex check` does; what it must not do is written down."""
        start = time.process_time()
        try:
            self._read(text)
        except InputError as error:
            self.refused += 1
            if "\n" in str(error):
                self.faults.append(("an error of several lines", text))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            self.faults.append((repr(error)[:300], text))
        seconds = time.process_time() - start
        self.count += 1
        self.slowest = max(self.slowest, seconds)
        if seconds > SLOWEST:
            self.faults.append((f"{seconds:.1f} s of CPU", text))

    def try_bytes(self, data: bytes) -> None:
        """The same from bytes, as they come from a file."""
        try:
            text = decoded(data, "fuzz.md")
        except InputError:
            self.count += 1
            self.refused += 1
            return
        self.try_text(text)

    def _read(self, text: str) -> None:
        reading = inspect_spec(text, str(self.folder / "fuzz.md"))
        check_text(reading)
        apply_rewrites(text, reading)
        for statement in reading.statements:
            assert 0 <= statement.start < statement.end <= len(text), "a place outside of the text"
        line = text[:200].replace("\n", " ")
        read_rule(line, reading.world)
        read_effect(line, reading.world)
        read_requirement(line, reading.world)


def mutated(texts: list[str], stream: Stream) -> str:
    """Lines of several specs, shuffled, cut, doubled, with words and letters changed."""
    lines = [
        line for text in stream.sample(texts, stream.between(1, 3)) for line in text.split("\n")
    ]
    kept = [line for line in lines if stream.chance(0.8)]
    if stream.chance(0.3):
        kept = stream.shuffled(kept)
    words = [word for text in stream.sample(texts, 2) for word in text.split()]
    for _ in range(stream.below(12)):
        if kept:
            at = stream.below(len(kept))
            kept[at] = _changed(kept[at], words, stream)
    return "\n".join(kept)


def _changed(line: str, words: list[str], stream: Stream) -> str:
    parts = line.split(" ")
    at = stream.below(len(parts))
    kind = stream.below(6)
    if kind == 0:
        parts[at] = stream.choice(words)
    elif kind == 1:
        parts.insert(at, stream.choice(words))
    elif kind == 2:
        del parts[at]
    elif kind == 3:
        parts[at:at] = stream.sample(words, stream.between(1, 40))
    elif kind == 4:
        parts[at] += stream.choice(ODD)
    else:
        parts = parts[at:] + parts[:at]
    return " ".join(parts)


def by_mutation(fuzzing: Fuzzing, seed: int, until: float) -> None:
    """Mutations of specs, and of random worlds in English, until the time is over."""
    texts = [path.read_text("utf-8") for path in SPECS]
    nth = 0
    while time.monotonic() < until:
        stream = Stream("fuzz reader", seed, nth)
        pool = texts
        if nth % 3 == 0:
            pool = [*texts, write_spec(random_world(stream), stream)]
        fuzzing.try_text(mutated(pool, stream))
        nth += 1


def by_hypothesis(fuzzing: Fuzzing, _: int, until: float) -> None:
    """Texts of any letters, and sentences of the language's own words in any order."""
    words = sorted({word for path in SPECS for word in path.read_text("utf-8").split()})
    spec = SPECS[0].read_text("utf-8")
    sentences = st.lists(st.sampled_from(words), max_size=80).map(" ".join)
    texts = st.one_of(st.text(max_size=800), sentences.map(lambda said: f"{spec}\n{said}."))
    quiet = settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    while time.monotonic() < until:
        quiet(given(texts)(fuzzing.try_text))()
        quiet(given(st.binary(max_size=400))(fuzzing.try_bytes))()


def by_atheris(fuzzing: Fuzzing, seed: int, until: float) -> None:
    """Mutations that coverage guides; atheris ends the process itself, so faults end it too."""
    atheris = importlib.import_module("atheris")

    def one(data: bytes) -> None:
        fuzzing.try_bytes(data)
        if fuzzing.faults:
            raise RuntimeError(fuzzing.faults[0][0])

    seconds = int(until - time.monotonic())
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", f"-seed={seed + 1}"], one)
    atheris.Fuzz()


def main() -> int:
    """Fuzz, report, and fail where anything was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=600)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--atheris", action="store_true")
    chosen = options.parse_args()
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as name:
        fuzzing = Fuzzing(Path(name))
        ways: list[Callable[[Fuzzing, int, float], None]] = [by_mutation, by_hypothesis]
        ways = [by_atheris] if chosen.atheris else ways
        for way in ways:
            way(fuzzing, chosen.seed, time.monotonic() + chosen.seconds / len(ways))
        left = sorted(path.name for path in Path(name).iterdir())
    for fault, text in fuzzing.faults[:20]:
        print(f"{fault}\n    {text[:500]!r}")
    print(
        f"{fuzzing.count} texts, {fuzzing.refused} refused, slowest {fuzzing.slowest:.2f} s, "
        f"{len(fuzzing.faults)} faults, files written: {left or 'none'}"
    )
    return 1 if fuzzing.faults or left else 0


if __name__ == "__main__":
    sys.exit(main())
