"""The base that a server's tasks stand on: its image, its seeded workspace, its tables at the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import anyio.to_thread

from nex.data.jsons import bytes_digest
from nex.data.messages import Signature
from nex.data.surroundings import Ground, PinnedTool
from nex.data.task import Change
from nex.errors import InputError
from nex.grounding.bench import open_bench
from nex.grounding.catalogue.entry import Server, SmokeCall, demand_pinned
from nex.grounding.clock import ahead
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.profile import Allowance
from nex.grounding.docker.workspace import packed, unpacked
from nex.grounding.readings.reading import Found, read_workspace
from nex.synthesis.servers.facts import Facts, Record
from nex.synthesis.servers.seeds import seeded
from nex.worlds.tables import Tables, diff_tables

USUAL = ("notes",)
"""What a workspace holds where the catalogue says nothing of it."""


@dataclass(frozen=True, slots=True)
class Base:
    """A server with the workspace that all of its tasks start with."""

    daemon: Daemon
    server: Server
    program: Program
    moved: Program
    """The same with a clock that is ahead, where that can be had."""
    facts: Facts
    named: Facts
    """Where in the workspace rows of a World are spoken of."""
    signatures: tuple[Signature, ...]
    start: Tables = field(default_factory=dict[str, Mapping[str, Mapping[str, str]]])

    @property
    def clocked(self) -> bool:
        """Whether what depends on the time can be told."""
        return self.moved is not self.program

    @property
    def state(self) -> str:
        """The name of the workspace's archive."""
        return bytes_digest(self.program.workspace)

    @property
    def ground(self) -> Ground:
        """The server as an environment names it."""
        return Ground(server=self.server.name, tools=self.pinned, reads=self.server.entry.reads)

    @property
    def pinned(self) -> tuple[PinnedTool, ...]:
        """All its tools as they are."""
        return tuple(
            PinnedTool(name=s.name, description=s.description, input=s.input, output=s.output)
            for s in self.signatures
        )

    async def tables(self, files: Mapping[str, bytes]) -> Tables:
        """What its readings see in these files."""
        return await read_workspace(self.server.entry.reads, Found(files, self.daemon))

    async def changes(self, files: Mapping[str, bytes]) -> tuple[Change, ...]:
        """How these files differ from the start."""
        return diff_tables(self.start, await self.tables(files))


async def lay_base(
    daemon: Daemon, server: Server, seed: int, records: Sequence[Record] = ()
) -> Base:
    """Build, seed and start a server once; SandboxError where it does not start or has changed.

    `records`: rows of a World that the workspace shall speak of.
    """
    entry = server.entry
    image = await ensure_image(daemon, server.image)
    whole = seeded(entry.seed or USUAL, seed, records)
    files = dict(whole.files)
    allowance = Allowance(memory=entry.memory)
    program = Program(
        image.id, server.image.entrypoint, workspace=packed(files), allowance=allowance
    )
    async with open_bench(daemon, program) as bench:
        signatures = bench.signatures
        demand_pinned(server, signatures)
        for call in _filling(server, whole.statements):
            answer = await bench.call(call.tool, call.arguments)
            if answer.status != "ok":
                raise InputError(f"{server.name}: cannot be seeded: {answer.text[:200]}")
        if whole.statements:
            archive = await bench.container.snapshot()
            files = await anyio.to_thread.run_sync(unpacked, archive)
            program = replace(program, workspace=packed(files))
    command = ahead(program.command)
    moved = program if command is None else replace(program, command=command)
    base = Base(daemon, server, program, moved, whole.facts, whole.named, signatures)
    return replace(base, start=await base.tables(files))


def _filling(server: Server, statements: Sequence[str]) -> list[SmokeCall]:
    """Calls that run the statements, as the catalogue's own call that makes a table does."""
    if not statements:
        return []
    for call in server.entry.calls:
        for name, value in call.arguments.items():
            if isinstance(value, str) and value.upper().startswith("CREATE TABLE"):
                return [
                    call.model_copy(update={"arguments": {**call.arguments, name: statement}})
                    for statement in statements
                ]
    raise InputError(f"{server.name}: no known call makes a table, so it cannot be seeded")
