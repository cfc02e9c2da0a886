"""The readings by name; what each is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import cast

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


Reading = Callable[[Found], Awaitable[Tables]]
"""Makes tables of a workspace. What cannot be read is a row that says so, never an exception."""

READINGS = ("duckdb", "files", "git", "memory", "office", "sheet", "sqlite", "tests")


def reading_named(name: str) -> Reading:
    """The reading of that name; InputError names those there are."""
    if name not in READINGS:
        raise InputError(f"no reading {name!r}; known: {', '.join(READINGS)}")
    return cast("Reading", import_module(f"nex.grounding.readings.{name}").read)


async def read_workspace(names: Sequence[str], found: Found) -> Tables:
    """What all these readings see, together; two that name one entity share its rows."""
    tables: dict[str, dict[str, Mapping[str, Value]]] = {}
    for name in names:
        for entity, rows in (await reading_named(name)(found)).items():
            tables.setdefault(entity, {}).update(rows)
    return tables
