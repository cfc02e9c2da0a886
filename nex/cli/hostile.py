"""`nex tools hostile` and `nex tools escapes`: what servers of bad will can do here."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import asdict

import anyio

from nex.cli.console import console, write_json
from nex.cli.exits import INFRASTRUCTURE, OK
from nex.data.jsons import JsonValue
from nex.errors import InputError
from nex.grounding.containment.escaping import Tried, escapes as escaping
from nex.grounding.containment.meeting import Encounter, flaws, meet
from nex.grounding.containment.sites import ESCAPES_MODULE, Site, docker_site, process_site, remains
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.hostile.catalogue import BEHAVIOURS, BY_NAME
from nex.grounding.hostile.wire import Behaviour

BUSY = 2.0
"""Load for each core beyond which times tell of the machine."""
HEAD = f"  {'behaviour':<21}{'outcome':<14}{'s':>6}{'MiB':>6}{'loop ms':>9}"


def hostile(names: Sequence[str], *, bare: bool, json: bool) -> int:
    """Meet the servers of the kit, one after the other; 1 where something did not hold.

    `bare`: as processes of this machine; those that only a container can hold are left out.
    """
    chosen = [one for one in _named(names) if not (bare and one.contained)]
    rows, left = anyio.run(_met, chosen, bare)
    if json:
        write_json({"met": [_row(*row) for row in rows], "left": [*left]})
    flawed = [met.name for _, met, found in rows if found]
    word = f"{len(rows) - len(flawed)} of {len(rows)} hold; {len(left)} containers left"
    console().print(f"\n{word}" + (f"; not {', '.join(flawed)}" if flawed else ""))
    if os.getloadavg()[0] > BUSY * (os.cpu_count() or 1):
        console().print(f"The machine is busy (load {os.getloadavg()[0]:.0f}): times are its own.")
    return INFRASTRUCTURE if flawed or left else OK


def escapes(*, json: bool) -> int:
    """Try every way out from inside a container; 1 where one leads out."""
    found = anyio.run(_tried)
    if json:
        write_json([{**asdict(one), "escaped": one.escaped} for one in found])
    doors = ", ".join(f"{n} {door}" for door, n in Counter(one.door for one in found).items())
    out = sum(one.escaped for one in found)
    console().print(f"\n{out} of {len(found)} attempts escape ({doors}).")
    return INFRASTRUCTURE if out else OK


def _named(names: Sequence[str]) -> list[Behaviour]:
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        known = ", ".join(one.name for one in BEHAVIOURS)
        raise InputError(f"no hostile server {unknown[0]!r}; known: {known}")
    return [BY_NAME[name] for name in names] or list(BEHAVIOURS)


Row = tuple[Behaviour, Encounter, list[str]]


async def _met(chosen: Sequence[Behaviour], bare: bool) -> tuple[list[Row], list[str]]:
    rows, screen = list[Row](), console()
    screen.print(HEAD)
    if bare:
        await _each(chosen, process_site, rows)
        return rows, []
    async with open_daemon() as daemon:
        await _each(chosen, await docker_site(daemon), rows)
        return rows, await remains(daemon)


async def _each(chosen: Sequence[Behaviour], site: Site, rows: list[Row]) -> None:
    for behaviour in chosen:
        met = await meet(behaviour, site)
        found = flaws(behaviour, met)
        rows.append((behaviour, met, found))
        console().print(_line(met, found))


def _line(met: Encounter, found: Sequence[str]) -> str:
    figures = f"{met.seconds:6.2f}{met.growth:6.0f}{met.stall * 1000:9.0f}"
    verdict = f"  {'; '.join(found)}" if found else ""
    return f"  {met.name:<21}{met.outcome or 'no end':<14}{figures}{verdict}"


def _row(behaviour: Behaviour, met: Encounter, found: list[str]) -> JsonValue:
    must: JsonValue = [*behaviour.holds]
    return {**asdict(met), "does": behaviour.does, "must": must, "flaws": [*found]}


async def _tried() -> list[Tried]:
    found = list[Tried]()
    async with (
        open_daemon() as daemon,
        aclosing(escaping(await docker_site(daemon, ESCAPES_MODULE))) as attempts,
    ):
        async for one in attempts:
            found.append(one)
            mark = "OPEN" if one.escaped else ""
            console().print(f"  {mark:<6}{one.door:<13}{one.name:<52}{one.told}")
    return found
