"""What containers cost: a call, a start, a pooled start, a long line, many starts; as ratios."""

from __future__ import annotations

import secrets
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import anyio
from figures import Figure, show
from mcp import Client, StdioServerParameters

from nex.data.jsons import Json
from nex.grounding.docker.container import Program, open_container
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.frames import MIB, Caps
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.owner import labels_of
from nex.grounding.docker.pool import open_pool
from nex.grounding.docker.profile import Allowance
from nex.grounding.docker.server import open_server, server_stock

SOURCE = Path(__file__).parent.parent / "tests/grounding/odd_server.py"
SCRIPT = "/opt/server/odd_server.py"
ODD = ImageSpec(
    name="odd",
    ecosystem="pypi",
    entrypoint=("python", SCRIPT),
    files={SCRIPT: SOURCE.read_text(encoding="utf-8")},
)


def main(quick: bool) -> Sequence[Figure]:
    """Measure everything in one run, so that the machine's load is the same for all."""
    return anyio.run(_measured, quick)


async def _measured(quick: bool) -> list[Figure]:
    async with open_daemon() as daemon:
        image = await ensure_image(daemon, ODD)
        program = Program(image.id, ODD.entrypoint, caps=Caps(line=40 * MIB))
        program = replace(program, allowance=Allowance(memory=1024))
        return [
            *await _calls(daemon, program, 100 if quick else 500),
            *await _starts(daemon, program, 3 if quick else 10),
            *await _lines(daemon, program),
            *await _throughput(daemon, program, 12 if quick else 32),
        ]


@asynccontextmanager
async def _attached(daemon: Daemon, program: Program) -> AsyncGenerator[Client]:
    async with open_server(daemon, program) as served:
        yield served.client


def _subprocess() -> StdioServerParameters:
    return StdioServerParameters(command=sys.executable, args=[str(SOURCE)])


def _docker_run(program: Program) -> StdioServerParameters:
    command = ("run", "--rm", "-i", "--init", "--network", "none", "--log-driver", "none")
    return StdioServerParameters(command="docker", args=[*command, program.image, *program.command])


async def _calls(daemon: Daemon, program: Program, times: int) -> list[Figure]:
    """The median call, the three paths in turn, so that load falls on all of them."""
    async with (
        Client(_subprocess()) as plain,
        Client(_docker_run(program)) as command,
        _attached(daemon, program) as attached,
    ):
        taken: list[list[float]] = [[], [], []]
        for _ in range(times):
            for client, found in zip((plain, command, attached), taken, strict=True):
                found.append(await _seconds(lambda c=client: _say(c, "echo", "hello")))
        plain_s, command_s, attached_s = map(statistics.median, taken)
    return [
        Figure("attach: call p50", attached_s * 1e3, "ms", better="lower"),
        Figure("plain subprocess: call p50", plain_s * 1e3, "ms", better="lower"),
        Figure("docker run -i: call p50", command_s * 1e3, "ms", better="lower"),
        Figure("attach / subprocess", attached_s / plain_s, "x", aim=2, better="lower"),
        Figure("attach / docker run -i", attached_s / command_s, "x", aim=0.9, better="lower"),
    ]


async def _starts(daemon: Daemon, program: Program, times: int) -> list[Figure]:
    """From nothing to an initialized session: our container, the command line, the pool."""

    cold: list[float] = []
    by_command: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        async with _attached(daemon, program):
            cold.append(time.perf_counter() - began)
        began = time.perf_counter()
        async with Client(_docker_run(program)) as client:
            await client.list_tools()
            by_command.append(time.perf_counter() - began)
    pooled = await _pooled(daemon, program, times)
    cold_s, command_s, pooled_s = map(statistics.median, (cold, by_command, pooled))
    return [
        Figure("cold start to session p50", cold_s * 1e3, "ms", better="lower"),
        Figure("docker run -i start to session p50", command_s * 1e3, "ms", better="lower"),
        Figure("pooled start to session p50", pooled_s * 1e3, "ms", better="lower"),
        Figure("pooled / cold", pooled_s / cold_s, "x", aim=0.02, better="lower"),
        Figure("attach start / docker run -i", cold_s / command_s, "x", aim=0.9, better="lower"),
    ]


async def _pooled(daemon: Daemon, program: Program, times: int) -> list[float]:
    found: list[float] = []
    async with open_pool(server_stock(daemon, program, "restart"), 1) as pool:
        for _ in range(times):
            while not pool.idle:  # noqa: ASYNC110 - a pool tells nobody when it is ready
                await anyio.sleep(0.01)
            began = time.perf_counter()
            async with pool.lease() as served:
                found.append(time.perf_counter() - began)
                await _say(served.client, "echo", "x")
    return found


async def _lines(daemon: Daemon, program: Program) -> list[Figure]:
    """One long line through our transport, and through the SDK's from a plain subprocess."""
    async with _attached(daemon, program) as ours, Client(_subprocess()) as theirs:
        short = min([await _long(ours, 8) for _ in range(3)])
        long = min([await _long(ours, 32) for _ in range(3)])
        sdk = await _long(theirs, 32)
    return [
        Figure("a line of 32 MiB", long, "s", better="lower"),
        Figure("a line of 32 MiB, SDK over a subprocess", sdk, "s", better="lower"),
        Figure("32 MiB, ours / SDK", long / sdk, "x", aim=0.1, better="lower"),
        Figure("32 MiB / 8 MiB (linear: 4)", long / short, "x", aim=5, better="lower"),
    ]


async def _long(client: Client, size: int) -> float:
    return await _seconds(lambda: _say(client, "long", str(size * MIB)))


async def _throughput(daemon: Daemon, program: Program, count: int) -> list[Figure]:
    """Containers started in a second: ours, all at once, and bare ones through the SDK."""
    bare = await _bare_starts(daemon, program, count)
    started: list[float] = []
    over = anyio.Event()

    async def hold() -> None:
        async with open_container(daemon, program):
            started.append(time.perf_counter())
            if len(started) == count:
                over.set()
            await over.wait()

    began = time.perf_counter()
    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(hold)
    ours = count / (max(started) - began)
    return [
        Figure("hardened starts, all at once", ours, "1/s"),
        Figure("bare starts, throttled the same", bare, "1/s"),
        Figure("hardened / the engine's plateau", ours / bare, "x", aim=0.9),
    ]


async def _bare_starts(daemon: Daemon, program: Program, count: int) -> float:
    names = [f"nex-bare-{secrets.token_hex(4)}" for _ in range(count)]

    async def start(name: str) -> None:
        config: Json = {
            "Image": program.image,
            "Cmd": ["cat"],
            "OpenStdin": True,
            "Labels": dict(labels_of(daemon.owner, name, 600)),
            "HostConfig": {"NetworkMode": "none"},
        }
        async with daemon.starts:
            await daemon.ask(lambda api: api.create_container_from_config(config, name))
            await daemon.ask(lambda api: api.start(name))

    began = time.perf_counter()
    async with anyio.create_task_group() as group:
        for name in names:
            group.start_soon(start, name)
    taken = time.perf_counter() - began
    for name in names:
        await daemon.ask(lambda api, name=name: api.remove_container(name, v=True, force=True))
    return count / taken


async def _say(client: Client, tool: str, text: str) -> None:
    await client.call_tool(tool, {"text": text}, 60)


async def _seconds(work: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


if __name__ == "__main__":
    show(__doc__, main)
