"""The readings by name; what each is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import cast

import anyio.to_thread

from nex.data.world import Value
from nex.errors import InputError
from nex.grounding.docker.daemon import Daemon
from nex.worlds.tables import Tables


@dataclass(frozen=True, slots=True)
class Found:
    """A workspace after its server has ended: nothing in it runs, and all of it is data."""

    files: Mapping[str, bytes]
    """The regular files by their path; links lead nowhere and are left out."""
    daemon: Daemon | None
    """For a reading that needs a fresh container; None: there is none at hand."""
    sealed: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Files of the environment that no server and no agent ever had."""


Reading = Callable[[Found], Tables]
"""Makes tables of a workspace. What cannot be read is a row that says so, never an exception."""
Running = Callable[[Found], Awaitable[Tables]]
"""The same with a fresh container."""

LOOKING = ("files", "git", "memory", "office", "sheet", "sqlite")
RUNNING = ("duckdb", "tests")


async def read_workspace(names: Sequence[str], found: Found) -> Tables:
    """What all these readings see, together; two that name one entity share its rows.

    The loop goes on meanwhile, however much a server left. InputError for a reading that is none.
    """
    tables: dict[str, dict[str, Mapping[str, Value]]] = {}
    for name in names:
        for entity, rows in (await _read(name, found)).items():
            tables.setdefault(entity, {}).update(rows)
    return tables


async def _read(name: str, found: Found) -> Tables:
    if name not in (*LOOKING, *RUNNING):
        known = ", ".join(sorted((*LOOKING, *RUNNING)))
        raise InputError(f"no reading {name!r}; known: {known}")
    read = import_module(f"nex.grounding.readings.{name}").read
    if name in RUNNING:
        return await cast("Running", read)(found)
    return await anyio.to_thread.run_sync(cast("Reading", read), found)
