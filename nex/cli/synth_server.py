"""`nex synth --server`: proved environments on real servers, without code or model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import anyio

from nex.cli.console import ConsoleWatch, console
from nex.cli.exits import OK
from nex.cli.telling import tell_environments
from nex.environment.folder import Environment, write_environment
from nex.errors import InputError
from nex.grounding.catalogue.shelf import servers_named
from nex.models.resolve import resolve
from nex.pipeline.servers.drawing import Order
from nex.pipeline.servers.making import synthesize_server
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
