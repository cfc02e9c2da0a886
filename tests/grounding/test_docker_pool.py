"""Pools of containers: a rollout finds nothing of the one before, and never shares with another."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio
import pytest

from nex.data.environment import NO_FAULTS
from nex.data.task import Caller, Start
from nex.errors import SandboxError
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import STARTS_PER_CORE, open_daemon
from nex.grounding.docker.pool import Pool, Reset, open_pool
from nex.grounding.docker.server import Served, server_stock
from nex.grounding.docker.unwrapping import unwrapped
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from tests.grounding.containers import odd_program, ours, said
from tests.plant import live

pytestmark = [pytest.mark.anyio, pytest.mark.docker]
EVERYWHERE = "/workspace/kept /tmp/kept /dev/shm/kept memory environment processes"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def odd_pool(reset: Reset, size: int = 1) -> AsyncGenerator[Pool[Served]]:
    async with open_daemon() as daemon, unwrapped():
        program = await odd_program(daemon)
        async with open_pool(server_stock(daemon, program, reset), size) as pool:
            yield pool
        assert await ours(daemon, daemon.owner.text) == []


async def until_idle(pool: Pool[Served]) -> None:
    while not pool.idle:  # noqa: ASYNC110 - a pool tells nobody when it is ready
        await anyio.sleep(0.02)


async def used(pool: Pool[Served]) -> str:
    """Leave a canary everywhere; the container that it was left in."""
    async with pool.lease() as served:
        await said(served.client, "keep", "canary")
        assert await said(served.client, "found") == EVERYWHERE
        return served.container.name


async def test_without_a_reset_the_canary_is_found() -> None:
    async with odd_pool("none") as pool:
        name = await used(pool)
        async with pool.lease() as served:
            assert served.container.name == name
            assert await said(served.client, "found") == EVERYWHERE


async def test_a_restarted_process_finds_nothing_in_the_same_container() -> None:
    async with odd_pool("restart") as pool:
        name = await used(pool)
        for _ in range(3):
            async with pool.lease() as served:
                assert served.container.name == name
                assert await said(served.client, "found") == ""
                await said(served.client, "keep", "canary")


async def test_a_new_container_finds_nothing_and_is_another() -> None:
    async with odd_pool("container") as pool:
        name = await used(pool)
        async with pool.lease() as served:
            assert served.container.name != name
            assert await said(served.client, "found") == ""


@pytest.mark.parametrize("reset", ["none", "restart", "container"])
async def test_two_rollouts_never_have_one_container_at_once(reset: Reset) -> None:
    held: set[str] = set()
    most = 0

    async def rollout(pool: Pool[Served], nth: int) -> None:
        nonlocal most
        async with pool.lease() as served:
            assert served.container.name not in held
            held.add(served.container.name)
            most = max(most, len(held))
            assert await said(served.client, "echo", str(nth)) == str(nth)
            await anyio.sleep(0.5)
            held.discard(served.container.name)

    async with odd_pool(reset, 2) as pool, anyio.create_task_group() as group:
        for nth in range(8):
            group.start_soon(rollout, pool, nth)
    assert most >= 2


async def test_a_cancelled_rollouts_container_is_not_used_again() -> None:
    async with odd_pool("none") as pool:
        name = ""
        with anyio.move_on_after(2):
            async with pool.lease() as served:
                name = served.container.name
                await said(served.client, "hang")
        async with pool.lease() as served:
            assert served.container.name != name
            assert await said(served.client, "echo", "new") == "new"


async def test_a_waiting_session_is_there_at_once() -> None:
    async with odd_pool("container") as pool:
        await until_idle(pool)
        began = time.monotonic()
        async with pool.lease() as served:
            waited = time.monotonic() - began
            assert await said(served.client, "echo", "here") == "here"
        assert waited < 0.05


async def test_a_server_that_cannot_start_fails_the_lease() -> None:
    async with open_daemon() as daemon:
        program = Program("nex/none:none", ("true",))
        async with open_pool(server_stock(daemon, program, "none")) as pool:
            for _ in range(2):
                with pytest.raises(SandboxError, match="nex/none"):
                    async with pool.lease():
                        pass


async def test_starts_are_throttled() -> None:
    async with open_daemon() as daemon:
        assert daemon.starts.total_tokens == STARTS_PER_CORE * (os.cpu_count() or 1)


async def test_a_worlds_next_rollout_finds_the_world_as_it_was() -> None:
    opened = live("docker").with_faults(NO_FAULTS)
    state = opened.site.template.clone()
    book = next(row for row in state.rows("book") if row["status"] == "on loan")
    within = Limits(seconds=60)

    async def hand_back() -> tuple[str, int]:
        async with opened.sandbox(
            opened.site, Start(task="none", caller=Caller(role="staff"))
        ) as grounded:
            tool = next(t for t in grounded.tools if t.signature.name == "return_book")
            result = await Scope(lambda _: None).call(tool, {"book": str(book["id"])}, within)
            return result.status, len((await grounded.evidence()).changes)

    async with opened.held():
        ends = [await hand_back() for _ in range(3)]
    assert ends[0][0] == "ok"
    assert ends == [ends[0]] * 3
