"""Every hostile server of the kit in containers: outcome, seconds, memory, and its neighbours' pace."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import anyio
from figures import Figure, show
from mcp import Client

from nex.grounding.containment.meeting import DEADLINE, Encounter, flaws, meet
from nex.grounding.containment.sites import Site, docker_site, process_site, remains
from nex.grounding.containment.watching import Neighbours, neighbours
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.server import open_client
from nex.grounding.hostile.catalogue import BEHAVIOURS, POLITE
from nex.grounding.hostile.wire import Behaviour

NEIGHBOURS = 4
QUICK = (
    "crash-at-start", "mute", "many-tools", "exploding-pattern", "invalid-utf8", "many-blocks",
    "endless-line", "hang", "notification-flood", "stderr-on-and-on", "stays", "fork-bomb",
    "memory-eater", "cpu-spin", "cpu-spin-aside", "inode-filler",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One meeting beside neighbours, and a polite one right before it."""

    behaviour: Behaviour
    met: Encounter
    pace: float
    """The neighbours' calls per second beside the hostile server."""
    control: float
    """The same beside a polite one."""

    @property
    def flaws(self) -> list[str]:
        return flaws(self.behaviour, self.met)


def main(quick: bool) -> Sequence[Figure]:
    """Meet them one after the other, each beside the same four busy neighbours."""
    chosen = [one for one in BEHAVIOURS if not quick or one.name in QUICK]
    return anyio.run(_measured, chosen)


async def _measured(chosen: Sequence[Behaviour]) -> list[Figure]:
    async with open_daemon() as daemon:
        site = await docker_site(daemon)
        async with _polite(site) as clients, neighbours(clients) as beside:
            rows = [await _row(one, site, beside) for one in chosen]
        left = await remains(daemon)
    bare = [one for one in chosen if not one.contained]
    bare_flaws = [flaws(one, await meet(one, process_site)) for one in bare]
    return [*_figures(rows, len(left)), *_process_figures(bare_flaws)]


@asynccontextmanager
async def _polite(site: Site) -> AsyncGenerator[list[Client]]:
    async with AsyncExitStack() as stack:
        standing = [await stack.enter_async_context(site("polite")) for _ in range(NEIGHBOURS)]
        opened = [open_client(one.attachment) for one in standing]
        yield [await stack.enter_async_context(one) for one in opened]


async def _row(behaviour: Behaviour, site: Site, beside: Neighbours) -> Row:
    """The control first: a polite server started and called, then as long a wait."""
    since = beside.now
    await meet(POLITE, site)
    control = beside.pace(since, anyio.current_time() - since[1])
    since = beside.now
    met = await meet(behaviour, site)
    row = Row(behaviour, met, beside.pace(since, anyio.current_time() - since[1]), control)
    sys.stderr.write(_line(row) + "\n")
    return row


def _line(row: Row) -> str:
    met = row.met
    figures = f"{met.seconds:6.2f} s {met.growth:5.0f} MiB {met.stall * 1000:5.0f} ms"
    pace = f"{row.pace / row.control:6.0%}"
    return f"{met.name:<21}{met.outcome or 'no end':<13}{figures}{pace}  {'; '.join(row.flaws)}"


def _figures(rows: Sequence[Row], left: int) -> list[Figure]:
    at_once = [r.met.seconds for r in rows if _at_once(r)]
    late = [r.met.seconds - DEADLINE for r in rows if "late" in str(r.met.outcome)]
    paces = [row.pace / row.control for row in rows]
    return [
        Figure("behaviours met in docker", len(rows), ""),
        Figure("of them: everything held", sum(not r.flaws for r in rows), "", bar=len(rows)),
        Figure("longest violation", max(at_once), "s", bar=1, better="lower"),
        Figure("longest past its deadline", max(late), "s", bar=1, better="lower"),
        Figure("largest growth", max(r.met.growth for r in rows), "MiB", bar=64, better="lower"),
        Figure("longest stall of the loop", max(r.met.stall for r in rows), "s", better="lower"),
        Figure("neighbours' pace, median", statistics.median(paces), "x", aim=0.95),
        Figure("neighbours' pace, worst", min(paces), "x"),
        Figure("load of the machine", os.getloadavg()[0], "", better="lower"),
        Figure("containers left", left, "", bar=0, better="lower"),
    ]


def _at_once(row: Row) -> bool:
    """Whether it is one that has to be found at once; a server's own start is not counted."""
    taken = row.behaviour.moment in ("start", "hello") or row.behaviour.contained
    return not taken and "late" not in str(row.met.outcome)


def _process_figures(found: Sequence[list[str]]) -> list[Figure]:
    return [
        Figure("behaviours met in process", len(found), ""),
        Figure("of them: everything held", sum(not one for one in found), "", bar=len(found)),
    ]


if __name__ == "__main__":
    show(__doc__, main)
