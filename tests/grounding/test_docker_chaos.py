"""Whatever dies, and whenever: after the next start nothing of ours is left, and only of ours."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator

import anyio
import pytest

from nex.data.jsons import Json
from nex.errors import SandboxError
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.owner import LEASE, OWNER, RUN, labels_of
from nex.grounding.docker.pool import Pool, open_pool
from nex.grounding.docker.reaper import clean, leftovers
from nex.grounding.docker.server import Served, server_stock
from tests.grounding.containers import odd_program, ours, said

pytestmark = [pytest.mark.anyio, pytest.mark.docker, pytest.mark.chaos]
POINTS = ("create", "start", "attach", "init", "call", "close")
ROLLOUTS, AT_ONCE = 500, 8
GONE = "4b1d/1:4194303:1"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def daemon() -> AsyncGenerator[Daemon]:
    async with open_daemon(reaping=False) as opened:
        await odd_program(opened)
        yield opened


def killed_at(point: str) -> str:
    """The owner of a process that died there."""
    command = [sys.executable, "-m", "tests.grounding.killed", point]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done.stdout.strip()


async def running(daemon: Daemon, owner: str) -> int:
    filters: Json = {"label": [f"{OWNER}={owner}"]}
    return len(await daemon.ask(lambda api: api.containers(all=False, filters=filters)))


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_client_leaves_nothing_after_the_next_start(
    daemon: Daemon, point: str
) -> None:
    owner = await anyio.to_thread.run_sync(killed_at, point)
    assert len(await ours(daemon, owner)) == 1
    async with open_daemon():
        assert await ours(daemon, owner) == []


async def test_the_watchdog_ends_a_stubborn_server_before_any_next_start(daemon: Daemon) -> None:
    owner = await anyio.to_thread.run_sync(killed_at, "call")
    with anyio.fail_after(15):
        while await running(daemon, owner):  # noqa: ASYNC110 - the daemon is asked, it tells nobody
            await anyio.sleep(0.1)
    await daemon.ask(clean)


async def test_only_what_is_ours_and_orphaned_is_removed(daemon: Daemon) -> None:
    program = await odd_program(daemon)
    alive = labels_of(daemon.owner, "nex-alive", 600)
    dead = {OWNER: GONE, RUN: "nex-dead", LEASE: "1"}
    labels: dict[str, dict[str, str]] = {
        "nex-foreign-none": {},
        "nex-foreign-label": {OWNER: "yes", LEASE: "1"},
        "nex-foreign-run": {RUN: "nex-dead", LEASE: "1"},
        "nex-ours-alive": alive,
        "nex-ours-dead": dead,
    }
    for name, its in labels.items():
        config: Json = {"Image": program.image, "Labels": dict(its)}
        await daemon.ask(
            lambda api, name=name, config=config: api.create_container_from_config(config, name)
        )
    try:
        planned = await daemon.ask(lambda api: clean(api, dry_run=True))
        assert labels.keys() & {it.name for it in planned} == {"nex-ours-dead"}
        async with open_daemon():
            pass
        listed = await daemon.ask(leftovers)
        assert labels.keys() & {it.name for it in listed} == {"nex-ours-alive"}
        found = await daemon.ask(lambda api: api.containers(all=True, filters={}))
        names = {str(container["Names"])[3:-2] for container in found}
        assert set(labels) - names == {"nex-ours-dead"}
    finally:
        for name in labels:
            await anyio.to_thread.run_sync(forget, daemon, name)


def forget(daemon: Daemon, name: str) -> None:
    if any(name in str(c["Names"]) for c in daemon.api.containers(all=True, filters={})):
        daemon.api.remove_container(name, v=True, force=True)


@pytest.mark.timeout(400)
async def test_of_many_rollouts_with_cancelled_and_killed_ones_nothing_is_left() -> None:
    dice, ends = random.Random(5), dict[str, int]()

    async def rollout(pool: Pool[Served], kind: str) -> None:
        try:
            with anyio.move_on_after(0.2 if kind == "cancelled" else 30) as scope:
                async with pool.lease() as served:
                    tool = {"cancelled": "hang", "killed": "perish"}.get(kind, "echo")
                    await said(served.client, tool, "9")
            end = "cancelled" if scope.cancelled_caught else "done"
        except (SandboxError, Exception) as e:  # noqa: BLE001 - counted, whatever it is
            end = type(e).__name__
        ends[f"{kind}: {end}"] = ends.get(f"{kind}: {end}", 0) + 1

    kinds = [
        dice.choices(("done", "cancelled", "killed"), (70, 20, 10))[0] for _ in range(ROLLOUTS)
    ]
    async with open_daemon() as opened:
        stock = server_stock(opened, await odd_program(opened), "restart")
        async with open_pool(stock, AT_ONCE) as pool:
            for start in range(0, ROLLOUTS, AT_ONCE):
                async with anyio.create_task_group() as group:
                    for kind in kinds[start : start + AT_ONCE]:
                        group.start_soon(rollout, pool, kind)
        assert await ours(opened, opened.owner.text) == []
    assert ends == {
        "done: done": kinds.count("done"),
        "cancelled: cancelled": kinds.count("cancelled"),
        "killed: MCPError": kinds.count("killed"),
    }
