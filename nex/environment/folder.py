"""An Environment and its folder: environment.json, world.json, tasks, proofs, blueprints, README."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.frozen import SCHEMA_KEY, Filed
from nex.data.jsons import canonical
from nex.data.task import Proof, Task
from nex.data.world import World, identifier
from nex.environment.card import readme
from nex.environment.environment import SHORT, Environment
from nex.environment.sealing import seal_of
from nex.environment.shipped import shipped_schema
from nex.environment.states import read_states, write_states
from nex.errors import InputError

SCHEMAS = "schemas"
EDITABLE = ("world", "blueprint", "environment", "seal")
"""Schemas that stand in an environment's folder, for editors."""

Record = TypeVar("Record", bound=BaseModel)


def write_environment(environment: Environment, parent: Path) -> Path:
    """Write the folder under `parent`, whole or not at all; an equal one is left as it is.

    Raises InputError where somebody has edited what lies there under its name.
    """
    target = parent / environment.name
    if target.exists():
        if read_environment(target).digest != environment.digest:
            raise InputError(
                f"{target}: is there already, and was edited (nex check {target} says how); "
                "move it away, or go on from it: nex check --write"
            )
        return target
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".nex-", dir=parent) as scratch:
        draft = Path(scratch) / "environment"
        _fill(draft, environment)
        shutil.move(draft, target)
    return target


def _fill(folder: Path, environment: Environment) -> None:
    (folder / "blueprints").mkdir(parents=True)
    _one(folder / "environment.json", environment.card, "environment")
    _one(folder / "world.json", environment.world, "world")
    _one(folder / "seal.json", seal_of(environment), "seal")
    _many(folder / "tasks.jsonl", environment.tasks)
    _many(folder / "proofs.jsonl", environment.proofs)
    for plan in environment.blueprints:
        _one(folder / "blueprints" / f"{identifier(plan.name)}.json", plan, "blueprint")
    _schemas(folder / SCHEMAS)
    write_states(folder, environment.states)
    text = readme(environment.card, environment.world, environment.tasks, environment.blueprints)
    (folder / "README.md").write_text(text, encoding="utf-8")


def _one(path: Path, record: Filed, schema: str) -> None:
    """Write a record that names the schema beside it, which editors find by that name."""
    up = "" if path.parent.name != "blueprints" else "../"
    marked = {SCHEMA_KEY: f"{up}{SCHEMAS}/{schema}.json", **record.model_dump(mode="json")}
    path.write_bytes(orjson.dumps(marked, option=orjson.OPT_INDENT_2) + b"\n")


def _schemas(folder: Path) -> None:
    folder.mkdir()
    for name in EDITABLE:
        (folder / f"{name}.json").write_bytes(shipped_schema(name))


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
            f"{card.world[:SHORT]}); what still holds says: nex check {folder}"
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
