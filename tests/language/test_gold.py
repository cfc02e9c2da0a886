"""Worlds written by hand from the English: what the reader must find, and must not invent."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex.data.world import World
from nex.language.reading.reader import inspect_spec, read_spec
from nex.language.sentences.facts import facts, unmarked

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("library", "hotel", "clinic", "incident", "warehouse", "expenses", "helpdesk")
RECALL = {
    "library": 0.9,
    "hotel": 0.9,
    "clinic": 0.6,
    "incident": 0.35,
    "warehouse": 0.3,
    "expenses": 0.45,
    "bakery": 0.95,
    "bikes": 0.65,
    "bloodbank": 0.85,
    "theatre": 0.8,
    "parking": 0.6,
    "enrolment": 0.9,
    "workshop": 0.8,
    "hives": 0.5,
    "museum": 0.85,
    "foodbank": 0.85,
    "filmkit": 0.55,
    "ferry": 0.55,
}
"""Of what a person finds in the free prose, the share that the rules find."""


def _gold(name: str) -> World:
    path = ROOT / "tests" / "data" / "worlds" / f"{name}.json"
    return World.model_validate_json(path.read_text())


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_spec_reads_as_its_gold_world(name: str) -> None:
    path = ROOT / "specs" / f"{name}.md"
    reading = read_spec(path.read_text(), str(path))
    assert unmarked(reading.world).meaning() == _gold(name).meaning()


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_of_a_shipped_spec_is_exact_or_the_expected_prose(name: str) -> None:
    path = ROOT / "specs" / f"{name}.md"
    reading = read_spec(path.read_text(), str(path))
    rest = [" ".join(s.text.split()) for s in reading.statements if s.kind != "exact"]
    assert rest == list(_gold(name).notes)


@pytest.mark.parametrize("name", RECALL)
def test_what_is_exact_in_free_prose_lies_in_the_gold_world(name: str) -> None:
    path = ROOT / "tests" / "data" / "specs" / f"{name}.md"
    reading = inspect_spec(path.read_text(), str(path))
    guessed = " ".join(said for s in reading.statements if s.kind == "guess" for said in s.echo)
    things = {e.name for e in reading.world.entities if f" {e.name} has " in guessed}
    gold = facts(_gold(f"{name}.original"))
    invented = [
        fact
        for fact in facts(reading.world, inferred=False) - gold
        if not any(fact.startswith(f"attribute {thing}.") for thing in things)
    ]
    assert invented == []
    assert len(facts(reading.world) & gold) / len(gold) >= RECALL[name]
