"""Many environments at once: worker processes make them, a ledger says which are there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import anyio
from anyio import to_process
from pydantic import ValidationError

from nex.data.frozen import Frozen
from nex.data.jsons import canonical, digest
from nex.errors import InputError, NexError
from nex.models.resolve import resolve
from nex.pipeline.make import build, read_source, recipe_for
from nex.pipeline.synthesizing import STAGES, Recipe
from nex.pipeline.watch import Unwatched, Watch
from nex.rollout.rollout import Actor


@dataclass(frozen=True, slots=True)
class Plan:
    """One environment that is to be made."""

    name: str
    path: str
    """Where its spec stands, for messages."""
    spec: str


class Entry(Frozen):
    """One line of a ledger: an environment that was made, or why it was not."""

    schema_version: Literal["nex.entry/1"] = "nex.entry/1"
    key: str
    """Digest of all that it was made from."""
    name: str
    folder: str
    """The folder's name under the environments; "" where none was made."""
    tasks: int = 0
    blueprints: int = 0
    missing: str = ""
    """Why there is none."""


@dataclass(slots=True)
class Ledger:
    """What a sample has made so far, in a file beside its environments."""

    parent: Path
    path: Path
    known: dict[str, Entry] = field(default_factory=dict[str, Entry])

    @classmethod
    def open(cls, parent: Path, name: str) -> Ledger:
        """The ledger of that name; a torn last line is as if never written."""
        path = parent / f"{name}.jsonl"
        ledger = cls(parent, path)
        parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_bytes().splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            try:
                entry = Entry.model_validate_json(line)
            except ValidationError as e:
                if number == len(lines):
                    break
                raise InputError(f"{path}:{number}: is no entry of a sample; move it away") from e
            ledger.known[entry.key] = entry
        return ledger

    def done(self, key: str) -> Entry | None:
        """The entry of that key, where its environment still stands."""
        entry = self.known.get(key)
        there = entry is not None and entry.folder and (self.parent / entry.folder).is_dir()
        return entry if there else None

    def write(self, entries: list[Entry]) -> None:
        """Put these entries first and in order, whole or not at all; others stay behind them."""
        draft = self.path.with_suffix(".part")
        keys = {entry.key for entry in entries}
        others = [entry for key, entry in self.known.items() if key not in keys]
        draft.write_bytes(b"".join(_line(entry) for entry in [*entries, *others]))
        draft.replace(self.path)

    def add(self, entry: Entry) -> None:
        """Append one entry."""
        with self.path.open("ab") as file:
            file.write(_line(entry))


async def make_many(
    plans: Iterator[Plan], recipe: Recipe, ledger: Ledger, watch: Watch
) -> list[Entry]:
    """Make every environment of the plans, in as many processes as there are processors.

    Entries are in the order of the plans, whichever ends first; what the ledger knows is not made
    again.
    """
    crew = _Crew(enumerate(plans), recipe, ledger, watch)
    async with anyio.create_task_group() as group:
        for _ in range(processes()):
            group.start_soon(crew.work)
    entries = [entry for _, entry in sorted(crew.entries.items())]
    ledger.write(entries)
    return entries


def processes() -> int:
    """How many workers there are."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)


@dataclass(slots=True)
class _Crew:
    """Workers that take plans in turn."""

    plans: Iterator[tuple[int, Plan]]
    recipe: Recipe
    ledger: Ledger
    watch: Watch
    entries: dict[int, Entry] = field(default_factory=dict[int, Entry])

    async def work(self) -> None:
        """Take the next plan until there is none."""
        for number, plan in self.plans:
            key = skip_key(plan, self.recipe)
            entry = self.ledger.done(key)
            if entry is None:
                parent = str(self.ledger.parent)
                entry = await to_process.run_sync(
                    make_one, plan, self.recipe, parent, cancellable=True
                )
                self.ledger.add(entry)
            self.entries[number] = entry
            self.watch.moves(len(self.entries), plan.name)
            await anyio.lowlevel.checkpoint()


def skip_key(plan: Plan, recipe: Recipe) -> str:
    """Digest of everything that an environment follows from."""
    return digest(
        {
            "spec": plan.spec,
            "seed": recipe.seed,
            "tasks": recipe.tasks,
            "blueprints": recipe.blueprints,
            "surface": recipe.surface.model_dump(mode="json"),
            "faults": recipe.faults.model_dump(mode="json"),
            "stages": STAGES,
        }
    )


def make_one(plan: Plan, recipe: Recipe, parent: str) -> Entry:
    """Make one environment, in whichever process this runs; what is wrong with it is an entry."""
    key = skip_key(plan, recipe)
    try:
        built = anyio.run(_built, plan, recipe, Path(parent))
    except NexError as e:
        return Entry(key=key, name=plan.name, folder="", missing=str(e))
    return Entry(
        key=key,
        name=plan.name,
        folder=built[0],
        tasks=built[1],
        blueprints=built[2],
    )


async def _built(plan: Plan, recipe: Recipe, parent: Path) -> tuple[str, int, int]:
    watch = Unwatched()
    reading = read_source(plan.path, plan.spec, watch)
    whole = recipe_for(reading, plan.spec, recipe)
    teacher = Actor(resolve("teacher"), "planner", "template")
    built = await build(reading, whole, teacher, parent=parent, watch=watch)
    return built.folder.name, len(built.environment.tasks), len(built.environment.blueprints)


def _line(entry: Entry) -> bytes:
    return canonical(entry.model_dump(mode="json")) + b"\n"
