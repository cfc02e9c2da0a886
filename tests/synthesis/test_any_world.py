"""Whatever the world, what is proved passes and doing nothing fails."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings, strategies as st

from nex.data.streams import Stream
from nex.data.task import Outcome
from nex.errors import InputError
from nex.language.sampling.worlds import random_world
from nex.synthesis.proving import NOTHING
from nex.synthesis.synthesize import Drawn, synthesize
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session
from nex.worlds.verify import verify


def _sampled(seed: int) -> tuple[Template, Drawn] | None:
    """A random world and what was drawn from it; None where its rules cannot be met or read."""
    try:
        template = populate(random_world(Stream("any", seed)), seed)
        return template, synthesize(template, 12, seed=seed)
    except InputError:
        return None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.integers(0, 100_000))
def test_proved_tasks_pass_by_their_reference_and_not_by_doing_nothing(seed: int) -> None:
    sampled = _sampled(seed)
    assume(sampled is not None)
    assert sampled is not None
    template, drawn = sampled
    for task, proof in zip(drawn.tasks, drawn.proofs, strict=True):
        session = Session(template, task.opening)
        for call in proof.solution:
            session.call(call.tool, call.arguments)
        goal = task.goal
        right = Outcome(status=goal.status, answer=goal.answer, reason=next(iter(goal.rules), None))
        seen = {"observed": goal.observed, "asked": int(goal.asked)}
        evidence = session.evidence().model_copy(update=seen)
        assert verify(task, evidence, right).passed, task.instruction
        assert not verify(task, NOTHING, right).passed, task.instruction
        assert not verify(task, NOTHING, Outcome()).passed, task.instruction
        session.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.integers(0, 100_000))
def test_the_solver_solves_what_is_drawn(seed: int) -> None:
    sampled = _sampled(seed)
    assume(sampled is not None)
    assert sampled is not None
    _, drawn = sampled
    assert drawn.solved.total() >= 0.75 * drawn.drawn.total()
