"""A sample holds different worlds only, and says when there are no more."""

from __future__ import annotations

from nex.data.streams import Stream
from nex.scoring.features import world_features
from nex.scoring.vendi import vendi
from nex.synthesis.kits.composing import kit_world
from nex.synthesis.kits.kit import Kit
from nex.synthesis.kits.novelty import Novelty
from nex.synthesis.kits.sampling import Sampling
from nex.synthesis.kits.shelf import parse_kit, shipped_kits

KITS = shipped_kits()
TINY = """
schema = "nex.kit/1"
name = "key board"
things = [{ name = "key", has = ["a label", "a state (hung or out)"] }]
actions = [{ does = "take a key: hung -> out" }, { does = "return a key: out -> hung" }]
also = { key = ["pass"], "state.out" = ["gone"] }
"""


def tiny() -> Kit:
    return parse_kit(TINY, "tiny.toml")


def test_a_sample_is_the_same_for_the_same_seed():
    one = [written.spec for written in Sampling(KITS[:4], 3).worlds(6)]
    again = [written.spec for written in Sampling(KITS[:4], 3).worlds(6)]
    other = [written.spec for written in Sampling(KITS[:4], 4).worlds(6)]
    assert one == again
    assert one != other


def test_every_kit_stands_alone_once_before_any_is_joined():
    found = [written.kits for written in Sampling(KITS[:5], 1).worlds(5)]
    assert sorted(found) == sorted((kit.name,) for kit in KITS[:5])


def test_few_kits_are_saturated_instead_of_repeating():
    sampling = Sampling((tiny(),), 0)
    found = list(sampling.worlds(50))
    assert sampling.saturated
    assert 1 <= len(found) <= 4
    assert len({world.world.digest for world in found}) == len(found)


def test_novelty_is_the_gain_of_the_vendi_score():
    worlds = [kit_world(kit, Stream("novel", 1)) for kit in KITS[:6]]
    novelty = Novelty()
    taken = [world for world in worlds if novelty.take(world)]
    assert len(taken) == len(novelty) >= 5
    assert abs(novelty.vendi - vendi([world_features(world) for world in taken])) < 1e-9


def test_a_world_is_never_taken_twice():
    novelty = Novelty()
    world = kit_world(KITS[0], Stream("novel", 1))
    assert novelty.take(world)
    assert not novelty.take(world)
    assert len(novelty) == 1
