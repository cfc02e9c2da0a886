"""One caller, one script; what it calls is a function, an agent, a workflow, a person, an MCP
tool or a recording: the caller's record is the same, byte for byte."""

from __future__ import annotations

import orjson
import pytest
from mcp import Client

from nex import Agent, run, tool
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.trajectory import Call
from nex.grounding.mcp import McpTool, list_tools
from nex.grounding.serving import unit_server
from nex.models.scripted import asks, scripted
from nex.runtime.checked import Checked
from nex.runtime.person import Person
from nex.runtime.run import Terms
from nex.runtime.stub import recorded
from nex.runtime.unit import Unit
from nex.runtime.workflows.sequence import Sequence

pytestmark = pytest.mark.anyio
PRICE: Json = {"type": "object", "properties": {"euros": {"type": "number"}}, "required": ["euros"]}
REQUEST: Json = {
    "type": "object",
    "properties": {"request": {"type": "string"}},
    "required": ["request"],
    "additionalProperties": False,
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@tool
async def price(request: str) -> Json:
    """A price."""
    return {"euros": float(len(request))}


async def answer(arguments: Json, _wrong: str) -> JsonValue:
    return {"euros": float(len(str(arguments["request"])))}


def stand_ins() -> list[Unit]:
    """Four kinds of the same unit."""
    function = Checked(price, REQUEST, PRICE)
    model = scripted('{"euros": 2.0}')
    signature = Signature("price", "A price.", REQUEST, PRICE)
    return [
        function,
        Agent("price", "A price.", (), model, input=REQUEST, output=PRICE),
        Sequence(signature, (function,)),
        Person("price", "A price.", answer, REQUEST, PRICE),
    ]


async def record(unit: Unit) -> Call:
    """The tree of calls of a desk that calls the unit twice."""
    ask = asks(("price", {"request": "A1"}))
    desk = Agent("desk", "Ask for prices.", (unit,), scripted(ask, ask, "2.0 both times"))
    return (await run(desk, "go")).trajectory


def own(call: Call) -> bytes:
    """The caller's own record: what it was offered, said and heard."""
    heard = [(child.unit, child.arguments, child.result) for s in call.steps for child in s.calls]
    replies = [step.reply for step in call.steps]
    return orjson.dumps((call.messages, call.parents, call.tools, replies, heard, call.result))


async def test_who_answers_is_nothing_to_the_caller() -> None:
    units = stand_ins()
    first = await record(units[0])
    records = [own(first)]
    records += [own(await record(unit)) for unit in units[1:]]
    records.append(own(await record(recorded(units[0], first))))
    for unit in units:
        async with Client(unit_server([unit], Terms(seconds=30))) as client:
            (served,) = await list_tools(client)
            records.append(own(await record(McpTool(served, client))))
    assert records == [records[0]] * 9
