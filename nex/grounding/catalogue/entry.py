"""One server of the catalogue: a folder with its image, its lock and what is known of its tools."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from nex.data.frozen import Frozen
from nex.data.jsons import Json, JsonValue, digest
from nex.data.messages import Signature
from nex.errors import InputError, SandboxError
from nex.grounding.docker.image_spec import ImageSpec, read_image_spec, write_image_spec

FILE = "server.toml"
Reset = Literal["none", "restart", "container"]


class SmokeCall(Frozen):
    """One call that shows whether a server works; the last of a list is the one that is timed."""

    tool: str
    arguments: Json = Field(default_factory=dict)
    expect: str = ""
    """Text that the reply holds; "": any reply that is no error."""


class ServerEntry(Frozen):
    """What is known of a server beside its image; people may edit it."""

    schema_version: Literal["nex.server/1"] = "nex.server/1"
    description: str = ""
    reset: Reset = "container"
    """What has to lie between two rollouts; `nex tools check` proves it anew."""
    memory: Annotated[int, Field(ge=64, le=8192)] = 512
    """MiB that its container may use."""
    seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    """How long one call may take before it counts as dead."""
    tools: str = ""
    """Digest of its list of tools; "": not pinned yet."""
    needs: str = ""
    """What it lacks in a container without a network, in words; "": nothing."""
    workspace: dict[str, str] = Field(default_factory=dict)
    """Path in /workspace -> text: what the calls find there."""
    seed: tuple[str, ...] = ()
    """Recipes of a typical workspace for `nex synth --server`; none: folders of notes."""
    reads: tuple[str, ...] = ("files",)
    """Readings that make tables of what it leaves in its workspace."""
    calls: tuple[SmokeCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be built, started and checked."""

    image: ImageSpec
    entry: ServerEntry

    @property
    def name(self) -> str:
        """What the catalogue calls it."""
        return self.image.name


def read_server(folder: Path) -> Server:
    """The server that a folder describes; without a server.toml nothing is known but its image.

    Raises InputError for a folder that describes none.
    """
    path = folder / FILE
    image = read_image_spec(folder)
    if not path.exists():
        return Server(image, ServerEntry())
    try:
        entry = ServerEntry.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as e:
        raise InputError(f"{path}: no server is described here: {e}") from e
    return Server(image, entry)


def write_server(folder: Path, server: Server) -> None:
    """Put a server's three files into a folder."""
    write_image_spec(folder, server.image)
    write_entry(folder, server.entry)


def write_entry(folder: Path, entry: ServerEntry) -> None:
    """Put into a server's folder what is known of its tools."""
    (folder / FILE).write_text(entry_text(entry), encoding="utf-8")


def entry_text(entry: ServerEntry) -> str:
    """A server.toml; reading it gives the entry back."""
    head = [
        f"{name} = {_toml(value)}"
        for name, value in entry.model_dump(mode="json", exclude={"calls"}).items()
    ]
    calls = [
        "\n".join(["\n[[calls]]", *(f"{k} = {_toml(v)}" for k, v in call.model_dump().items())])
        for call in entry.calls
    ]
    return "\n".join([*head, *calls]) + "\n"


def _toml(value: JsonValue) -> str:
    """A JSON value in TOML; null has no form there and is left out of tables."""
    if isinstance(value, dict):
        pairs = [f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items() if v is not None]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value if item is not None)}]"
    return json.dumps(value).replace("\x7f", "\\u007f")


def tools_digest(signatures: Sequence[Signature]) -> str:
    """What a list of tools is known by: names, descriptions and schemas, in the server's order."""
    return digest([[s.name, s.description, s.input, s.output] for s in signatures])


def demand_pinned(server: Server, signatures: Sequence[Signature]) -> None:
    """SandboxError where the tools are not those that were pinned."""
    found = tools_digest(signatures)
    if server.entry.tools and server.entry.tools != found:
        raise SandboxError(
            f"{server.name}: its tools changed: pinned {server.entry.tools[:12]}, "
            f"found {found[:12]}; look at them, then: nex tools check {server.name} --pin"
        )
