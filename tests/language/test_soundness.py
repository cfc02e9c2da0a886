"""Names that lead nowhere: none in any World that was read or drawn, each one that is planted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nex.data.jsons import Json
from nex.data.streams import Stream
from nex.data.world import World
from nex.environment.shipped import shipped_spec, shipped_specs
from nex.language.reading.reader import read_spec
from nex.language.reading.soundness import defects
from nex.language.sampling.worlds import random_world
from nex.language.writing.differing import differences

SPECS = Path(__file__).parents[1] / "data" / "specs"


def library() -> World:
    return read_spec(shipped_spec("library"), "library.md").world


def test_what_was_read_or_drawn_is_sound() -> None:
    worlds = [read_spec(shipped_spec(name), name).world for name in shipped_specs()]
    worlds += [read_spec(path.read_text(), str(path)).world for path in SPECS.glob("*.md")]
    worlds += [random_world(Stream("sound", seed)) for seed in range(80)]
    assert [defect for world in worlds for defect in defects(world)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"entity": "loan"', '"entity": "lone"'),
        ('"object": "book"', '"object": "boook"'),
        ('"librarian"', '"libarian"'),
        ('"to": "lost"', '"to": "gone"'),
        ('"suspended"', '"banned"'),
        ('"due date"', '"due day"'),
        ('"action": "check out book"', '"action": "lend book"'),
        ('"weekday"', '"day of week"'),
    ],
)
def test_every_name_that_is_changed_in_one_place_is_found(old: str, new: str) -> None:
    text = library().model_dump_json(indent=1)
    assert old in text
    assert list(defects(World.model_validate_json(text.replace(old, new, 1))))


def test_an_edit_is_said_in_the_sentences_that_it_takes_and_brings() -> None:
    before = library()

    def edited(change: Callable[[Json], object]) -> World:
        content = json.loads(before.model_dump_json())
        change(content)
        return World.model_validate(content)

    same = differences(before, edited(lambda content: content))
    assert (same.gone, same.new) == ((), ())
    fewer = edited(lambda content: content.update(rules=[]))
    found = differences(before, fewer)
    assert len(found.gone) == len(before.rules)
    assert found.new == ()
