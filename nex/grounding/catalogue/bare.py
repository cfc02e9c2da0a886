"""Watching a server as a bare process, where there is no engine. Nothing contains it: unsafe."""

from __future__ import annotations

import shutil
import sys
import tarfile
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import anyio.to_thread
from mcp import Client

from nex.data.jsons import JsonValue
from nex.data.messages import said
from nex.grounding.catalogue.entry import Server, SmokeCall
from nex.grounding.catalogue.observing import Answer, Observed, call_once, kept, made, press
from nex.grounding.catalogue.outside import Sight
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.packages import SITE, image_tree
from nex.grounding.docker.server import open_client, tools_of
from nex.grounding.running import Command, run_server

FOLDERS = ("/workspace", "/opt", "/tmp")
"""Of an image; each lies elsewhere for a bare process."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an image's files lie for a bare process."""

    root: Path

    def inside(self, value: JsonValue) -> JsonValue:
        """The value with the paths of an image made those of this place."""
        match value:
            case str() if value.startswith(FOLDERS):
                return f"{self.root}{value}"
            case list():
                return [self.inside(item) for item in value]
            case dict():
                return {key: self.inside(item) for key, item in value.items()}
            case _:
                return value

    def look(self) -> Sight:
        """The files that the server left in its workspace."""
        paths = sorted(path for path in (self.root / "workspace").rglob("*") if path.is_file())
        cut = len(str(self.root))
        return Sight({str(p)[cut:]: sha256(p.read_bytes()).hexdigest() for p in paths}, 0)

    def furnish(self, files: dict[str, str]) -> None:
        """A workspace with these files and no others, and an empty /tmp."""
        for folder in ("workspace", "tmp"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
            (self.root / folder).mkdir()
        for path, text in files.items():
            target = self.root / "workspace" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


async def observe_bare(server: Server, seen: Observed) -> None:
    """Fill `seen` as far as processes allow; SandboxError where the server does not start.

    No reset is proved but that none is needed: a rollout gets a process and a folder of its own.
    """
    seen.left = ("a process is not contained",)
    with tempfile.TemporaryDirectory(prefix="nex-") as name:
        place = Place(Path(name))
        await anyio.to_thread.run_sync(_lay_out, server.image, place)
        place.furnish(server.entry.workspace)
        began = time.monotonic()
        async with _connected(server.image, place) as client:
            seen.signatures = await tools_of(client)
            seen.start, seen.protocol = time.monotonic() - began, str(client.protocol_version)
            seen.fresh = place.look()
            calling = partial(_all, client, place)
            await call_once(server, seen, calling)
            await press(seen, calling)
            seen.used = place.look()
        place.furnish(server.entry.workspace)
        async with _connected(server.image, place) as client:
            seen.elsewhere = await _all(client, place, kept(seen))


@asynccontextmanager
async def _connected(image: ImageSpec, place: Place) -> AsyncGenerator[Client]:
    async with run_server(_command(image, place)) as attachment, open_client(attachment) as client:
        yield client


async def _all(client: Client, place: Place, calls: Sequence[SmokeCall]) -> list[Answer]:
    """The answers, as if the server ran in its image."""
    answers: list[Answer] = []
    for call in calls:
        arguments = place.inside(call.arguments)
        assert isinstance(arguments, dict), "an object stays one"
        answer = await made(client, call.model_copy(update={"arguments": arguments}))
        plain = said(answer.result.text.replace(str(place.root), ""))
        result = replace(answer.result, content=plain.content)
        answers.append(Answer(call, result, answer.seconds))
    return answers


def _lay_out(image: ImageSpec, place: Place) -> None:
    """Put what the image holds beside its base into a folder."""
    with image_tree(image, node=False) as tree, tempfile.TemporaryFile() as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            tree.write(archive)
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            archive.extractall(place.root, filter="data")


def _command(image: ImageSpec, place: Place) -> Command:
    program, *arguments = [str(place.inside(part)) for part in image.entrypoint]
    environment = {name: str(place.inside(value)) for name, value in image.environment.items()}
    own = {"PYTHONPATH": str(place.root / SITE), "HOME": str(place.root / "tmp")}
    words = (sys.executable if program == "python" else program, *arguments)
    return Command(words, own | environment, place.root / "workspace")
