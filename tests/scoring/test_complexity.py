"""Failures of a weak policy rise with bits, and a shuffled control does not."""

from __future__ import annotations

import pytest

from nex.data.blueprint import Blueprint
from nex.data.streams import Stream
from nex.data.task import Task
from nex.scoring.complexity import difficulty, score_blueprints, score_tasks, solution_bits


def weak_policy(bits: float, task: int) -> list[bool]:
    """Slips once per twelve bits or so."""
    stream = Stream("weak", task)
    return [all(not stream.chance(0.08) for _ in range(round(bits))) for _ in range(6)]


def test_failures_rise_with_bits_and_the_control_does_not() -> None:
    bits = {f"t{i:03}": 2.0 + i % 24 for i in range(120)}
    passes = {id: weak_policy(bits[id], i) for i, id in enumerate(sorted(bits))}
    found = difficulty(bits, passes)
    assert found.trend > 0.6
    assert abs(found.chance) < 0.3
    assert found.tasks == 120


def test_bits_that_say_nothing_are_within_chance() -> None:
    stream = Stream("control")
    bits = {f"t{i:03}": 2.0 + i % 24 for i in range(120)}
    shuffled = dict(zip(sorted(bits), stream.shuffled(bits.values()), strict=True))
    passes = {id: weak_policy(bits[id], i) for i, id in enumerate(sorted(bits))}
    found = difficulty(shuffled, passes)
    assert found.trend < found.chance + 0.1


def test_bits_count_calls_and_objects() -> None:
    assert solution_bits(calls=3, tools=8, actions=2, objects=16) == pytest.approx(3 * 3 + 2 * 4)


def test_task_scores_carry_an_interval(tasks: list[Task]) -> None:
    bits, deep = score_tasks(tasks, Stream("s"))
    assert (bits.name, bits.value, bits.unit) == ("task bits", 13.5, "bits")
    assert bits.low is not None
    assert bits.high is not None
    assert bits.low < bits.value < bits.high
    assert deep.value == 2.0


def test_blueprint_scores_count_agents_and_levels(blueprints: list[Blueprint]) -> None:
    assert [(s.name, s.value) for s in score_blueprints(blueprints)] == [
        ("agents", 1.5),
        ("agent depth", 1.5),
    ]
