"""Habit scores 0, chance scores high, and the estimate does not depend on n."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nex.data.streams import Stream
from nex.data.task import Outcome
from nex.data.trajectory import Trajectory
from nex.scoring.incoherence import (
    OK,
    by_length,
    failure_disagreement,
    incoherence,
    independent_slips,
    outcome_of,
    score_incoherence,
    split,
)

TRUE = {OK: 0.7, "wrong book": 0.2, "wrong member": 0.1}
TRUE_VARIANCE = 1 - sum(p * p for p in TRUE.values())
TRUE_SHARE = TRUE_VARIANCE / (2 - 2 * TRUE[OK])


def drawn(stream: Stream, n: int) -> list[str]:
    return [stream.weighted(list(TRUE), list(TRUE.values())) for _ in range(n)]


def test_a_biased_policy_scores_zero() -> None:
    groups = [["same wrong end"] * 8, [OK] * 8, ["another wrong end"] * 8]
    assert incoherence(groups, Stream("i")).value == pytest.approx(0.0)


def test_a_noisy_policy_scores_high() -> None:
    stream = Stream("noisy")
    groups = [
        [OK if stream.chance(0.8) else f"end {stream.below(9)}" for _ in range(8)]
        for _ in range(40)
    ]
    assert incoherence(groups, Stream("i")).value > 0.7


@pytest.mark.parametrize("n", [2, 3, 5, 10, 30])
def test_the_estimate_is_unbiased_for_any_number_of_rollouts(n: int) -> None:
    stream = Stream("bias", n)
    groups = [drawn(stream, n) for _ in range(12000 // n)]
    assert incoherence(groups, Stream("i")).value == pytest.approx(TRUE_SHARE, abs=0.04)


def test_the_plain_estimate_would_not_be() -> None:
    stream = Stream("bias", 2)
    parts = [split(drawn(stream, 2)) for _ in range(4000)]
    plain = [part.variance * 0.5 for part in parts]
    assert sum(plain) / sum(p.variance + p.bias for p in parts) < TRUE_SHARE - 0.2


def test_error_is_the_sum_of_its_parts() -> None:
    part = split([OK, OK, OK, "x", "y"])
    assert part.variance + part.bias == pytest.approx(2 * 0.4)


def test_disagreement_tells_one_wrong_end_from_many() -> None:
    assert failure_disagreement([[OK, "x", "x", "x"]]) == 0.0
    assert failure_disagreement([[OK, "x", "y", "z"]]) == 1.0
    assert failure_disagreement([[OK, OK]]) == 0.0


def test_independent_slips_fall_with_length() -> None:
    curve = [independent_slips(0.05, steps) for steps in (1, 3, 6, 12, 24)]
    assert curve == sorted(curve, reverse=True)
    assert independent_slips(0.0, 9) == 0.0


def test_measured_slips_lie_on_their_null() -> None:
    groups = {steps: [_slipping(steps, task) for task in range(60)] for steps in (2, 5, 9)}
    for point in by_length(groups, Stream("i")):
        assert point.measured == pytest.approx(point.null, abs=0.08)


def _slipping(steps: int, task: int) -> list[str]:
    stream = Stream("slip", steps, task)
    return [next((f"step {i}" for i in range(steps) if stream.chance(0.06)), OK) for _ in range(12)]


def test_single_rollouts_say_nothing() -> None:
    assert score_incoherence([[OK], ["x"]], Stream("i")) == []


def test_the_outcome_of_a_rollout_is_how_it_ended(rollouts: list[Trajectory]) -> None:
    solo, _, _, failed, *_ = rollouts
    assert outcome_of(solo) == OK
    assert outcome_of(failed) == outcome_of(replace(failed, id="other"))
    assert outcome_of(failed) != outcome_of(replace(failed, outcome=Outcome(status="refused")))
    assert outcome_of(failed) != outcome_of(replace(failed, changes=solo.changes))
