"""Servers of bad will as bare processes: each is held to the protocol, and says nothing in vain."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import anyio
import pytest

from nex.grounding.containment.meeting import Encounter, flaws, meet
from nex.grounding.containment.sites import process_site
from nex.grounding.hostile.catalogue import BEHAVIOURS, BY_NAME
from nex.grounding.hostile.wire import Behaviour

pytestmark = pytest.mark.anyio
DEADLINE, PATIENCE = 1.0, 20.0
"""Of what never comes, and of what comes late on a machine under load only."""
AT_ONCE, IDLE = 3, 12
"""Servers at a time; those that let everybody wait cost nothing while they do."""
UNDER_LOAD = 4
"""A machine that does much else at the same time is given so many times the time."""
BARE = [one for one in BEHAVIOURS if not one.contained]
LATE = [one for one in BARE if "late" in " ".join(one.holds)]
QUICK = [one for one in BARE if one not in LATE]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def unheld(behaviour: Behaviour, met: Encounter) -> list[str]:
    """What did not hold, timings of a machine under load aside."""
    eased = replace(met, seconds=met.seconds / UNDER_LOAD, stall=met.stall / UNDER_LOAD)
    return [f"{behaviour.name}: {flaw}" for flaw in flaws(behaviour, eased, DEADLINE)]


async def flawed(chosen: Sequence[Behaviour], deadline: float, at_once: int) -> list[str]:
    found, most = list[str](), anyio.CapacityLimiter(at_once)

    async def one(behaviour: Behaviour) -> None:
        async with most:
            found.extend(unheld(behaviour, await meet(behaviour, process_site, deadline)))

    async with anyio.create_task_group() as group:
        for behaviour in chosen:
            group.start_soon(one, behaviour)
    return found


@pytest.mark.parametrize("part", range(4))
async def test_a_violation_costs_its_call_or_its_server_at_once(part: int) -> None:
    assert await flawed(QUICK[part::4], PATIENCE, AT_ONCE) == []


async def test_what_never_comes_ends_at_its_deadline() -> None:
    assert await flawed(LATE, DEADLINE, IDLE) == []


async def test_a_polite_server_is_served() -> None:
    met = await meet(BY_NAME["polite"], process_site)
    assert (met.outcome, met.goes_on, met.crossed) == ("served", True, False)


def test_the_kit_holds_at_least_a_hundred_behaviours_each_said_in_words() -> None:
    assert len(BEHAVIOURS) >= 100
    assert len({one.name for one in BEHAVIOURS}) == len(BEHAVIOURS)
    assert all(one.does and one.holds for one in BEHAVIOURS)


def started(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nex.grounding.hostile", *words]
    return subprocess.run(command, input="", capture_output=True, text=True, check=False)


def test_the_kit_is_a_program_that_names_its_behaviours() -> None:
    told = started()
    assert told.returncode == 2
    assert "giant-line           a line of 100 MB; must be ended" in told.stderr


def test_what_takes_the_machine_starts_in_containers_only() -> None:
    assert started("fork-bomb").returncode == 2
    assert started("banner").returncode == 0


def test_the_ways_out_are_tried_in_containers_only() -> None:
    command = [sys.executable, "-m", "nex.grounding.hostile.escapes"]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--contained" in done.stderr
