"""Length is a request: chains in which every deed decides what the next one is about."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nex.data.world import Action, AddValue, Attribute, Entity, Parameter, Path, World
from nex.synthesis.lengths import synthesize_long
from nex.worlds.populate import Template, populate

LENGTHS = (4, 8, 16, 32, 64, 128, 256)


@pytest.fixture(scope="module")
def stock() -> Template:
    """Bins that are filled up."""
    amount = Parameter(name="amount", preposition="by", type="money")
    fill = Action(
        verb="fill",
        object="bin",
        parameters=(Parameter(name="bin", entity="bin"), amount),
        effects=(AddValue(path=("bin", "level"), amount=Path(path=("amount",))),),
    )
    attributes = (
        Attribute(name="name", type="text", unique=True),
        Attribute(name="level", type="money", minimum=0),
        Attribute(name="hall", type="one_of", values=("north", "south", "east")),
        Attribute(name="colour", type="one_of", values=("red", "green", "blue")),
    )
    bins = Entity(name="bin", plural="bins", count=12, attributes=attributes)
    return populate(World(name="stock", entities=(bins,), actions=(fill,)), 3)


def test_chains_are_as_long_as_was_asked_for_and_proved(stock: Template) -> None:
    drawn = synthesize_long(stock, 7, seed=1, lengths=LENGTHS)
    assert [task.complexity.depth for task in drawn.tasks] == [*LENGTHS]
    assert drawn.dropped.total() == 0
    assert all(len(task.instruction) < 400 for task in drawn.tasks)


def test_every_deed_of_a_chain_is_about_the_row_that_the_last_one_left_first(
    stock: Template,
) -> None:
    drawn = synthesize_long(stock, 1, seed=1, lengths=(64,))
    [proof] = drawn.proofs
    rows = [call.arguments["bin"] for call in proof.solution]
    assert len(rows) == 63
    assert len(set(rows)) > 1
    assert any(one != other for one, other in pairwise(rows))


def test_a_world_without_sums_says_that_it_has_no_long_tasks(library: Template) -> None:
    drawn = synthesize_long(library, 5, seed=1, lengths=(128,))
    assert drawn.tasks == []
    assert drawn.exhausted == 5
