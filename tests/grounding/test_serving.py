"""A unit served as MCP: the official client sees a tool like any other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp_types import ImageContent, TextContent

from nex import Agent, Limits, tool
from nex.data.messages import Result, text_part
from nex.data.trajectory import Call
from nex.errors import InputError
from nex.grounding.serving import unit_server
from nex.models.scripted import asks, scripted
from nex.runtime.media import media
from nex.runtime.permission import permit
from nex.runtime.run import Terms

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@tool
async def price(sku: str) -> dict[str, float]:
    """Price of one item in euros."""
    return {"price": {"A1": 12.5}[sku]}


@tool
async def picture() -> Result:
    """What it looks like."""
    return Result([text_part("front"), media(b"x", "image/png")])


desk = Agent("desk", "Answer.", (price,), scripted(asks(("price", {"sku": "A1"})), "It is 12.5."))
TERMS = Terms(seconds=30)


async def test_units_are_tools_of_a_server() -> None:
    runs: list[Call] = []
    async with Client(unit_server([desk, price, picture], TERMS, runs.append)) as client:
        tools = (await client.list_tools()).tools
        assert [found.name for found in tools] == ["desk", "price", "picture"]
        assert tools[1].input_schema == price.signature.input
        answer = await client.call_tool("desk", {"request": "What does A1 cost?"})
        typed = await client.call_tool("price", {"sku": "A1"})
        shown = await client.call_tool("picture", {})
    assert answer.content == [TextContent(type="text", text="It is 12.5.")]
    assert typed.structured_content == {"price": 12.5}
    assert shown.content[1] == ImageContent(type="image", data="eA==", mime_type="image/png")
    assert [step.calls[0].unit for step in runs[0].steps[:1]] == ["price"]


async def test_what_goes_wrong_is_an_error_with_its_text() -> None:
    asking = permit((price,), {"price": "ask"})
    endless = Agent("endless", "", (price,), scripted(*[asks(("price", {"sku": "A1"}))] * 9))
    units = [*asking, Agent("mute", "", model=scripted()), endless]
    async with Client(unit_server(units, Terms(seconds=30, limits=Limits(steps=3)))) as client:
        replies = [
            await client.call_tool("price", {"sku": "A1"}),
            await client.call_tool("mute", {"request": "x"}),
            await client.call_tool("mute", {}),
            await client.call_tool("nobody", {}),
            await client.call_tool("endless", {"request": "x"}),
        ]
    assert all(reply.is_error for reply in replies)
    codes = [(reply.meta or {})["nex/code"] for reply in replies]
    expected = ["waiting", "script_ended", "invalid_arguments", "unknown_tool", "step_limit"]
    assert codes == expected


def test_two_units_of_one_name_are_bad_input() -> None:
    with pytest.raises(InputError, match="two served units"):
        unit_server([price, price], TERMS)


PROGRAM = """
import anyio
from nex import tool
from nex.grounding.serving import serve_stdio, unit_server
from nex.runtime.run import Terms

@tool
async def double(n: int) -> int:
    "Twice n."
    return 2 * n

anyio.run(serve_stdio, unit_server([double], Terms(seconds=30)))
"""


async def test_a_unit_is_served_over_stdio(tmp_path: Path) -> None:
    (tmp_path / "served.py").write_text(PROGRAM)
    command = StdioServerParameters(
        command=sys.executable, args=[str(tmp_path / "served.py")], env={"PYTHONPATH": str(ROOT)}
    )
    async with Client(command) as client:
        reply = await client.call_tool("double", {"n": 21})
    assert reply.content == [TextContent(type="text", text="42")]
