"""Typed answers: an agent that declares what it gives is asked again until it fits."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from nex import Agent, Limits, run
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Reply, text_of
from nex.models.scripted import asks, says, scripted
from nex.runtime.answer import MOST_MISFITS
from tests.runtime.units import answers

pytestmark = pytest.mark.anyio


class Quote(BaseModel):
    sku: str
    euros: float


SCHEMA: Json = {
    "type": "object",
    "properties": {"sku": {"type": "string"}, "euros": {"type": "number"}},
    "required": ["sku", "euros"],
}


@pytest.mark.parametrize("output", [Quote, SCHEMA])
@pytest.mark.parametrize(
    "good", ['{"sku":"A1","euros":12.5}', 'Here:\n```json\n{"sku": "A1", "euros": 12.5}\n```']
)
async def test_an_answer_that_fits_is_a_value(output: Json | type, good: str) -> None:
    agent = Agent("clerk", "Quote.", output=output)
    result = await run(agent, "A1", model=scripted(good))
    assert result.value == {"sku": "A1", "euros": 12.5}
    assert result.text == '{"sku":"A1","euros":12.5}'
    assert agent.signature.output is not None
    assert agent.signature.output["required"] == ["sku", "euros"]


@pytest.mark.parametrize("output", [Quote, SCHEMA])
async def test_an_answer_that_does_not_fit_is_asked_for_again(output: Json | type) -> None:
    model = scripted(
        "twelve", '{"sku": "A1"}', asks(("look", {})), '{"sku": "A1", "euros": "x"}',
        '{"sku": "A1", "euros": 1}',
    )  # fmt: skip
    agent = Agent("clerk", "Quote.", (answers("look"),), output=output)
    result = await run(agent, "A1", model=model)
    assert result.value == {"sku": "A1", "euros": 1}
    messages = result.trajectory.messages
    told = [text_of(m["content"]) for m in messages if m["role"] == "user"]
    assert ["JSON:" in told[1], "euros" in told[2], "euros" in told[3]] == [True] * 3
    assert len(told) == 4
    assert '"required":["sku","euros"]' in told[3]
    assert result.trajectory.parents == tuple(range(-1, len(messages) - 1))


async def test_asking_again_stays_within_the_budget() -> None:
    agent = Agent("clerk", "Quote.", model=scripted(*["no"] * 99), output=Quote)
    limited = await run(agent, "A1", limits=Limits(steps=3))
    assert (limited.status, limited.stop_reason) == ("budget_exhausted", "step_limit")
    unlimited = await run(agent, "A1")
    assert (unlimited.status, unlimited.stop_reason) == ("failed", "answer_misfit")
    assert len(unlimited.trajectory.steps) == MOST_MISFITS + 1


async def test_a_reply_that_was_cut_is_no_misfit() -> None:
    cut = Reply(says('{"sku": "A').message, finish="length")
    result = await run(Agent("clerk", "", output=Quote), "A1", model=scripted(cut))
    assert result.stop_reason == "reply_cut"


@pytest.mark.parametrize(
    ("output", "text", "value"),
    [(int, "42", 42), (list[int], "[1, 2]", [1, 2]), (str, "any words", "any words")],
)
async def test_an_output_may_be_a_plain_type(output: type, text: str, value: JsonValue) -> None:
    result = await run(Agent("clerk", "", output=output), "go", model=scripted(text))
    assert result.value == value
