"""One knob moves one score, and a card says what is below its floor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nex.data.blueprint import Blueprint
from nex.data.scores import ScoreCard
from nex.data.streams import Stream
from nex.data.task import Complexity, Task
from nex.data.trajectory import Trajectory
from nex.scoring.measures import below_floor
from nex.scoring.probes import Probe, ProbeReport
from nex.scoring.scorecard import Made, Ran, join, score_environment, score_run
from nex.scoring.traffic import traffic


def made(tasks: list[Task], *, length: float, copies: int, invented: float) -> dict[str, float]:
    """The three axes' headline figures with three knobs turned."""
    stretched = [
        task.model_copy(
            update={
                "signature": tasks[i % (len(tasks) // copies)].signature,
                "complexity": Complexity(
                    bits=task.complexity.bits * length, calls=3, actions=1, depth=2, shortest=True
                ),
            }
        )
        for i, task in enumerate(tasks)
    ]
    held = Stream("held").sample(range(100), round(100 * (1 - invented)))
    probes = ProbeReport((Probe("get returns what search found", len(held), 100),))
    card = score_environment(Made(tasks=stretched, probes=probes))
    return {s.name: s.value for s in card.scores if s.name in ("task bits", "goals", "probes")}


KNOBS = {
    "task bits": {"length": 3.0, "copies": 1, "invented": 0.0},
    "goals": {"length": 1.0, "copies": 4, "invented": 0.0},
    "probes": {"length": 1.0, "copies": 1, "invented": 0.5},
}


@pytest.mark.parametrize("moved", sorted(KNOBS))
def test_one_knob_moves_one_score(moved: str, tasks: list[Task]) -> None:
    plain = made(tasks, length=1.0, copies=1, invented=0.0)
    turned = made(
        tasks,
        length=float(KNOBS[moved]["length"]),
        copies=int(KNOBS[moved]["copies"]),
        invented=float(KNOBS[moved]["invented"]),
    )
    change = {name: abs(turned[name] / plain[name] - 1) for name in plain}
    assert change.pop(moved) > 0.3
    assert max(change.values()) < 0.15


def test_an_environment_is_scored_on_three_axes(
    tasks: list[Task], blueprints: list[Blueprint]
) -> None:
    card = score_environment(Made(tasks=tasks, blueprints=blueprints))
    names = [score.name for score in card.scores]
    assert names[:4] == ["task bits", "dependency depth", "agents", "agent depth"]
    assert {"goals", "goals, shuffled", "architectures"} <= set(names)


def test_a_run_is_scored_from_judged_rollouts_only(rollouts: list[Trajectory]) -> None:
    card = score_run(Ran(rollouts, tools=("search_books",), reference=traffic(rollouts, "itself")))
    scores = {score.name: score for score in card.scores}
    assert scores["pass rate"].value == 0.8
    assert scores["pass rate"].of == "5 judged rollouts"
    assert scores["incoherence"].of.startswith("1 groups of at least 2 rollouts, fewer than 5")
    assert scores["tools used"].value == 1.0
    assert scores["traffic"].value > 0.8


def test_order_of_arrival_does_not_matter(rollouts: list[Trajectory]) -> None:
    assert score_run(Ran(rollouts)) == score_run(Ran(rollouts[::-1]))


def test_an_empty_run_has_an_empty_card() -> None:
    assert score_run(Ran([])) == ScoreCard(scores=())


def test_what_is_below_its_floor_is_named(tasks: list[Task]) -> None:
    broken = ProbeReport((Probe("filters are sound", 1, 2),))
    others = [task.model_copy(update={"signature": f"do: other {task.id}"}) for task in tasks]
    card = score_environment(Made(tasks=[*tasks, *others], probes=broken))
    assert [score.name for score in below_floor(card)] == ["probes", "worst probe"]
    assert below_floor(join(ScoreCard(scores=()))) == ()


def test_failures_are_compared_with_bits_only_where_some_failed(
    tasks: list[Task], rollouts: list[Trajectory]
) -> None:
    ran = [replace(rollouts[3 if i > 5 else 0], task=f"task-{i}") for i in range(12)]
    scores = {s.name: s for s in score_run(Ran(ran, tasks)).scores}
    assert scores["failures follow bits"].value > 0.8
    clean = score_run(Ran([replace(rollouts[0], task=f"task-{i}") for i in range(12)], tasks))
    assert "failures follow bits" not in {s.name for s in clean.scores}
