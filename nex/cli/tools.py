"""`nex tools list`, `add` and `check`: third-party servers and what is proved of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import anyio
from pydantic import ValidationError

from nex.cli.console import console, write_json
from nex.cli.exits import INFRASTRUCTURE, OK
from nex.cli.tools_table import HEAD, check_line, closing
from nex.data.environment import EnvironmentCard
from nex.data.jsons import Json
from nex.errors import InputError
from nex.grounding.catalogue.adding import resolved
from nex.grounding.catalogue.checking import Check, check_json, check_server
from nex.grounding.catalogue.entry import Server, SmokeCall, tools_digest, write_entry, write_server
from nex.grounding.catalogue.shelf import ADDED, folder_of, servers_named, shelf
from nex.grounding.catalogue.sources import Wanted, read_source
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.pipeline.grounded import SOLVER

ENVIRONMENTS = Path("environments")


@dataclass(frozen=True, slots=True)
class Addition:
    """What the command line says about a server beside its source."""

    name: str | None = None
    arguments: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    """Exact pins of other packages that the server needs."""
    memory: int = 512
    check: bool = True
    bare: bool = False
    """Check it as a process on this machine, not in a container."""


def list_servers(*, json: bool) -> int:
    """Print every server of the catalogue with its pins."""
    servers, proved = shelf(), proved_tasks()
    if json:
        facts: Json = {
            name: _facts(server) | {"proved_tasks": proved[name]}
            for name, server in servers.items()
        }
        write_json(facts)
        return OK
    out = console()
    for name, server in servers.items():
        pins, tasks = " ".join(server.image.packages), proved[name]
        said = f"   {tasks} proved tasks" if tasks else ""
        out.print(f"  {name:<20}{server.image.ecosystem:<6}{server.entry.reset:<11}{pins}{said}")
    out.print(f"\n{len(servers)} servers.   next: nex tools check NAME   nex tools add SOURCE")
    return OK


def proved_tasks(home: Path = ENVIRONMENTS) -> Counter[str]:
    """Server -> proved tasks on it alone, in the environments of this folder: the most of any one."""
    found = Counter[str]()
    for path in sorted(home.glob("*/environment.json")):
        with suppress(ValidationError, OSError):  # a folder that nex cannot read proves nothing
            card = EnvironmentCard.model_validate_json(path.read_bytes())
            made = card.made_with
            if made.get(SOLVER) == f"{SOLVER}:server" and "mount" not in made:
                [ground] = card.grounds
                found[ground.server] = max(found[ground.server], sum(card.tasks.values()))
    return found


def add(source: str, addition: Addition, *, json: bool) -> int:
    """Resolve, lock, describe and (unless told not to) check and pin the servers of a source."""
    found = read_source(source)
    if addition.name and len(found) > 1:
        raise InputError(f"{source} holds {len(found)} servers; --name fits one only")
    servers = [_described(one, addition) for one in found]
    checks = anyio.run(_checked, servers, True, addition.bare) if addition.check else []
    if json:
        write_json([check_json(check) for check in checks])
    return OK if all(check.passed for check in checks) else INFRASTRUCTURE


def check(names: Sequence[str], *, pin: bool, bare: bool, json: bool) -> int:
    """Start, list, call and profile servers, prove their resets; print the table.

    `pin`: take over the tools and the resets that are found. `bare`: as processes on this
    machine, for where there is no engine.
    """
    checks = anyio.run(_checked, servers_named(names), pin, bare)
    if json:
        write_json([check_json(check) for check in checks])
    return OK if all(check.passed for check in checks) else INFRASTRUCTURE


def _facts(server: Server) -> Json:
    facts: Json = server.entry.model_dump(mode="json", exclude={"schema_version"})
    facts["packages"] = [*server.image.packages]
    facts["ecosystem"] = server.image.ecosystem
    return facts


def _described(wanted: Wanted, addition: Addition) -> Server:
    """Lock a server and put it into the catalogue of this folder."""
    chosen = replace(
        wanted,
        name=addition.name or wanted.name,
        arguments=addition.arguments or wanted.arguments,
        constraints=addition.pins,
    )
    server = resolved(chosen)
    entry = server.entry.model_copy(update={"memory": addition.memory})
    server = replace(server, entry=entry)
    write_server(ADDED / server.name, server)
    packages = server.image.lock.count("--hash") or server.image.lock.count('"integrity"')
    pins = " ".join(server.image.packages)
    console().print(f"  {server.name}: {pins}, {packages} hashes, in {ADDED / server.name}/")
    return server


async def _checked(servers: Sequence[Server], pin: bool, bare: bool) -> list[Check]:
    if bare:
        console().print("  sandbox process: nothing contains these servers, no reset is proved\n")
        return await _in_turn(None, servers, pin)
    async with open_daemon() as daemon:
        return await _in_turn(daemon, servers, pin)


async def _in_turn(daemon: Daemon | None, servers: Sequence[Server], pin: bool) -> list[Check]:
    screen, checks = console(), list[Check]()
    screen.print(HEAD)
    for server in servers:
        found = await _one(daemon, server, pin)
        checks.append(found)
        screen.print(check_line(found))
    screen.print(closing(checks))
    return checks


async def _one(daemon: Daemon | None, server: Server, pin: bool) -> Check:
    found = await check_server(daemon, server, pinning=pin)
    if pin and found.signatures:
        calls = server.entry.calls or tuple(_worked(found))
        reset = found.reset if daemon else server.entry.reset
        pinned = {"tools": tools_digest(found.signatures), "reset": reset, "calls": calls}
        entry = server.entry.model_copy(update=pinned)
        write_entry(folder_of(server.name), entry)
    return found


def _worked(check: Check) -> list[SmokeCall]:
    """The calls that were answered well: what is called again the next time."""
    return [answer.call for answer in check.seen.first if answer.good]
