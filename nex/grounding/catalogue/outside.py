"""A container as seen from outside: no tool of the server takes part, none can tell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.errors import SandboxError
from nex.grounding.docker.container import Container
from nex.grounding.docker.profile import USER

SCRIPT = Path(__file__).with_name("looking.py")
PYTHON = ("python3", "-I", "-S", "-c")


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look at a container found."""

    files: dict[str, str]
    """Path -> size and digest, of everything that the server can write."""
    memory: int
    """KiB that its processes hold."""


async def look(container: Container) -> Sight:
    """The files and the memory of a running container."""
    found = cast("Json", await _asked(container, "look"))
    return Sight(cast("dict[str, str]", found["files"]), cast("int", found["memory"]))


async def plant(container: Container) -> list[str]:
    """Leave traces wherever a later rollout could find them; where they are."""
    return cast("list[str]", await _asked(container, "plant"))


async def find(container: Container) -> list[str]:
    """Which of the traces are still there."""
    return cast("list[str]", await _asked(container, "find"))


async def _asked(container: Container, verb: Literal["look", "plant", "find"]) -> JsonValue:
    command = (*PYTHON, SCRIPT.read_text(encoding="utf-8"), verb)
    api = container.daemon.ask
    made = await api(lambda api: api.exec_create(container.name, command, user=USER))
    said = await api(lambda api: api.exec_start(str(made["Id"])))
    try:
        return orjson.loads(said)
    except ValueError as e:
        raise SandboxError(f"a look into {container.name} gave {said[-300:]!r}") from e
