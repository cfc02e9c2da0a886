"""Persons and checked units: typed in, typed out, whoever answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from pydantic import BaseModel

from nex import Agent, run, tool
from nex.data.jsons import Json, JsonValue
from nex.models.scripted import asks, scripted
from nex.runtime.checked import Checked
from nex.runtime.person import MOST_ASKED, Person
from tests.runtime.units import answers

pytestmark = pytest.mark.anyio


class Approval(BaseModel):
    approved: bool
    by: str


@dataclass(frozen=True)
class Order:
    sku: str
    count: int = 1


APPROVAL: Json = {
    "type": "object",
    "properties": {"approved": {"type": "boolean"}, "by": {"type": "string"}},
    "required": ["approved", "by"],
}


async def test_a_person_answers_an_agent() -> None:
    async def answer(arguments: Json, _wrong: str) -> str:
        return f"about {arguments['question']}: yes"

    boss = Person("boss", "Decides.", answer)
    model = scripted(asks(("boss", {"question": "raise"})), asks(("boss", {"ask": 1})), "fine")
    result = await run(Agent("a", "", (boss,)), "go", model=model)
    first, second = (step.calls[0] for step in result.trajectory.steps[:2])
    assert (first.kind, first.result and first.result.text) == ("person", "about raise: yes")
    assert second.result is not None
    assert second.result.code == "invalid_arguments"


@pytest.mark.parametrize("output", [Approval, APPROVAL])
async def test_a_person_is_asked_again_until_the_answer_fits(output: Json | type) -> None:
    heard: list[str] = []
    given: list[JsonValue] = ["yes", {"approved": "perhaps"}, {"approved": True, "by": "Mia"}]

    async def answer(_arguments: Json, wrong: str) -> JsonValue:
        heard.append(wrong)
        return given[len(heard) - 1]

    boss = Person("boss", "Decides.", answer, Order, output)
    result = await run(boss, {"sku": "A1"})
    assert result.value == {"approved": True, "by": "Mia"}
    assert heard[0] == ""
    assert "approved" in heard[2]


async def test_a_person_who_never_fits_is_an_error_of_the_call() -> None:
    heard: list[str] = []

    async def answer(_arguments: Json, wrong: str) -> JsonValue:
        heard.append(wrong)
        return 7

    result = await run(Person("boss", "", answer, output=Approval), {"question": "?"})
    assert (result.stop_reason, len(heard)) == ("answer_misfit", MOST_ASKED)


@tool
async def ship(sku: str, count: int) -> Json:
    """Ship it."""
    return {"approved": count < 5, "by": sku}


async def test_any_unit_can_be_held_to_types() -> None:
    checked = Checked(ship, Order, Approval)
    assert checked.signature.name == "ship"
    assert checked.signature.output is not None
    result = await run(checked, {"sku": "A1", "count": 9})
    assert result.value == {"approved": False, "by": "A1"}
    assert [call.unit for step in result.trajectory.steps for call in step.calls] == []
    refused = await run(checked, {"count": "many"})
    assert refused.stop_reason == "invalid_arguments"
    assert "sku" in refused.text
    wrong = await run(Checked(answers("a", "no"), output=APPROVAL), "go")
    assert wrong.stop_reason == "answer_misfit"
    right = await run(Checked(answers("a", '{"approved":true,"by":"x"}'), output=APPROVAL), "go")
    assert right.value == {"approved": True, "by": "x"}


async def test_function_agent_and_person_stand_in_for_each_other() -> None:
    """One caller, one script, three kinds of the same unit: the same messages each time."""

    @tool
    async def quote(request: str) -> Json:
        """Quote."""
        return {"approved": True, "by": request}

    async def answer(arguments: Json, _wrong: str) -> JsonValue:
        return {"approved": True, "by": arguments["request"]}

    request: Json = {
        "type": "object",
        "properties": {"request": {"type": "string"}},
        "required": ["request"],
        "additionalProperties": False,
    }
    typed = Checked(quote, request, Approval)
    agent = Agent("quote", "Quote.", (), scripted('{"approved": true, "by": "Mia"}'), input=request,
                  output=Approval)  # fmt: skip
    person = Person("quote", "Quote.", answer, request, Approval)
    desk = Agent("desk", "", (typed,), scripted(asks(("quote", {"request": "Mia"})), "done"))
    runs = [await run(replace(desk, tools=(unit,)), "go") for unit in (typed, agent, person)]
    assert runs[0].trajectory.tools == runs[1].trajectory.tools == runs[2].trajectory.tools
    assert [r.trajectory.messages for r in runs[1:]] == [runs[0].trajectory.messages] * 2
