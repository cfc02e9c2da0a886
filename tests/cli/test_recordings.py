"""`nex tools record` of a run, and `nex serve` of what was recorded."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import TextContent

from nex.cli.main import run
from nex.data.messages import Signature, said
from nex.data.recording import Recording, recorded_call
from nex.environment.folder import write_environment
from nex.grounding.recordings.recorder import recorded_tools
from nex.grounding.recordings.shelf import read_recording, write_recording
from tests.plant import library

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_recording_is_served_to_any_client(tmp_path: Path) -> None:
    tool = Signature("greet", "Greets.", {"type": "object"})
    reply = recorded_call("greet", {"name": "Ada"}, "known", said("Hello Ada"), 0.25)
    path = tmp_path / "greeter.json.xz"
    recording = Recording(server="greeter", tools=recorded_tools([tool]), calls=(reply,))
    write_recording(path, recording)
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "nex.cli", "serve", str(path)]
    )
    async with Client(command) as client:
        assert [t.name for t in (await client.list_tools()).tools] == ["greet"]
        answered = await client.call_tool("greet", {"name": "Grace"})
    [block] = answered.content
    assert isinstance(block, TextContent)
    assert block.text == "Hello Grace"
    assert (answered.meta or {})["nex/seconds"] == 0.25


def test_what_agents_asked_in_a_run_is_recorded(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    plan = next(plan for plan in library().blueprints if plan.name == "solo")
    card = library().card.model_copy(update={"blueprints": (plan.name,)})
    made_of = replace(library(), card=card, blueprints=(plan,))
    environment = write_environment(made_of, tmp_path)
    words = ["--limit", "2", "--sandbox", "direct", "--out", str(tmp_path), "--json"]
    assert run(["run", str(environment), *words]) == 0
    made = orjson.loads(capfdbinary.readouterr().out)
    out = tmp_path / "recordings"
    assert run(["tools", "record", "--run", made["run"], "--out", str(out), "--json"]) == 0
    [row] = orjson.loads(capfdbinary.readouterr().out)
    recording = read_recording(Path(row["file"]))
    assert recording.server == made_of.name
    assert len(recording.calls) == row["calls"] > 2
    assert {call.origin for call in recording.calls} == {"agent"}
    assert all(call.seconds > 0 for call in recording.calls if call.ok)
