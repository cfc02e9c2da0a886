"""How well and how fast specs are read: round trips over random worlds, gold worlds, speed.

    python benchmarks/language.py [--quick] [--json]

The seeds are of their own: no wording was tuned on them.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from figures import Figure, show

from nex.data.streams import Stream
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.layout import layout
from nex.language.reading.reader import inspect_spec
from nex.language.reading.report import Reading
from nex.language.sampling.worlds import random_world
from nex.language.sentences.facts import facts, unmarked
from nex.language.writing.writer import write_spec

ROOT = Path(__file__).resolve().parent.parent
ORIGINALS = ("library", "hotel", "clinic", "incident", "warehouse", "expenses")
FURTHER = (
    *("bakery", "bikes", "bloodbank", "theatre", "parking", "enrolment", "workshop", "hives"),
    *("museum", "foodbank", "filmkit", "ferry"),
)
"""Specs whose gold worlds were written before any reader saw them (docs/reading-limits.md)."""


def measure(quick: bool) -> list[Figure]:
    """Every figure of reading."""
    return [*round_trip(200 if quick else 5000), *originals(), *further()]


def round_trip(count: int) -> list[Figure]:
    """Random worlds to English and back: the share that comes back whole, and the speed."""
    worlds = [random_world(Stream("benchmark language", seed)) for seed in range(count)]
    texts = [write_spec(w, Stream("benchmark words", n)) for n, w in enumerate(worlds)]
    start = time.process_time()
    readings = [inspect_spec(text, "random.md") for text in texts]
    seconds = time.process_time() - start
    same = sum(
        unmarked(reading.world).meaning() == world.meaning()
        for reading, world in zip(readings, worlds, strict=True)
    )
    statements = sum(len(reading.statements) for reading in readings)
    exact = sum(r.count("exact") + len(w.notes) for r, w in zip(readings, worlds, strict=True))
    return [
        Figure("worlds equal after the round trip", same / count, "share", aim=1.0, bar=0.99),
        Figure("statements read exactly", exact / statements, "share"),
        Figure("worlds read per CPU second", count / seconds, "1/CPU s"),
        Figure("statements read per CPU second", statements / seconds, "1/CPU s"),
    ]


def originals() -> list[Figure]:
    """Free prose: what is claimed must lie in the gold world; how much of that is found."""
    found: list[Figure] = []
    wrong = claimed = 0
    for name in ORIGINALS:
        text = (ROOT / "tests/data/specs" / f"{name}.md").read_text()
        gold = World.model_validate_json(
            (ROOT / "tests/data/worlds" / f"{name}.original.json").read_text()
        )
        reading = inspect_spec(text, name)
        said = facts(reading.world, inferred=False)
        exact = {fact for fact in said if not fact.startswith(guessed(reading) or "-")}
        wrong += len(exact - facts(gold))
        claimed += len(exact)
        share = len(facts(reading.world) & facts(gold)) / len(facts(gold))
        found.append(Figure(f"recall in free prose: {name}", share, "share"))
    precise = 1 - wrong / claimed
    return [Figure("exact facts in free prose that are gold", precise, "share", bar=1.0), *found]


def further() -> list[Figure]:
    """Twelve more specs, statement by statement: exact and right, exact and wrong, guess, note."""
    counts: Counter[str] = Counter()
    found = known = 0
    for name in FURTHER:
        path = ROOT / "tests/data/specs" / f"{name}.md"
        world = ROOT / "tests/data/worlds" / f"{name}.original.json"
        gold = facts(World.model_validate_json(world.read_text()))
        known += len(gold)
        try:
            reading = inspect_spec(path.read_text(), str(path))
        except InputError:
            counts["note"] += len(layout(path.read_text()).sources)
            continue
        found += len(facts(reading.world) & gold)
        counts.update(s.kind for s in reading.statements)
        wrong = len(misread(path, reading, gold))
        counts.update({"exact": -wrong, "wrong": wrong})
    total = counts.total()
    return [
        Figure("further specs: statements exact and right", counts["exact"] / total, "share"),
        Figure(
            "further specs: statements exact and wrong",
            counts["wrong"] / total,
            "share",
            None,
            0.0,
            "lower",
        ),
        Figure("further specs: guesses", counts["guess"] / total, "share"),
        Figure("further specs: notes", counts["note"] / total, "share"),
        Figure("further specs: recall", found / known, "share"),
    ]


def misread(path: Path, reading: Reading, gold: frozenset[str]) -> list[str]:
    """The exact statements without which less of the World would not be gold."""
    text = path.read_text()
    bad = invented(reading, gold)
    found: list[str] = []
    for statement in reading.statements if bad else ():
        if statement.kind == "exact":
            less = text[: statement.start] + text[statement.end :].lstrip(".")
            if bad - invented(inspect_spec(less, str(path)), gold):
                found.append(statement.text)
    return found


def invented(reading: Reading, gold: frozenset[str]) -> frozenset[str]:
    """What exact statements claim and is not gold."""
    said = facts(reading.world, inferred=False) - gold
    return frozenset(fact for fact in said if not fact.startswith(guessed(reading) or "-"))


def guessed(reading: Reading) -> tuple[str, ...]:
    """The beginnings of facts about things that a guess declares: a guess claims nothing."""
    texts = [said for s in reading.statements if s.kind == "guess" and s.used for said in s.echo]
    return tuple(
        f"attribute {entity.name}."
        for entity in reading.world.entities
        if any(f" {entity.name} has " in text for text in texts)
    )


if __name__ == "__main__":
    show(__doc__, measure)
