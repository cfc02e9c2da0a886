"""Reading an environment's folder as a person may have left it: every fault named, none fatal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.places import Place, line_of
from nex.data.seal import Seal
from nex.data.task import Proof, Task
from nex.data.world import World, identifier
from nex.environment.environment import Environment
from nex.environment.states import read_states
from nex.errors import InputError
from nex.language.reading.soundness import defects

MOST_BYTES = 64 << 20
"""Size of a file that is read."""
MOST_FAULTS = 20
"""Faults of one file that are named."""
_LINE = re.compile(r"line (\d+) column \d+")

Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, and where."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(slots=True)
class Inspected:
    """A folder as it is: an environment, where every record could be read."""

    environment: Environment | None
    seal: Seal | None
    """None: the folder has none (it is from an older nex, or somebody removed it)."""
    faults: list[Fault] = field(default_factory=list[Fault])


def inspect_folder(folder: Path) -> Inspected:
    """Read everything in an environment's folder; InputError where it is none."""
    if not (folder / "environment.json").is_file():
        raise InputError(f"{folder}: no environment (no environment.json); nex make SPEC makes one")
    reader = _Reader(folder)
    card = reader.one(EnvironmentCard, folder / "environment.json")
    world = reader.one(World, folder / "world.json")
    tasks = reader.lines(Task, "tasks.jsonl")
    proofs = reader.lines(Proof, "proofs.jsonl")
    plans = [reader.one(Blueprint, path) for path in _plans(folder, card)]
    seal = reader.one(Seal, folder / "seal.json") if (folder / "seal.json").exists() else None
    if world is not None:
        reader.sound(world)
    if card is None or world is None or None in plans or reader.faults:
        return Inspected(None, seal, reader.faults)
    blueprints = tuple(plan for plan in plans if plan is not None)
    whole = Environment(
        card, world, tuple(tasks), blueprints, tuple(proofs), states=read_states(folder)
    )
    return Inspected(whole, seal, reader.faults)


def _plans(folder: Path, card: EnvironmentCard | None) -> list[Path]:
    """The card's blueprints in its order, then what else lies there."""
    named = [f"{identifier(name)}.json" for name in (card.blueprints if card else ())]
    lying = sorted(path.name for path in (folder / "blueprints").glob("*.json"))
    return [folder / "blueprints" / name for name in dict.fromkeys((*named, *lying))]


class _Reader:
    """Reads records and notes what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def one(self, kind: type[Record], path: Path) -> Record | None:
        text = self._text(path)
        return None if text is None else self._record(kind, path, text, line=None)

    def lines(self, kind: type[Record], name: str) -> list[Record]:
        path = self.folder / name
        text = self._text(path) or ""
        found = [
            self._record(kind, path, line, line=number)
            for number, line in enumerate(text.split("\n"), 1)
            if line.strip()
        ]
        return [record for record in found if record is not None]

    def sound(self, world: World) -> None:
        """Note what of the World leads nowhere."""
        path = self.folder / "world.json"
        text = self._text(path) or "{}"
        for defect in list(defects(world))[:MOST_FAULTS]:
            where = ".".join(map(str, defect.at))
            self.faults.append(Fault(path, line_of(text, defect.at), f"{where}: {defect.text}"))

    def _text(self, path: Path) -> str | None:
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                self.faults.append(Fault(path, 1, f"is larger than {MOST_BYTES >> 20} MiB"))
                return None
            return data.decode("utf-8-sig")
        except OSError as e:
            self.faults.append(Fault(path, 1, f"cannot be read: {e.strerror}; put it back"))
        except UnicodeDecodeError as e:
            self.faults.append(Fault(path, 1, f"byte {e.start} is not UTF-8; save it as UTF-8"))
        return None

    def _record(
        self, kind: type[Record], path: Path, text: str, *, line: int | None
    ) -> Record | None:
        """A record; `line` is its number where the file holds one in each line."""
        try:
            return kind.model_validate_json(text)
        except ValidationError as e:
            errors = e.errors(include_url=False)[:MOST_FAULTS]
            self.faults += (_fault(path, text, error, line) for error in errors)
            return None


def _fault(path: Path, text: str, error: ErrorDetails, line: int | None) -> Fault:
    if error["type"] == "json_invalid":
        found = _LINE.search(error["msg"])
        at = int(found[1]) if found else 1
        return Fault(path, line or at, f"no JSON: {error['msg'].removeprefix('Invalid JSON: ')}")
    place: Place = tuple(error["loc"])
    where = ".".join(map(str, place)) or "the record"
    at = line if line is not None else line_of(text, place)
    return Fault(path, at, f"{where}: {''.join(_said(error))}")


def _said(error: ErrorDetails) -> Iterator[str]:
    match error["type"]:
        case "missing":
            yield "is missing"
        case "extra_forbidden":
            yield "no such field; schemas/ beside it lists those that there are"
        case _:
            yield error["msg"][:1].lower() + error["msg"][1:]
            given = repr(error["input"])
            if len(given) <= 80:
                yield f", and it is {given}"
