"""An Environment and its folder: environment.json, world.json, tasks, proofs, blueprints, README."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.jsons import canonical, digest
from nex.data.task import Proof, Task
from nex.data.world import World, identifier
from nex.environment.card import readme
from nex.environment.states import read_states, write_states
from nex.errors import InputError

SHORT = 12

Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True)
class Environment:
    """A World with its seeded state, tasks, blueprints and card, as one value."""

    card: EnvironmentCard
    world: World
    tasks: tuple[Task, ...]
    blueprints: tuple[Blueprint, ...]
    proofs: tuple[Proof, ...] = ()
    """Empty where the environment was read for agents, who must not see them."""
    states: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Archives that real servers start with, by digest; tasks name theirs."""

    @cached_property
    def digest(self) -> str:
        """Identity: the card, the World and every task and blueprint in it."""
        return digest(
            {
                "card": self.card.model_dump(mode="json"),
                "world": self.world.digest,
                "tasks": [task.model_dump(mode="json") for task in self.tasks],
                "blueprints": [plan.digest for plan in self.blueprints],
            }
        )

    @cached_property
    def name(self) -> str:
        """The folder's name: the World's name and the start of the digest."""
        return f"{identifier(self.world.name)[:40]}-{self.digest[:SHORT]}"

    def task(self, id: str) -> Task:
        """The task of that id; InputError names the nearest way to list them."""
        for task in self.tasks:
            if task.id == id:
                return task
        raise InputError(f"{self.name}: no task {id!r}; known: {_some(t.id for t in self.tasks)}")


def write_environment(environment: Environment, parent: Path) -> Path:
    """Write the folder under `parent`, whole or not at all; an equal one is left as it is."""
    target = parent / environment.name
    if target.exists():
        return target
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".nex-", dir=parent) as scratch:
        draft = Path(scratch) / "environment"
        _fill(draft, environment)
        shutil.move(draft, target)
    return target


def _fill(folder: Path, environment: Environment) -> None:
    (folder / "blueprints").mkdir(parents=True)
    _one(folder / "environment.json", environment.card)
    _one(folder / "world.json", environment.world)
    _many(folder / "tasks.jsonl", environment.tasks)
    _many(folder / "proofs.jsonl", environment.proofs)
    for plan in environment.blueprints:
        _one(folder / "blueprints" / f"{identifier(plan.name)}.json", plan)
    write_states(folder, environment.states)
    text = readme(environment.card, environment.world, environment.tasks, environment.blueprints)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _one(path: Path, record: BaseModel) -> None:
    path.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")


def _many(path: Path, records: Sequence[BaseModel]) -> None:
    lines = [canonical(record.model_dump(mode="json")) + b"\n" for record in records]
    path.write_bytes(b"".join(lines))


def read_environment(folder: Path, *, proofs: bool = False) -> Environment:
    """The Environment in `folder`; InputError when a file is missing or does not fit."""
    if not (folder / "environment.json").is_file():
        raise InputError(
            f"{folder}: no environment (no environment.json); make one: nex make specs/library.md"
        )
    card = _read(EnvironmentCard, folder / "environment.json")
    world = _read(World, folder / "world.json")
    if world.digest != card.world:
        raise InputError(
            f"{folder / 'world.json'}: was edited (digest {world.digest[:SHORT]}, the card says "
            f"{card.world[:SHORT]}); make it anew: nex synth SPEC"
        )
    plans = [folder / "blueprints" / f"{identifier(name)}.json" for name in card.blueprints]
    return Environment(
        card,
        world,
        tasks=tuple(_lines(Task, folder / "tasks.jsonl")),
        blueprints=tuple(_read(Blueprint, path) for path in plans),
        proofs=tuple(_lines(Proof, folder / "proofs.jsonl")) if proofs else (),
        states=read_states(folder),
    )


def _read(kind: type[Record], path: Path) -> Record:
    try:
        return kind.model_validate_json(path.read_bytes())
    except OSError as e:
        raise InputError(f"{path}: cannot be read: {e.strerror}") from e
    except ValidationError as e:
        raise InputError(f"{path}: {_first(e)}") from e


def _lines(kind: type[Record], path: Path) -> Iterable[Record]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as e:
        raise InputError(f"{path}: cannot be read: {e.strerror}") from e
    for number, line in enumerate(lines, 1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as e:
            raise InputError(f"{path}:{number}: {_first(e)}") from e


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, found['loc'])) or 'record'}: {found['msg']}"


def _some(names: Iterable[str], most: int = 5) -> str:
    known = list(names)
    return ", ".join(known[:most]) + (", ..." if len(known) > most else "")
