"""Lists of tools that no agent could be given are refused, and the tool is named."""

from __future__ import annotations

import pytest

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.errors import SandboxError
from nex.grounding.offered import demand_offerable


def tool(name: str = "t", schema: Json | None = None, description: str = "") -> Signature:
    return Signature(name, description, schema or {"type": "object"})


def nested(levels: int) -> Json:
    schema: Json = {"type": "object"}
    for _ in range(levels):
        schema = {"properties": {"a": schema}}
    return schema


@pytest.mark.parametrize(
    ("tools", "said"),
    [
        ([tool("a b")], "'a b', has a name that is none"),
        ([tool("")], "'', has a name"),
        ([tool("../../etc")], "has a name"),
        ([tool("t\n\x00\u202e")], r"'t\\n\\x00\\u202e', has a name"),
        ([tool("x" * 5000)], "has a name"),
        ([tool(), tool("u"), tool()], "tool 2 of the server, 't', is listed twice"),
        ([tool(f"t{n}") for n in range(1001)], "more than 1,000 tools"),
        ([tool(schema=nested(2000))], "more than 64 levels"),
        ([tool(schema={"enum": list[JsonValue]([0]) * 60_000})], "more than 50,000 values"),
        ([tool(description="d" * 70_000)], "more than 65,536 characters"),
    ],
)
def test_what_cannot_be_offered_is_refused(tools: list[Signature], said: str) -> None:
    with pytest.raises(SandboxError, match=said):
        demand_offerable(tools)


def test_ordinary_tools_are_offered_as_they_are() -> None:
    demand_offerable([tool("read_text-file.v2"), tool("u", nested(20), "Reads a file.\n")])
