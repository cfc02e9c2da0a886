"""A World's server that is told everything over stdin: no file, no mount; one Start after another.

The first line holds the World and its card; the server populates it once and says so. Each further
line opens a Session with a Start; then MCP is spoken until the line that ends it. Every Session is
a fresh clone of the populated template, so nothing passes from one to the next.
"""

from __future__ import annotations

import io
import sys
from typing import IO, BinaryIO, Literal, cast

import anyio
from mcp.server.stdio import stdio_server

from nex.data.environment import EnvironmentCard
from nex.data.frozen import Frozen
from nex.data.task import Start
from nex.data.world import World
from nex.worlds.populate import Template, populate
from nex.worlds.server import build_server
from nex.worlds.session import Session

READY = b'{"nex":"ready"}'
"""What the server says once the World is populated, and again once a Session has ended."""
END = b'{"nex":"end"}'
"""What ends a Session."""


class Site(Frozen):
    """The first line: what is populated."""

    schema_version: Literal["nex.site/1"] = "nex.site/1"
    world: World
    card: EnvironmentCard
    """Names the seed, the surface and the faults; nothing else of it is read."""


class Opening(Frozen):
    """A line that opens a Session."""

    start: Start
    owner: str
    """The token that unlocks the evidence of this Session."""


class _UntilEnd(io.TextIOBase):
    """Standard input as far as the end of a Session."""

    def __init__(self, lines: BinaryIO) -> None:
        self._lines = lines

    def readline(self, size: int | None = -1, /) -> str:
        line = self._lines.readline()
        return "" if line.rstrip() == END else line.decode(errors="replace")


def main() -> None:
    """Serve Sessions over stdin and stdout until stdin is closed."""
    lines, out = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not break the protocol
    site = Site.model_validate_json(lines.readline())
    template = populate(site.world, site.card.seed)
    _say_ready(out)
    while line := lines.readline():
        if line.strip():
            anyio.run(
                _serve, Opening.model_validate_json(line), (site.card, template), (lines, out)
            )
            _say_ready(out)


async def _serve(
    opening: Opening,
    populated: tuple[EnvironmentCard, Template],
    streams: tuple[BinaryIO, BinaryIO],
) -> None:
    card, template = populated
    session = Session(template, opening.start, card.surface, faults=card.faults, seed=card.seed)
    server = build_server(session, opening.owner)
    lines, out = streams
    stdin = anyio.wrap_file(cast("IO[str]", _UntilEnd(lines)))
    text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    async with stdio_server(stdin, anyio.wrap_file(text)) as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
    text.detach()


def _say_ready(out: BinaryIO) -> None:
    out.write(READY + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
