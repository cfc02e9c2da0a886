"""Diversity falls with duplicates and does not rise with length."""

from __future__ import annotations

from dataclasses import replace

from nex.data.blueprint import Blueprint
from nex.data.streams import Stream
from nex.data.task import PlannedCall, Proof, Task
from nex.data.trajectory import Trajectory
from nex.data.world import Action, World
from nex.scoring.diversity import (
    score_architectures,
    score_coverage,
    score_goals,
    score_sequences,
    score_tools_used,
)
from nex.scoring.features import tool_sequence


def test_goals_lie_between_clones_and_the_shuffled_ceiling(tasks: list[Task]) -> None:
    goals, ceiling = score_goals(tasks, Stream("d"))
    assert 1.0 < goals.value <= ceiling.value
    assert "12 goals" in goals.of
    assert score_goals(tasks[:1] * 30, Stream("d"))[0].value == 1.0


def test_repeating_tasks_lowers_goals(tasks: list[Task]) -> None:
    different = score_goals(tasks, Stream("d"))[0].value
    assert score_goals(tasks[:2] * 6, Stream("d"))[0].value < different


def test_architectures_differ_by_their_graph_not_their_names(blueprints: list[Blueprint]) -> None:
    solo = blueprints[0]
    renamed = solo.model_copy(update={"name": "other", "topology": "other"})
    assert score_architectures([solo, renamed], Stream("d"))[0].value == 1.0
    assert score_architectures(blueprints, Stream("d"))[0].value > 1.3


def test_tool_sequences_carry_errors_and_leave_out_the_end(rollouts: list[Trajectory]) -> None:
    assert tool_sequence(rollouts[0]) == [
        "search_books!timeout",
        "search_books",
        "check_out_book",
    ]
    assert score_sequences([rollouts[0]] * 5, Stream("d"))[0].value == 1.0
    assert score_sequences(rollouts, Stream("d"))[0].value > 1.2


def test_an_empty_set_has_no_score() -> None:
    assert score_sequences([], Stream("d")) == []


def test_coverage_counts_cells_of_proved_solutions(tasks: list[Task]) -> None:
    world = World(
        name="library",
        actions=(
            Action(verb="check out", object="book"),
            Action(verb="return", object="book"),
        ),
    )
    lent = PlannedCall(tool="check_out_book", arguments={})
    proofs = [Proof(task="task-0", solution=(lent, lent), end="", checks={})]
    (score,) = score_coverage(world, tasks, proofs)
    assert score.value == round(1 / 6, 4)


def test_tools_used_is_a_share_of_the_tools(rollouts: list[Trajectory]) -> None:
    (score,) = score_tools_used(["search_books", "check_out_book", "get_book"], rollouts)
    assert score.value == round(2 / 3, 4)
    idle = replace(rollouts[0], root=replace(rollouts[0].root, steps=()))
    assert score_tools_used(["search_books"], [idle])[0].value == 0.0
