"""Any tree of units can wait for the outside and go on: in the end the record is the same."""

from __future__ import annotations

import anyio
import orjson
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from nex import Limits, run
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.runtime.agent import REQUEST
from nex.runtime.pending import read_pending
from nex.runtime.permission import Outside
from nex.runtime.run import RunResult, resume
from nex.runtime.unit import Unit
from tests.runtime.trees import Builder, Tree, below, trees

WITHIN = Limits(tokens=10_000, steps=1_000)


def persons_outside(tree: Tree, lane: str | None) -> dict[str, Unit]:
    return {
        inner.name: Outside(Signature(inner.name, "Knows.", REQUEST), lane=lane)
        for inner in below(tree)
        if inner.form == "person"
    }


def answer(question: Json) -> JsonValue:
    """What a Person of a tree says."""
    return f"yes to {str(question['request'])[-30:]}"


async def with_suspensions(unit: Unit) -> RunResult:
    """Each time all questions that are open are answered, by way of JSON."""
    result = await run(unit, "go", limits=WITHIN)
    while result.pending is not None:
        pending = read_pending(result.pending.dumps())
        answers = {open.call: answer(open.question) for open in pending.waiting}
        result = await resume(unit, pending.answered(answers), limits=WITHIN)
    return result


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=trees, lane=st.sampled_from([None, "world"]))
def test_a_run_that_waited_has_the_record_of_one_that_did_not(
    backend: str, tree: Tree, lane: str | None
) -> None:
    async def go() -> tuple[RunResult, RunResult]:
        at_once = await run(Builder(lane, {}).build(tree), "go", limits=WITHIN)
        outside = Builder(lane, persons_outside(tree, lane)).build(tree)
        return at_once, await with_suspensions(outside)

    at_once, waited = anyio.run(go, backend=backend)
    assert (waited.status, waited.stop_reason) == (at_once.status, at_once.stop_reason)
    assert orjson.dumps(waited.trajectory) == orjson.dumps(at_once.trajectory)
