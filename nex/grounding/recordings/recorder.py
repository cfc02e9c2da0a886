"""Recording a live server: the calls made one after the other in one session, each reply kept."""

from __future__ import annotations

import time
from collections.abc import Sequence

from mcp import Client

from nex.data.messages import Signature
from nex.data.recording import RecordedCall, RecordedTool, Recording, recorded_call
from nex.data.trajectory import Trajectory
from nex.grounding.catalogue.checking import program_of
from nex.grounding.catalogue.entry import Server, SmokeCall
from nex.grounding.catalogue.observing import made
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.server import Served, open_server
from nex.grounding.recordings.asking import Planned, planned_calls
from nex.scoring.traffic import tool_calls

SECONDS = 75.0
"""After so long no further call is made."""
SLOW = 2.0
MOST_SLOW = 1
"""A tool that took long so often is not called again: it waits for something that is not there."""


async def record(daemon: Daemon, server: Server, seed: int = 0) -> Recording:
    """Start a server of the catalogue in a container and record it; SandboxError if it cannot be.

    Never as a bare process: its replies would hold the paths and names of this machine.
    """
    async with open_server(daemon, await program_of(daemon, server)) as served:
        return Recording(
            server=server.name,
            packages=server.image.packages,
            protocol=str(served.client.protocol_version),
            sandbox="docker",
            tools=recorded_tools(served.signatures),
            calls=await _calls(served, server, seed),
        )


def recorded_tools(signatures: Sequence[Signature]) -> tuple[RecordedTool, ...]:
    """A list of tools as a recording keeps it."""
    return tuple(
        RecordedTool(name=s.name, description=s.description, input=s.input, output=s.output)
        for s in signatures
    )


async def _calls(served: Served, server: Server, seed: int) -> tuple[RecordedCall, ...]:
    began, slow, kept = time.monotonic(), dict[str, int](), list[RecordedCall]()
    for planned in planned_calls(served.signatures, server.entry.calls, seed):
        if time.monotonic() - began > SECONDS:
            break
        if slow.get(planned.tool, 0) < MOST_SLOW:
            kept.append(call := await _one(served.client, planned))
            slow[planned.tool] = slow.get(planned.tool, 0) + (call.seconds > SLOW)
    return tuple(kept)


async def _one(client: Client, planned: Planned) -> RecordedCall:
    answer = await made(client, SmokeCall(tool=planned.tool, arguments=planned.arguments))
    return recorded_call(
        planned.tool, planned.arguments, planned.origin, answer.result, answer.seconds
    )


def recording_of(
    server: str, signatures: Sequence[Signature], trajectories: Sequence[Trajectory]
) -> Recording:
    """What agents asked of a server's tools in a run, and what it answered.

    A run's log holds no wall time of single calls, so none is recorded but virtual time.
    """
    names = {signature.name for signature in signatures}
    calls = [
        recorded_call(c.unit, c.arguments, "agent", c.result, c.result.seconds)
        for trajectory in trajectories
        for c in tool_calls(trajectory)
        if c.result is not None and c.unit in names
    ]
    return Recording(
        server=server,
        sandbox=_sandbox(trajectories),
        tools=recorded_tools(signatures),
        calls=tuple(calls),
    )


def _sandbox(trajectories: Sequence[Trajectory]) -> str:
    return trajectories[0].provenance.sandbox if trajectories else ""
