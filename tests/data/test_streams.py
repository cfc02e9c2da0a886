"""Dice that depend on their name alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, strategies as st

from nex.data.streams import Stream, actor_stream, world_stream

NAMES = st.lists(st.text() | st.integers(), max_size=4)
DRAWS = """
from nex.data.jsons import digest
from nex.data.streams import actor_stream, world_stream
world = world_stream(7, "library", "do-0017", "faults", 2)
actor = actor_stream((7, "library"), ("solo", "teacher", 0), "slip")
drawn = [[s.unit(), s.below(10**9), s.choice("abc"), s.weighted("abc", [1, 2, 3]),
          s.shuffled(range(9)), s.sample(range(99), 3)] for s in (world, actor)]
print(digest(drawn))
"""


def drawn(stream: Stream) -> list[float]:
    return [stream.unit() for _ in range(8)]


@given(NAMES)
def test_one_name_gives_one_sequence(name: list[str | int]) -> None:
    assert drawn(Stream(*name)) == drawn(Stream(*name))


@given(NAMES, NAMES)
def test_other_names_give_other_sequences(one: list[str | int], other: list[str | int]) -> None:
    assert (drawn(Stream(*one)) == drawn(Stream(*other))) == (one == other)


def test_a_number_and_its_text_are_different_names() -> None:
    assert drawn(Stream("rows", 1)) != drawn(Stream("rows", "1"))


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland"},
        {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
    ids=" ".join,
)
def test_draws_depend_on_nothing_around_the_process(surroundings: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DRAWS],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "af0c6a26e4b6dc7bd490f1c4174bf302ac6afba71c84fc83fd6eb56e0366fdd9"


def test_a_world_stream_knows_no_policy_and_an_actor_stream_does() -> None:
    assert drawn(world_stream(1, "w", "t", "rows")) == drawn(world_stream(1, "w", "t", "rows"))
    actors = [
        actor_stream((1, "w", "t"), actor, "slip") for actor in (("a", 0), ("b", 0), ("a", 1))
    ]
    assert len({tuple(drawn(actor)) for actor in actors}) == 3


def test_the_border_between_world_and_actor_is_part_of_the_name() -> None:
    assert drawn(actor_stream(("a", "b"), ("c",), "x")) != drawn(
        actor_stream(("a",), ("b", "c"), "x")
    )


@given(st.integers(1, 200), st.integers())
def test_below_stays_below(n: int, seed: int) -> None:
    stream = Stream("below", seed)
    assert all(0 <= stream.below(n) < n for _ in range(20))


@given(st.lists(st.integers(), unique=True), st.integers(0, 12))
def test_a_sample_takes_different_items(items: list[int], count: int) -> None:
    taken = Stream("sample", count).sample(items, count)
    assert len(taken) == min(count, len(items)) == len(set(taken))
    assert set(taken) <= set(items)


def test_every_item_is_as_likely() -> None:
    stream = Stream("fair")
    seen = Counter(stream.choice("abc") for _ in range(9_000))
    assert all(abs(count - 3_000) < 200 for count in seen.values())


def test_weights_are_kept_and_nothing_is_drawn_without_weight() -> None:
    stream = Stream("weighted")
    seen = Counter(stream.weighted("abc", [1, 0, 3]) for _ in range(8_000))
    assert seen["b"] == 0
    assert abs(seen["a"] - 2_000) < 200
