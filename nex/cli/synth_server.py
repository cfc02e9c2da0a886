"""`nex synth --server`: proved environments on real servers, without code or model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import anyio

from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.exits import OK
from nex.environment.folder import Environment, write_environment
from nex.errors import InputError
from nex.grounding.catalogue.shelf import servers_named
from nex.models.resolve import resolve
from nex.pipeline.servers.making import Order, synthesize_server
from nex.report.terminal import environment_text
from nex.rollout.rollout import Actor

SOLVER = "solver:server"


def synth_servers(
    names: Sequence[str],
    counts: tuple[int, int],
    others: Sequence[object],
    *,
    out: Path,
    json: bool,
) -> int:
    """Make one environment for each server; `counts`: (tasks wanted, seed).

    `others`: what else was asked for; InputError where that is anything.
    """
    if any(others):
        raise InputError("--server NAME stands alone: no spec, no --sample, --from or --writer")
    tasks, seed = counts
    servers = servers_named(names)
    screen, made = console(), list[tuple[Path, Environment]]()
    solver = Actor(resolve(SOLVER), "solver", "template")
    for server in servers:
        watch = ConsoleWatch(screen)
        environment = anyio.run(synthesize_server, server, Order(tasks, seed), solver, watch)
        made.append((write_environment(environment, out / "environments"), environment))
    tell_environments(made, json=json)
    return OK


def tell_environments(made: Sequence[tuple[Path, Environment]], *, json: bool) -> None:
    """What was made, where it lies, and what to type next."""
    screen = console()
    if json:
        write_json([{"environment": str(path), "tasks": len(e.tasks)} for path, e in made])
    for _, each in made:
        screen.print()
        screen.print(environment_text(each.card, each.tasks, each.blueprints))
    screen.print()
    for path, _ in made:
        screen.print(f"  {path}/")
    screen.print(f"  next   nex run {' '.join(str(path) for path, _ in made)}")
