"""Agent: the loop, its ends, and what it does with a model's mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest
from pydantic import BaseModel

from nex import Agent, Limits, run
from nex.data.jsons import Json
from nex.data.messages import Message, Reply, Result, Signature, text_part
from nex.errors import InputError
from nex.models.scripted import asks, says, scripted
from nex.runtime.agent import MOST_CALLS, REQUEST
from nex.runtime.model import ModelLike
from nex.runtime.scope import Scope
from tests.runtime.units import Probe, answers

pytestmark = pytest.mark.anyio


async def test_stop_tool_ends_the_loop_with_its_result() -> None:
    async def end(arguments: Json, _scope: Scope) -> Result:
        if "status" not in arguments:
            return Result([text_part("status is missing")], "error", code="invalid_arguments")
        return Result([text_part("over")], value=arguments)

    model = scripted(asks(("finish", {})), asks(("tool", {}), ("finish", {"status": "done"})), "x")
    agent = Agent("a", "", (answers("tool"), Probe("finish", end)), stop=frozenset({"finish"}))
    result = await run(agent, "go", model=model)
    assert result.value == {"status": "done"}
    assert [len(step.calls) for step in result.trajectory.steps] == [1, 2]


EMPTY: Message = {"role": "assistant", "content": []}
ODD_REPLIES = [
    (Reply(EMPTY), "failed", "empty_reply"),
    (says("  \n"), "failed", "empty_reply"),
    (Reply(EMPTY, finish="content_filter"), "failed", "content_filter"),
    (Reply(says("half a sen").message, finish="length"), "failed", "reply_cut"),
    (Reply(says("fine").message, finish="eos_token"), "completed", "answered"),
]


@pytest.mark.parametrize(("reply", "status", "reason"), ODD_REPLIES)
async def test_every_odd_reply_has_its_end(reply: Reply, status: str, reason: str) -> None:
    result = await run(Agent("a", ""), "go", model=scripted(reply))
    assert (result.status, result.stop_reason) == (status, reason)


BAD_ARGUMENTS = [
    ('{"x": 1', "unexpected end"),
    ('{"x": 1} and more', "unexpected content"),
    ('{"x": NaN}', "not JSON"),
    ("[1]", "must be a JSON object"),
    ("null", "must be a JSON object"),
    ("[" * 3000, "not JSON"),
]


@pytest.mark.parametrize(("text", "defect"), BAD_ARGUMENTS)
async def test_bad_arguments_are_an_observation_that_names_the_defect(
    text: str, defect: str
) -> None:
    agent = Agent("a", "", (answers("tool"),))
    result = await run(agent, "go", model=scripted(asks(("tool", text)), "mended"))
    call = result.trajectory.steps[0].calls[0]
    assert result.text == "mended"
    assert call.result is not None
    assert (call.result.status, call.result.code) == ("error", "invalid_arguments")
    assert defect in call.result.text
    assert result.trajectory.messages[-2]["content"] == call.result.content


async def test_no_arguments_at_all_are_none() -> None:
    result = await run(
        Agent("a", "", (answers("tool"),)), "go", model=scripted(asks(("tool", "")), "ok")
    )
    assert result.trajectory.steps[0].calls[0].arguments == {}


async def test_surplus_calls_of_a_reply_are_refused_one_by_one() -> None:
    agent = Agent("a", "", (answers("tool"),))
    many = asks(*[("tool", "{}")] * 1000)
    result = await run(agent, "go", model=scripted(many, "ok"))
    calls = result.trajectory.steps[0].calls
    ran = [call for call in calls if call.result is not None and call.result.status == "ok"]
    assert (len(calls), len(ran)) == (1000, MOST_CALLS)
    assert calls[-1].result is not None
    assert calls[-1].result.code == "too_many_calls"
    narrowed = await run(agent, "go", model=scripted(many, "ok"), limits=Limits(calls=2))
    refused = [call.kind for call in narrowed.trajectory.steps[0].calls[:4]]
    assert refused == ["tool", "tool", "stub", "stub"]


async def test_an_agent_is_a_tool_of_another_and_may_be_replaced_by_one() -> None:
    clerk = Agent("price", "Prices.", description="Price of an item.", model=scripted("12.5"))
    tool = answers("price", "12.5")
    model = scripted(asks(("price", {"request": "A1"})), "it is 12.5")
    by_agent = await run(Agent("a", "", (clerk,)), "go", model=model)
    by_tool = await run(Agent("a", "", (tool,)), "go", model=model)
    assert by_agent.trajectory.messages == by_tool.trajectory.messages


async def test_typed_input_reaches_the_model_as_json() -> None:
    seen: list[Message] = []

    async def model(messages: Sequence[Message], _tools: Sequence[Signature]) -> str:
        seen.extend(messages)
        return "ok"

    schema: Json = {"type": "object", "properties": {"a": {"type": "integer"}}}
    agent = Agent("a", "Add.", input=schema)
    await run(agent, {"a": 1}, model=model)
    assert [message["content"] for message in seen] == [
        [text_part("Add.")],
        [text_part('{"a":1}')],
    ]
    assert agent.signature.input == schema


class Sum(BaseModel):
    a: int
    b: int = 0


MISFITS: list[tuple[Json | type, Json, str]] = [
    (REQUEST, {}, "request: is missing"),
    (REQUEST, {"request": 3}, "request: string expected, not 3"),
    (REQUEST, {"request": "x", "y": 1}, "y: is unknown; known: request"),
    ({"properties": {"n": {"type": "integer"}}}, {"n": True}, "n: integer expected"),
    ({"properties": {"n": {"enum": ["a"]}}}, {"n": "b"}, "n: 'b' is none of 'a'"),
    (Sum, {"b": "x"}, "a: Field required; b: Input should be a valid integer"),
]


@pytest.mark.parametrize(("input", "arguments", "defect"), MISFITS)
async def test_an_agent_refuses_arguments_that_do_not_fit_its_input(
    input: Json | type, arguments: Json, defect: str
) -> None:
    clerk = Agent("clerk", "", input=input, model=scripted("never"))
    boss = Agent("boss", "", (clerk,), scripted(asks(("clerk", arguments)), "mended"))
    result = await run(boss, "go")
    refused = result.trajectory.steps[0].calls[0].result
    assert refused is not None
    assert (refused.code, result.text) == ("invalid_arguments", "mended")
    assert defect in refused.text


async def test_wrong_use_is_bad_input() -> None:
    with pytest.raises(InputError, match="no model"):
        await run(Agent("a", ""), "go")
    with pytest.raises(InputError, match="two tools of one name"):
        Agent("a", "", (answers("t"), answers("t")))
    with pytest.raises(InputError, match="must take"):
        Agent("a", "", model=cast("ModelLike", lambda: "x"))


async def test_one_agent_serves_many_runs_at_once() -> None:
    agent = Agent("a", "", (answers("tool"),), scripted(asks(("tool", {})), "ok"))
    first = await run(agent, "go")
    second = await run(agent, "go")
    assert first.trajectory == second.trajectory
