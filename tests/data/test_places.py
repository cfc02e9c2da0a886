"""Finding the line of a value in a JSON text."""

from __future__ import annotations

import json

import pytest

from nex.data.places import Place, line_of
from nex.data.streams import Stream

TEXT = """{
  "a": 1,
  "b": [
    {"x": "}", "y":
      [1,
       {"k": "v\\""}, {}]},
    3
  ],
  "c": {}
}"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 1),
        (("a",), 2),
        (("b", 0), 4),
        (("b", 0, "y", 1, "tag", "k"), 6),
        (("b", 1), 7),
        (("c",), 9),
        (("nowhere",), 1),
        (("b", 0, "missing"), 4),
    ],
)
def test_the_line_is_that_of_the_value_or_of_what_is_around_it(place: Place, line: int) -> None:
    assert line_of(TEXT, place) == line


def test_every_leaf_of_a_random_text_is_found() -> None:
    """Each leaf is a number of its own, so that its line can be told from the text."""
    for seed in range(40):
        stream = Stream("places", seed)
        leaves: list[Place] = []

        def grow(
            place: Place, depth: int, stream: Stream = stream, leaves: list[Place] = leaves
        ) -> object:
            if depth == 0 or stream.chance(0.3):
                leaves.append(place)
                return f"leaf {len(leaves)} {{[,:"
            if stream.chance(0.5):
                return [grow((*place, n), depth - 1) for n in range(stream.between(1, 4))]
            return {
                f"k{n}": grow((*place, f"k{n}"), depth - 1) for n in range(stream.between(1, 4))
            }

        text = json.dumps({"root": grow(("root",), 5)}, indent=stream.between(0, 3))
        for number, place in enumerate(leaves, 1):
            line = text.splitlines()[line_of(text, place) - 1]
            assert f"leaf {number} " in line
