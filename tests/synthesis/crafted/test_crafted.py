"""Crafted environments as their generators draw them: the same for a seed, never free to pass."""

from __future__ import annotations

import pytest

from nex.data.jsons import bytes_digest, digest
from nex.data.streams import Stream
from nex.errors import InputError
from nex.grounding.docker.workspace import packed
from nex.pipeline.crafting import CRAFTED, USUAL_TASKS, crafted
from nex.synthesis.crafted.sketch import Crafted, Sketch
from nex.synthesis.crafted.trade import SOURCES, make_trade


def said(drawn: Crafted) -> str:
    """All of it, in short."""
    return digest([_sketch(sketch) for sketch in drawn.sketches])


def _sketch(sketch: Sketch) -> list[object]:
    end = None if sketch.end is None else bytes_digest(packed(sketch.end))
    return [sketch.instruction, sketch.answer, bytes_digest(packed(sketch.start)), end]


@pytest.mark.parametrize("name", CRAFTED)
def test_a_seed_draws_the_same_again_and_another_seed_something_else(name: str) -> None:
    assert said(crafted(name, 3, 12)) == said(crafted(name, 3, 12))
    assert said(crafted(name, 3, 12)) != said(crafted(name, 4, 12))


@pytest.mark.parametrize("name", CRAFTED)
def test_tasks_grow_and_each_demands_a_change_or_an_answer(name: str) -> None:
    sketches = crafted(name, 1, USUAL_TASKS).sketches
    levels = [sketch.level for sketch in sketches]
    assert len(sketches) >= 50
    assert levels == sorted(levels)
    assert set(levels) == {1, 2, 3, 4}
    assert len({(sketch.level, sketch.instruction) for sketch in sketches}) == len(sketches)
    for sketch in sketches:
        if sketch.kind == "question":
            assert sketch.answer not in (None, "", 0, 1, "0", "1", [])
        else:
            assert sketch.end is not None
            assert packed(sketch.end) != packed(sketch.start)


def test_more_tasks_than_the_states_hold_is_said() -> None:
    with pytest.raises(InputError, match="the states hold"):
        crafted("folder", 1, 3_000)


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(InputError, match="known: database, folder, fusion"):
        crafted("nothing", 0, 10)


def test_an_order_is_only_asked_about_where_each_source_matters() -> None:
    trade = make_trade(Stream("test", 1), 3, 16)
    customer = min(trade.members)
    lines = [(2, product.name) for product in trade.products]
    totals = {without: trade.total(lines, customer, without) for without in ("", *SOURCES)}
    assert trade.decisive(lines, customer) == (
        len([t for t in totals.values() if t == totals[""]]) == 1
    )
    assert not trade.decisive([], customer)
