"""Proved tasks on servers of the catalogue, by `nex synth --server`: how many, how deep, how long.

For each: tasks proved, draws dropped for each task, mean calls and depth of the solutions, share of
tasks that write, the gate's pass rate, seconds for all of it. NEX_SERVERS=NAME,NAME measures only
these; NEX_TASKS=N wants so many tasks of each (100; quick: 8 of three servers).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

import anyio
from figures import Figure, show

from nex.environment.environment import Environment
from nex.errors import NexError
from nex.grounding.catalogue.shelf import servers_named
from nex.models.resolve import resolve
from nex.pipeline.servers.drawing import Order
from nex.pipeline.servers.making import synthesize_server
from nex.pipeline.watch import Unwatched
from nex.rollout.rollout import Actor

SERVERS = (
    "calculator",
    "time",
    "everything",
    "sequential-thinking",
    "filesystem",
    "memory",
    "sqlite",
    "git",
    "duckdb",
    "motherduck",
    "excel",
    "office-word",
)
QUICK = ("calculator", "filesystem", "memory")
WANTED = 100


def measure(quick: bool) -> list[Figure]:
    """Figures of each server in turn; one that gives no task counts as 0."""
    named = tuple(filter(None, os.environ.get("NEX_SERVERS", "").split(",")))
    wanted = int(os.environ.get("NEX_TASKS", "8" if quick else str(WANTED)))
    names = named or (QUICK if quick else SERVERS)
    return [figure for name in names for figure in _server(name, wanted)]


def _server(name: str, wanted: int) -> Iterator[Figure]:
    [server] = servers_named([name])
    solver = Actor(resolve("solver:server"), "solver", "template")
    began = time.monotonic()
    try:
        made = anyio.run(synthesize_server, server, Order(wanted), solver, Unwatched())
    except NexError:
        yield Figure(f"{name}: proved tasks", 0, "tasks", aim=wanted)
        return
    yield Figure(f"{name}: proved tasks", len(made.tasks), "tasks", aim=wanted)
    yield from _shape(name, made)
    yield Figure(f"{name}: all of it", time.monotonic() - began, "s", better="lower")


def _shape(name: str, made: Environment) -> Iterator[Figure]:
    tasks = made.tasks
    dropped = sum(made.card.dropped.values()) / len(tasks)
    yield Figure(f"{name}: dropped for each", dropped, "draws", better="lower")
    yield Figure(f"{name}: calls", _mean([t.complexity.calls for t in tasks]), "calls")
    yield Figure(f"{name}: depth", _mean([t.complexity.depth for t in tasks]), "calls")
    yield Figure(f"{name}: that write", _mean([t.kind == "do" for t in tasks]), "share")
    rates = [plan.pass_rate or 0.0 for plan in made.blueprints]
    yield Figure(f"{name}: gate", max(rates, default=0.0), "share", bar=0.98)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    show(__doc__, measure)
