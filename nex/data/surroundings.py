"""What a World stands among: files that its rows come from, real servers beside its tools."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from nex.data.frozen import Frozen
from nex.data.jsons import Json, digest


class Table(Frozen):
    """Rows that an entity starts with, instead of drawn ones."""

    entity: str
    attributes: tuple[str, ...]
    rows: tuple[tuple[bool | int | str | None, ...], ...]
    """Values in the order of `attributes`; a reference is the label of the row that is meant."""


class Mount(Frozen):
    """A real server of the catalogue that stands beside the World's own tools."""

    server: str
    holds: str | None = None
    """What is kept there, in the plural; None: the spec only names the server."""


class PinnedTool(Frozen):
    """One tool of a real server as it was when the environment was made."""

    name: str
    description: str = ""
    input: Json = Field(default_factory=dict)
    output: Json | None = None


class Ground(Frozen):
    """One real server of an environment: what runs, what agents get of it, how its state is read."""

    server: str
    """Its name in the catalogue."""
    tools: tuple[PinnedTool, ...]
    """All that it lists, in its order; a server that lists anything else is not used."""
    offered: tuple[str, ...] = ()
    """Names of the tools that agents get; none: all."""
    prefix: str = ""
    """Stands before the names of its tools, where servers of one environment share some."""
    folder: str = ""
    """The part of a task's workspace that it gets; "": all of it."""
    command: tuple[str, ...] = ()
    """How it is started; none: as its image says."""
    reads: tuple[str, ...] = ()
    """Names of the readings that make tables of what it leaves in its workspace."""
    sealed: str = ""
    """Digest of an archive among the states that no server ever gets: what readings compare with."""
    shared: bool = False
    """Its workspace is the one of all that share theirs; the first of them brings the files."""
    network: str = ""
    """Its name on the closed network of the rollout; "": it is on none."""
    site: bool = False
    """It is no MCP server: over the network it shows its files to the others as a web site."""

    @cached_property
    def shown(self) -> tuple[PinnedTool, ...]:
        """The tools that agents get, under the names that they get them by."""
        kept = (t for t in self.tools if not self.offered or t.name in self.offered)
        return tuple(t.model_copy(update={"name": self.prefix + t.name}) for t in kept)

    @cached_property
    def tools_digest(self) -> str:
        """What its whole list of tools is known by."""
        return digest([[t.name, t.description, t.input, t.output] for t in self.tools])
