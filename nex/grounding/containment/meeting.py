"""One hostile server met as a rollout would meet it, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import anyio
import anyio.to_thread
from mcp import MCPError
from mcp_types import REQUEST_TIMEOUT

from nex.data.messages import Result
from nex.errors import SandboxError
from nex.grounding.containment.sites import Site, Standing
from nex.grounding.containment.watching import watched
from nex.grounding.docker.server import open_client, tools_of
from nex.grounding.docker.workspace import unpacked
from nex.grounding.hostile.wire import Behaviour, Holds
from nex.grounding.mcp import McpTool
from nex.runtime.scope import Scope

DEADLINE = 2.0
"""Seconds that a handshake, a list or a call may take here."""
START_SECONDS = 20.0
"""What a machine under load may need until a polite server has answered the handshake."""
AT_ONCE, GRACE = 1.0, 1.0
"""A violation must be found, and a deadline be kept, within so many seconds."""
OWN_START = 2.0
"""What a server's own start may take on top, where it goes wrong before the handshake is over."""
GROWTH = 64.0
"""MiB by which this process may grow."""
STALL = 0.5
"""Seconds for which the event loop may do nothing else."""
SHOWN = 160
LAST_WORD = "still here"


@dataclass(frozen=True, slots=True)
class Encounter:
    """What came of a meeting."""

    name: str
    outcome: Holds | None = None
    """None: it came to no end that a caller could see."""
    told: str = ""
    """The error or the reply, in printable characters."""
    seconds: float = 0.0
    """From the moment that the behaviour takes over to the outcome."""
    goes_on: bool | None = None
    """Whether the next call was answered; None where there was none to make."""
    crossed: bool = False
    """Whether a call was given the answer to another one."""
    stall: float = 0.0
    growth: float = 0.0
    files: int | None = None
    """Regular files that were read back from its workspace."""


def flaws(behaviour: Behaviour, met: Encounter, deadline: float = DEADLINE) -> list[str]:
    """What did not hold, in words; [] where everything did."""
    late = met.outcome in ("late", "refused late")
    limit = deadline + GRACE if late or behaviour.contained else AT_ONCE
    if behaviour.moment in ("start", "hello"):
        limit += OWN_START
    found = [
        (met.outcome not in behaviour.holds, f"{met.outcome}, not {' or '.join(behaviour.holds)}"),
        (met.seconds > limit, f"{met.seconds:.1f} s of {limit:g}"),
        (met.growth > GROWTH, f"grew by {met.growth:.0f} MiB"),
        (met.stall > STALL, f"the loop stood still for {met.stall:.1f} s"),
        (met.crossed, "a call was given the answer to another one"),
        (met.outcome in ("served", "lost") and met.goes_on is False and not behaviour.last,
         "the next call was not answered"),
    ]  # fmt: skip
    return [text for wrong, text in found if wrong]


async def meet(behaviour: Behaviour, site: Site, deadline: float = DEADLINE) -> Encounter:
    """Start it, shake hands, list, call, call again, look at what it left.

    Whatever it does is in the Encounter; what is raised is our own fault.
    """
    async with watched() as watch:
        met = Encounter(behaviour.name)
        try:
            async with site(behaviour.name) as standing:
                met = await _met(behaviour, standing, deadline)
                watch.end()  # what is read back is as large as what it may write
                met = await _left(behaviour, met, standing)
        except SandboxError as e:
            met = replace(met, told=printable(f"not closed: {e}"), outcome=None)
    return replace(met, stall=watch.stall, growth=watch.growth)


async def _met(behaviour: Behaviour, standing: Standing, deadline: float) -> Encounter:
    began = anyio.current_time()
    at_start = behaviour.moment in ("start", "hello") and "served" not in behaviour.holds
    late = "refused late" in behaviour.holds
    within = deadline if late else START_SECONDS
    try:
        async with open_client(standing.attachment, within) as client:
            if not at_start:
                began = anyio.current_time()
            signatures = await tools_of(client, deadline)
            tools = {s.name: McpTool(s, client, deadline) for s in signatures}
            if behaviour.moment == "call":
                began = anyio.current_time()
            met = await _called(behaviour.name, tools["act"])
            met = replace(met, seconds=anyio.current_time() - began)
            return await _called_again(met, tools["echo"])
    except SandboxError as e:
        seconds = anyio.current_time() - began
        word = "refused late" if f"within {within:g} s" in str(e) else "refused"
        return Encounter(behaviour.name, word, printable(str(e)), seconds)


async def _called(name: str, tool: McpTool) -> Encounter:
    try:
        result = await _call(tool, "")
    except SandboxError as e:
        late = isinstance(e.__cause__, MCPError) and e.__cause__.code == REQUEST_TIMEOUT
        return Encounter(name, "late" if late else "ended", printable(str(e)))
    return Encounter(name, "served" if result.status == "ok" else "lost", printable(result.text))


async def _called_again(met: Encounter, echo: McpTool) -> Encounter:
    """One more call: it is answered, fails, or (never) gets what another one was told."""
    try:
        result = await _call(echo, LAST_WORD)
    except SandboxError:
        return replace(met, goes_on=False)
    good = result.status == "ok" and result.text == LAST_WORD
    return replace(met, goes_on=good, crossed=result.status == "ok" and not good)


async def _call(tool: McpTool, text: str) -> Result:
    return await tool({"text": text}, Scope(lambda _: None))


async def _left(behaviour: Behaviour, met: Encounter, standing: Standing) -> Encounter:
    """What can be read back of its workspace: regular files, and nothing through a link."""
    if standing.snapshot is None or not behaviour.contained or met.outcome == "ended":
        return met
    try:
        files = await anyio.to_thread.run_sync(unpacked, await standing.snapshot())
        return replace(met, files=len(files))
    except SandboxError:  # it ended meanwhile: nothing is left to be read
        return met


def printable(text: str) -> str:
    """The start of it as one line that no terminal obeys."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:SHOWN])
