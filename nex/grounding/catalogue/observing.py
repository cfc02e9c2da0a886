"""Watching a server at work: started twice, called over and over, restarted between canaries."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from mcp import Client, MCPError
from mcp_types import REQUEST_TIMEOUT

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, refused
from nex.errors import SandboxError
from nex.grounding.catalogue.entry import Server, SmokeCall
from nex.grounding.catalogue.guessing import guessed
from nex.grounding.catalogue.outside import Sight, find, look, plant
from nex.grounding.docker.container import Container, Program, open_container
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.server import Served, open_session
from nex.grounding.mcp import GONE, ask, read_reply

TIMED_CALLS = 30
CALL_SECONDS = 15.0
SLOW = 3.0
"""A call that takes longer is made once only."""
UNKNOWN_TOOL = SmokeCall(tool="nex_no_such_tool")
WRONG: Json = {"nex_no_such_parameter": [None]}
NOTHING = Sight({}, 0)
GUESSING_SECONDS = 45.0
"""Once guesses have taken so long, a server waits for something that is not there."""
PLACES = 4
"""Traces that a canary leaves."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call brought."""

    call: SmokeCall
    result: Result
    seconds: float

    @property
    def good(self) -> bool:
        """Whether it is no error and holds what was expected."""
        return self.result.status == "ok" and self.call.expect in self.result.text


@dataclass(slots=True)
class Observed:
    """What was seen of a server, as far as it came."""

    start: float = 0.0
    """Seconds from the making of the container to the list of tools."""
    protocol: str = ""
    signatures: tuple[Signature, ...] = ()
    first: list[Answer] = field(default_factory=list[Answer])
    """Every call once."""
    kept: list[int] = field(default_factory=list[int])
    """Which of the calls were quick enough to be made again."""
    again: list[Answer] = field(default_factory=list[Answer])
    """The kept calls for a second time, in the same session."""
    elsewhere: list[Answer] = field(default_factory=list[Answer])
    """The kept calls in another container."""
    restarted: list[Answer] = field(default_factory=list[Answer])
    """The kept calls after a restart in the same container."""
    timed: list[Answer] = field(default_factory=list[Answer])
    wrong: dict[str, Result] = field(default_factory=dict[str, Result])
    fresh: Sight = NOTHING
    used: Sight = NOTHING
    emptied: Sight = NOTHING
    """After the restart, before any call."""
    other: Sight = NOTHING
    """In another container, before any call."""
    left: tuple[str, ...] = ("no restart was tried",)
    """What of the canary's traces survived a restart, or why none was possible."""


Calling = Callable[[Sequence[SmokeCall]], Awaitable[list[Answer]]]
"""Makes calls, one after the other."""


def calls_of(server: Server, signatures: Sequence[Signature]) -> tuple[SmokeCall, ...]:
    """Its own calls, after a guess for each tool that they leave out."""
    named = {call.tool for call in server.entry.calls}
    guesses = [SmokeCall(tool=s.name, arguments=guessed(s.input)) for s in signatures]
    return (*(call for call in guesses if call.tool not in named), *server.entry.calls)


async def observe(daemon: Daemon, program: Program, server: Server, seen: Observed) -> None:
    """Fill `seen`; SandboxError where the server does not start or breaks."""
    began = time.monotonic()
    async with open_container(daemon, program) as container:
        async with open_session(container) as served:
            seen.start = time.monotonic() - began
            await _introduce(served, server, seen)
            await press(seen, partial(_all, served.client))
            seen.used = await look(container)
        await _restart(container, seen)
    async with open_container(daemon, program) as other, open_session(other) as served:
        seen.other = await look(other)
        seen.elsewhere = await _all(served.client, kept(seen))


async def _introduce(served: Served, server: Server, seen: Observed) -> None:
    """The list of tools, the state before any call, and every call once."""
    seen.protocol, seen.signatures = str(served.client.protocol_version), served.signatures
    seen.fresh = await look(served.container)
    await call_once(server, seen, partial(_all, served.client))


async def call_once(server: Server, seen: Observed, call: Calling) -> None:
    """Every call, but no more guesses once they have taken their time."""
    began = time.monotonic()
    for one in calls_of(server, seen.signatures):
        if one in server.entry.calls or time.monotonic() - began < GUESSING_SECONDS:
            seen.first += await call([one])


async def press(seen: Observed, call: Calling) -> None:
    """Call again, time the last call that works, and make the mistakes that agents make."""
    seen.kept = [n for n, answer in enumerate(seen.first) if answer.seconds < SLOW]
    seen.again = await call(kept(seen))
    good = [answer.call for answer in seen.first if answer.good and answer.seconds < SLOW]
    seen.timed = await call(good[-1:] * TIMED_CALLS)
    mistakes = {"unknown tool": UNKNOWN_TOOL}
    strict = [s.name for s in seen.signatures if s.input.get("required")]
    if strict:
        mistakes["bad arguments"] = SmokeCall(tool=strict[0], arguments=WRONG)
    answers = await call([*mistakes.values()])
    seen.wrong = {name: answer.result for name, answer in zip(mistakes, answers, strict=True)}


async def _restart(container: Container, seen: Observed) -> None:
    """Plant traces, restart in the same container, look for them, and call once more."""
    planted = await plant(container)
    try:
        await container.restart()
        left = await find(container)
        async with open_session(container) as served:
            seen.emptied = await look(container)
            seen.restarted = await _all(served.client, kept(seen))
    except SandboxError as e:
        seen.left = (str(e),)
        return
    seen.left = tuple(left) if len(planted) == PLACES else ("the canary left no traces",)


def kept(seen: Observed) -> list[SmokeCall]:
    """The calls that are worth making again."""
    return [seen.first[n].call for n in seen.kept]


async def _all(client: Client, calls: Sequence[SmokeCall]) -> list[Answer]:
    return [await made(client, call) for call in calls]


async def made(client: Client, call: SmokeCall) -> Answer:
    """One call; whatever the server does with it is the answer."""
    began = time.monotonic()
    try:
        result = read_reply(await ask(client, call.tool, call.arguments, CALL_SECONDS))
    except MCPError as e:
        result = refused(_code(e), str(e))
    except (ValueError, RuntimeError) as e:
        result = refused("bad_reply", str(e))
    return Answer(call, result, time.monotonic() - began)


def _code(error: MCPError) -> str:
    if error.code == REQUEST_TIMEOUT:
        return "timeout"
    return "server_gone" if error.code in GONE else f"protocol_error {error.code}"
