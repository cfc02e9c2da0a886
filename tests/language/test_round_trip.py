"""Random worlds become English and come back whole."""

from __future__ import annotations

import pytest

from nex.data.streams import Stream
from nex.data.world import World
from nex.language.reading.reader import inspect_spec
from nex.language.sampling.worlds import random_world
from nex.language.sentences.canonical import condition_sentence, effect_sentence, rule_sentence
from nex.language.sentences.contracts import read_effect, read_requirement, read_rule
from nex.language.sentences.facts import unmarked
from nex.language.writing.writer import write_spec

BAR = 0.97
SAMPLE = 150


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [random_world(Stream("test round trip", seed)) for seed in range(SAMPLE)]


def test_worlds_come_back_whole_from_english_in_any_wording(worlds: list[World]) -> None:
    same = sum(
        unmarked(inspect_spec(write_spec(world, Stream("words", at)), "x.md").world).meaning()
        == world.meaning()
        for at, world in enumerate(worlds)
    )
    assert same / SAMPLE >= BAR


def test_the_canonical_wording_is_always_exact(worlds: list[World]) -> None:
    for world in worlds[:40]:
        reading = inspect_spec(write_spec(world), "x.md")
        assert unmarked(reading.world).meaning() == world.meaning()
        assert [s.text for s in reading.statements if s.kind != "exact"] == list(world.notes)


def test_every_contract_sentence_reads_back_as_what_it_says(worlds: list[World]) -> None:
    for world in worlds[:80]:
        for action in world.actions:
            for condition in action.requires:
                said = condition_sentence(condition, world, action)
                assert read_requirement(said, world, action) == condition
            for effect in action.effects:
                assert read_effect(effect_sentence(effect, world, action), world, action) == effect
        for rule in world.rules:
            read = read_rule(rule_sentence(world, rule), world)
            assert read is not None
            assert read.condition == rule.condition


def test_one_stream_writes_one_text() -> None:
    world = random_world(Stream("test", 1))
    assert write_spec(world, Stream("a")) == write_spec(world, Stream("a"))
    assert len({write_spec(world, Stream("a", n)) for n in range(20)}) > 10
