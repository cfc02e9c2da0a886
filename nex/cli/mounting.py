"""Environments of specs that mount real servers (form 15): one more for each server."""

from __future__ import annotations

from pathlib import Path

import anyio

from nex.cli.console import ConsoleWatch, console
from nex.environment.folder import Environment, write_environment
from nex.errors import InputError, SandboxError
from nex.models.resolve import resolve
from nex.pipeline.make import Built
from nex.rollout.rollout import Actor

MOST = 60
"""Tasks that need both, for each server; each is proved on the real one."""


def mounted(built: Built, counts: tuple[int, int], out: Path) -> list[tuple[Path, Environment]]:
    """For each server that the spec mounts, its World with that server, and tasks that need both.

    `counts`: (tasks drawn for the World, seed). Where there is no engine, or a server gives no such
    task, a line says so.
    """
    screen, made = console(), list[tuple[Path, Environment]]()
    if not built.reading.world.mounts:
        return made
    from nex.cli.synth_server import SOLVER
    from nex.pipeline.servers.drawing import Order
    from nex.pipeline.servers.mounting import mount_server

    solver = Actor(resolve(SOLVER), "solver", "template")
    order = Order(min(counts[0], MOST), counts[1])
    for mount in built.reading.world.mounts:
        watch = ConsoleWatch(screen)
        try:
            one = anyio.run(mount_server, built.reading.world, mount, order, solver, watch)
        except (SandboxError, InputError) as e:
            screen.print(f"  {mount.server}: not beside {built.reading.world.name}: {e}")
            continue
        made.append((write_environment(one, out / "environments"), one))
    return made
