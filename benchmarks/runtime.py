"""What the loop costs: CPU per model call in process, beside a bare ReAct loop in the same run.

The work: 20 tool calls and an answer, so 21 model calls; arguments validated by pydantic, results
of 240 characters, a scripted policy. Nested: a parent hands over to 3 sub-agents of 5 tool calls.
The runtime writes its event log, serialised; the bare loop keeps a list of messages.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import anyio
import orjson
import peers
from figures import Figure, show
from pydantic import BaseModel

from nex import Agent, Limits, tool
from nex.data.events import Event
from nex.data.messages import FunctionCall, Message, Reply, Settings, Signature, ToolCall
from nex.runtime.scope import Scope

PROMPT = "p" * 800
WITHIN = Limits(seconds=60)


class Lookup(BaseModel):
    key: str
    page: int = 1


def page_of(key: str, page: int) -> str:
    return f"page {page} of {key}: ".ljust(240, "r")


@tool
async def lookup(key: str, page: int = 1) -> str:
    """One page of what is known under a key."""
    return page_of(key, page)


async def bare_lookup(arguments: Lookup) -> str:
    return page_of(arguments.key, arguments.page)


Plan = tuple[int, str, dict[str, object]]
"""How many calls, of which unit, with which arguments; then an answer."""


def decide(plan: Plan, messages: Sequence[Mapping[str, object]]) -> Message:
    """The scripted policy of both loops: no state, so it counts the turns, as any model must."""
    count, name, arguments = plan
    turn = sum(message["role"] == "assistant" for message in messages)
    if turn == count:
        return {"role": "assistant", "content": [{"type": "text", "text": "done"}]}
    text = orjson.dumps(arguments).decode()
    function: FunctionCall = {"name": name, "arguments": text}
    call: ToolCall = {"id": f"call_{turn}", "type": "function", "function": function}
    return {"role": "assistant", "content": [], "tool_calls": [call]}


@dataclass(frozen=True)
class Policy:
    """The scripted policy as a Model."""

    plan: Plan
    name: str = "policy"

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        return Reply(decide(self.plan, messages))


async def policy(plan: Plan, messages: Sequence[Mapping[str, object]]) -> Message:
    return decide(plan, messages)


BareTool = tuple[Callable[[str], BaseModel], Callable[[BaseModel], Awaitable[str]]]


async def bare(plan: Plan, tools: Mapping[str, BareTool]) -> str:
    """The floor: the loop and nothing else."""
    messages: list[Mapping[str, object]] = [
        {"role": "system", "content": PROMPT},
        {"role": "user", "content": "go"},
    ]
    while True:
        message = await policy(plan, messages)
        messages.append(message)
        if "tool_calls" not in message:
            return "done"
        for call in message["tool_calls"]:
            validate, function = tools[call["function"]["name"]]
            content = await function(validate(call["function"]["arguments"]))
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": content})


FLAT: Plan = (20, "lookup", {"key": "alpha", "page": 2})
CHILD: Plan = (5, "lookup", {"key": "alpha", "page": 2})
PARENT: Plan = (3, "worker", {"request": "look up five things"})
BARE_TOOLS = {"lookup": (Lookup.model_validate_json, bare_lookup)}


class Request(BaseModel):
    request: str


async def bare_worker(_arguments: Request) -> str:
    return await bare(CHILD, BARE_TOOLS)


BARE_UNITS = {"worker": (Request.model_validate_json, bare_worker)}
solo = Agent("solo", PROMPT, (lookup,), Policy(FLAT))
worker = Agent("worker", PROMPT, (lookup,), Policy(CHILD))
boss = Agent("boss", PROMPT, (worker,), Policy(PARENT))


class Log:
    """The event log on its way to a journal: each event serialised as it comes, one buffer."""

    def __init__(self) -> None:
        self.buffer = bytearray()

    def emit(self, event: Event) -> None:
        self.buffer += orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE)


LOG = Log()


async def nex_run(unit: Agent) -> None:
    LOG.buffer.clear()
    await Scope(LOG.emit).call(unit, {"request": "go"}, WITHIN)


async def cpu_per_call(
    work: Callable[[], Awaitable[object]], times: int, model_calls: int
) -> float:
    """Microseconds of CPU per model call."""
    begun = time.process_time()
    for _ in range(times):
        await work()
    return (time.process_time() - begun) / times / model_calls * 1e6


async def measure(rounds: int, times: int) -> dict[str, list[float]]:
    """CPU per model call of each kind of work, in turn, round by round."""
    kinds: dict[str, tuple[Callable[[], Awaitable[object]], int]] = {
        "bare flat": (lambda: bare(FLAT, BARE_TOOLS), 21),
        "nex flat": (lambda: nex_run(solo), 21),
        "bare nested": (lambda: bare(PARENT, BARE_UNITS), 22),
        "nex nested": (lambda: nex_run(boss), 22),
    }
    found: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(rounds + 1):
        for name, (work, model_calls) in kinds.items():
            taken = await cpu_per_call(work, times, model_calls)
            if number:
                found[name].append(taken)
    return found


def ratio(found: dict[str, list[float]], one: str, other: str) -> float:
    """The median, over rounds, of one kind of work over another of the same round."""
    return statistics.median(a / b for a, b in zip(found[one], found[other], strict=True))


def import_ratio(rounds: int) -> float:
    """CPU of a process that imports nex's public names, over one that imports pydantic's."""

    def taken(code: str) -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - begun

    pairs = [
        (taken("from nex import Agent, tool, run"), taken("from pydantic import BaseModel"))
        for _ in range(rounds + 1)
    ][1:]
    return statistics.median(a / b for a, b in pairs)


def figures(rounds: int, times: int) -> list[Figure]:
    found = anyio.run(measure, rounds, times)
    flat = ratio(found, "nex flat", "bare flat")
    return [
        Figure(
            "runtime.floor_us", statistics.median(found["bare flat"]), "us/call", better="lower"
        ),
        Figure("runtime.step_us", statistics.median(found["nex flat"]), "us/call", better="lower"),
        Figure("runtime.step_over_bare", flat, "x", 2.0, 4.0, "lower"),
        Figure(
            "runtime.nested_over_bare",
            ratio(found, "nex nested", "bare nested"),
            "x",
            2.0,
            None,
            "lower",
        ),
        Figure(
            "runtime.nested_over_flat",
            ratio(found, "nex nested", "nex flat"),
            "x",
            1.15,
            None,
            "lower",
        ),
        Figure(
            "runtime.import_over_pydantic", import_ratio(min(rounds, 5)), "x", 2.0, None, "lower"
        ),
    ]


async def peer_cpu(work: peers.Work, runs: int) -> float:
    """Microseconds of CPU per model call of a peer, after one run to warm up."""
    await work()
    begun = time.process_time()
    for _ in range(runs):
        await work()
    return (time.process_time() - begun) / runs / (peers.CALLS + 1) * 1e6


def peer_figures(floor: float, runs: int) -> list[Figure]:
    """What the installed peers take for the same work, over the bare loop of this run."""
    return [
        Figure(
            f"runtime.peer_{name}_over_bare",
            anyio.run(peer_cpu, work, runs) / floor,
            "x",
            better="lower",
        )
        for name, work in peers.installed().items()
    ]


def measured(quick: bool) -> list[Figure]:
    """The loop, then the peers; those that are not installed are named on stderr."""
    found = figures(*((7, 150) if quick else (21, 400)))
    sys.stderr.write(f"peers not measured, not installed here: {', '.join(peers.missing())}\n")
    return [*found, *peer_figures(found[0].value, 3 if quick else 10)]


if __name__ == "__main__":
    show(__doc__, measured)
