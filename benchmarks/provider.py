"""Models over real HTTP on loopback: what faults cost, what a step costs, how many fit at once.

The provider is a process of its own (provider_server.py); CPU is that of this process, which
holds client, loop, tools and the event log, serialised. The floor is a bare ReAct loop on one
aiohttp session: same tool, same messages, arguments validated by pydantic. Steps over HTTP are
compared round by round, in turn. With --quick: fewer rounds, 1,000 rollouts at once
instead of 10,000.
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import anyio
import orjson
import psutil
from figures import Figure, show
from pydantic import BaseModel

from nex import Agent, Limits, tool
from nex.data.events import Event
from nex.models.compatible import Compatible, Endpoint
from nex.models.rate import RateLimit
from nex.models.resolve import closing, resolve
from nex.models.retry import USUAL, Retry
from nex.models.scripted import asks, scripted
from nex.runtime.ending import conclude
from nex.runtime.model import Model
from nex.runtime.scope import Scope

SERVER = Path(__file__).with_name("provider_server.py")
PROMPT = "p" * 800
WITHIN = Limits(seconds=600)
FAULTS = 30


class Lookup(BaseModel):
    key: str
    page: int = 1


def page_of(key: str, page: int) -> str:
    return f"page {page} of {key}: ".ljust(240, "r")


@tool
async def lookup(key: str, page: int = 1) -> str:
    """One page of what is known under a key."""
    return page_of(key, page)


AGENT = Agent("solo", PROMPT, (lookup,))
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "lookup",
            "description": "One page of what is known under a key.",
            "parameters": AGENT.tools[0].signature.input,
        },
    }
]


@contextmanager
def provider() -> Generator[str]:
    """The provider's address, for as long as the block runs."""
    with subprocess.Popen([sys.executable, str(SERVER)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        yield run.stdout.readline().strip()
        run.terminate()


async def bare(session: aiohttp.ClientSession, url: str, name: str) -> None:
    """The floor: the loop and nothing else."""
    messages: list[dict[str, object]] = [
        {"role": "system", "content": PROMPT},
        {"role": "user", "content": "go"},
    ]
    while True:
        data = orjson.dumps({"model": name, "messages": messages, "tools": TOOLS})
        async with session.post(f"{url}/v1/chat/completions", data=data) as response:
            message = orjson.loads(await response.read())["choices"][0]["message"]
        messages.append(message)
        if not message.get("tool_calls"):
            return
        for call in message["tool_calls"]:
            given = Lookup.model_validate_json(call["function"]["arguments"])
            told = page_of(given.key, given.page)
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": told})


async def rollout(model: Model) -> str:
    """One run of the agent with its log serialised; its status."""
    log = bytearray()

    def emit(event: Event) -> None:
        log.extend(orjson.dumps(event))

    return (await conclude(Scope(emit, model), AGENT, {"request": "go"}, WITHIN)).status


def named(url: str, name: str) -> Model:
    """The whole stack that `nex run` puts around an endpoint."""
    return resolve(f"openai/{name}", base_url=f"{url}/v1", key="k")


async def many(count: int, work: Callable[[], Awaitable[object]], at_once: int) -> list[object]:
    """The work so many times, so many at once."""
    found: list[object] = []
    waiting = iter(range(count))

    async def worker() -> None:
        for _ in waiting:
            ended = await work()
            found.append(ended)

    async with anyio.create_task_group() as group:
        for _ in range(min(at_once, count)):
            group.start_soon(worker)
    return found


async def ledger(url: str) -> Counter[str]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/ledger") as response:
        return Counter(await response.json())


async def faults(url: str, count: int) -> list[Figure]:
    """A rollout is six questions; three in ten questions meet a fault. The usual attempts, but
    short delays between them."""
    before = await ledger(url)
    endpoint = Endpoint(f"{url}/v1", "k")
    patience = replace(USUAL, first_delay=0.002, longest_delay=0.05, jitter=0.005)
    asking = Retry(RateLimit(Compatible(f"openai/5-0-{FAULTS}", endpoint)), patience)
    async with closing(asking) as model:
        statuses = Counter(await many(count, lambda: rollout(model), 64))
    asked = await ledger(url) - before
    defined = sum(statuses[status] for status in ("completed", "failed", "infra_error"))
    forced = 6 * count / (1 - FAULTS / 100)
    return [
        Figure("provider.faults_defined", defined / count, "share", bar=1.0),
        Figure("provider.faults_completed", statuses["completed"] / count, "share", bar=0.999),
        Figure(
            "provider.faults_requests_over_forced",
            asked["questions"] / forced,
            "x",
            bar=1.05,
            better="lower",
        ),
    ]


async def cpu(work: Callable[[], Awaitable[object]], times: int, at_once: int, steps: int) -> float:
    """Microseconds of CPU per model call."""
    begun = time.process_time()
    await many(times, work, at_once)
    return (time.process_time() - begun) / times / steps * 1e6


async def steps(url: str, rounds: int) -> list[Figure]:
    """CPU per step, nex beside the bare loop, and at 5 and at 60 tool calls."""
    kinds: dict[str, list[float]] = {"bare": [], "nex": [], "short": [], "long": []}
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        closing(named(url, "20-0-0")) as model,
        closing(named(url, "5-0-0")) as short,
        closing(named(url, "60-0-0")) as long,
    ):
        for number in range(rounds + 1):
            found = {
                "bare": await cpu(lambda: bare(session, url, "20-0-0"), 12, 1, 21),
                "nex": await cpu(lambda: rollout(model), 12, 1, 21),
                "short": await cpu(lambda: rollout(short), 40, 1, 6),
                "long": await cpu(lambda: rollout(long), 4, 1, 61),
            }
            for name, taken in found.items():
                if number:
                    kinds[name].append(taken)
    return [
        Figure("provider.floor_us", statistics.median(kinds["bare"]), "us/call", better="lower"),
        Figure("provider.step_us", statistics.median(kinds["nex"]), "us/call", better="lower"),
        ratio("provider.step_over_bare", kinds["nex"], kinds["bare"], 1.2),
        ratio("provider.60_rounds_over_5", kinds["long"], kinds["short"], 1.3),
    ]


def ratio(name: str, one: list[float], other: list[float], aim: float) -> Figure:
    """The median over rounds of one over the other of the same round."""
    found = statistics.median(a / b for a, b in zip(one, other, strict=True))
    return Figure(name, found, "x", aim, better="lower")


async def crowd(url: str, rounds: int) -> list[Figure]:
    """1,000 rollouts at once beside one, at 50 ms."""
    ratios: list[float] = []
    async with closing(named(url, "5-50-0")) as model:
        for number in range(rounds + 1):
            alone = await cpu(lambda: rollout(model), 8, 1, 6)
            together = await cpu(lambda: rollout(model), 1000, 1000, 6)
            if number:
                ratios.append(together / alone)
    return [Figure("provider.1000_over_one", statistics.median(ratios), "x", 1.3, better="lower")]


async def flood(url: str, thousands: int, latency: int) -> list[Figure]:
    """Very many at once: none may fail; and the memory of one that waits."""
    count = thousands * 1000
    async with closing(named(url, f"5-{latency}-0")) as model:
        statuses, each = await waiting(model, count)
    most = (await ledger(url))["most"]
    return [
        Figure(f"provider.{count}_open_at_once", most, "questions"),
        Figure(f"provider.{count}_completed", statuses["completed"] / count, "share", bar=1.0),
        Figure("provider.waiting_rollout_kb", each, "KB", 50, 100, better="lower"),
    ]


async def waiting(model: Model, count: int) -> tuple[Counter[object], float]:
    """How so many rollouts at once ended, and the memory of each while all waited."""
    process, most = psutil.Process(), 0
    await rollout(model)
    gc.collect()
    before = process.memory_info().rss
    statuses: Counter[object] = Counter()
    async with anyio.create_task_group() as group:

        async def watch() -> None:
            nonlocal most
            while True:
                most = max(most, process.memory_info().rss)
                await anyio.sleep(0.1)

        group.start_soon(watch)
        statuses.update(await many(count, lambda: rollout(model), count))
        group.cancel_scope.cancel()
    return statuses, (most - before) / count / 1024


async def fan_out() -> list[Figure]:
    """32 tools of one second, called in one reply."""

    @tool
    async def nap() -> str:
        """Sleeps."""
        await anyio.sleep(1)
        return "slept"

    model = scripted(asks(*[("nap", {})] * 32), "done")
    agent = Agent("solo", PROMPT, (nap,))
    begun = time.monotonic()
    ending = await conclude(Scope(unheard, model), agent, {"request": "go"}, WITHIN)
    assert ending.status == "completed"
    taken = time.monotonic() - begun
    return [Figure("provider.fan_out_32_at_1s", taken, "s", 1.1, better="lower")]


def unheard(event: Event) -> None:
    """No log."""


async def measured(quick: bool) -> list[Figure]:
    found: list[Figure] = []
    with provider() as url:
        found += await flood(url, *((1, 300) if quick else (10, 4000)))
        found += await faults(url, 2000)
        found += await steps(url, 5 if quick else 15)
        found += await crowd(url, 1 if quick else 3)
    return found + await fan_out()


def measure(quick: bool) -> Sequence[Figure]:
    """Everything, against one provider."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return anyio.run(measured, quick)


if __name__ == "__main__":
    show(__doc__, measure)
