"""Where a hostile server is met: in a container, or as a process of this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import nex.grounding.hostile as kit
from nex.data.jsons import Json
from nex.grounding.docker.attachment import Attachment
from nex.grounding.docker.container import Program, open_container
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.owner import OWNER
from nex.grounding.docker.packages import SITE
from nex.grounding.docker.profile import Allowance
from nex.grounding.running import Command, run_server

MODULE = "nex.grounding.hostile"
ESCAPES_MODULE = f"{MODULE}.escapes"
CONTAINED = "--contained"
ALLOWANCE = Allowance(memory=256, pids=64)
ROOT = Path(kit.__file__).parents[2]
"""The folder that holds the package."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A hostile server that runs."""

    attachment: Attachment
    snapshot: Callable[[], Awaitable[bytes]] | None = None
    """Its workspace as an archive; None for a process, which has none of its own."""


Site = Callable[[str], AbstractAsyncContextManager[Standing]]
"""Starts the behaviour of that name; nothing of it is left when the block has ended."""


def kit_image() -> ImageSpec:
    """The kit as an image: its modules, which need the standard library only."""
    empty = ("nex/__init__.py", "nex/grounding/__init__.py")
    files = {f"/{SITE}/{path}": "" for path in empty}
    for module in sorted(Path(kit.__file__).parent.glob("*.py")):
        text = module.read_text(encoding="utf-8")
        files[f"/{SITE}/nex/grounding/hostile/{module.name}"] = text
    return ImageSpec(
        name="hostile", ecosystem="pypi", entrypoint=("python", "-m", MODULE), files=files
    )


async def docker_site(daemon: Daemon, module: str = MODULE) -> Site:
    """Containers of the kit's image, with 256 MiB and 64 processes each; `module` is what starts."""
    image = await ensure_image(daemon, kit_image())
    return partial(_contained, daemon, Program(image.id, ("python", "-m", module)))


@asynccontextmanager
async def _contained(daemon: Daemon, program: Program, name: str) -> AsyncGenerator[Standing]:
    command = (*program.command, name, CONTAINED)
    program = replace(program, command=command, allowance=ALLOWANCE)
    async with open_container(daemon, program) as container:
        yield Standing(container.attachment, container.snapshot)


async def remains(daemon: Daemon) -> list[str]:
    """The containers of this process that are still there."""
    filters: Json = {"label": [f"{OWNER}={daemon.owner.text}"]}
    found = await daemon.ask(lambda api: api.containers(all=True, filters=filters))
    return [str(container["Names"]) for container in found]


@asynccontextmanager
async def process_site(name: str) -> AsyncGenerator[Standing]:
    """A process in a group of its own; nothing contains it."""
    path = os.pathsep.join((str(ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)))
    command = Command((sys.executable, "-m", MODULE, name), {"PYTHONPATH": path.rstrip(os.pathsep)})
    async with run_server(command) as attachment:
        yield Standing(attachment)
