"""Servers of bad will in containers: what they take is theirs alone, and no way leads out."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace

import anyio
import pytest

from nex.grounding.containment.escaping import Tried, escapes
from nex.grounding.containment.meeting import Encounter, flaws, meet
from nex.grounding.containment.sites import ESCAPES_MODULE, docker_site, remains
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.hostile.catalogue import BY_NAME
from nex.grounding.hostile.eating import EATING
from nex.grounding.hostile.wire import Behaviour

pytestmark = [pytest.mark.anyio, pytest.mark.docker]
AT_ONCE, UNDER_LOAD = 4, 4
DEADLINE, PATIENCE = 2.0, 20.0
OTHERS = (
    "exploding-pattern",
    "many-lists",
    "endless-line",
    "notification-flood",
    "stays",
    "daemon",
)
KEPT = {"symlink-escape": 0, "odd-files": 5, "sparse-file": 1}
"""Regular files that are read back from the workspace."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_what_a_server_takes_is_its_own_container_s() -> None:
    chosen: list[Behaviour] = [*EATING, *(BY_NAME[name] for name in OTHERS)]
    found, most = dict[str, Encounter](), anyio.CapacityLimiter(AT_ONCE)
    async with open_daemon() as daemon:
        site = await docker_site(daemon)

        async def one(behaviour: Behaviour) -> None:
            async with most:
                patience = DEADLINE if "late" in behaviour.holds else PATIENCE
                found[behaviour.name] = await meet(behaviour, site, patience)

        async with anyio.create_task_group() as group:
            for behaviour in chosen:
                group.start_soon(one, behaviour)
        assert await remains(daemon) == []
    eased = {n: replace(m, seconds=m.seconds / UNDER_LOAD, growth=0) for n, m in found.items()}
    assert {one.name: flaws(one, eased[one.name]) for one in chosen} == {
        one.name: [] for one in chosen
    }
    assert {name: found[name].files for name in KEPT} == KEPT


async def test_no_way_leads_out_of_a_container() -> None:
    tried = list[Tried]()
    async with (
        open_daemon() as daemon,
        aclosing(escapes(await docker_site(daemon, ESCAPES_MODULE))) as attempts,
    ):
        async for one in attempts:
            tried.append(one)
    assert len(tried) >= 60
    assert [one for one in tried if one.escaped] == []
