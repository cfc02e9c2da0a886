"""`memory`: the knowledge graph that the memory server keeps, as entities and relations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from nex.data.frozen import Frozen
from nex.data.world import Value
from nex.grounding.readings.reading import Found
from nex.worlds.tables import Tables, column

FILE = "memory.jsonl"
MOST_LINES = 20_000
Rows = dict[str, dict[str, Mapping[str, Value]]]


class Node(Frozen):
    """A line of the server's file: an entity."""

    type: Literal["entity"]
    name: str
    kind: str = Field(alias="entityType")
    observations: tuple[str, ...]


class Edge(Frozen):
    """A line of the server's file: a relation."""

    type: Literal["relation"]
    source: str = Field(alias="from")
    target: str = Field(alias="to")
    kind: str = Field(alias="relationType")


LINE: TypeAdapter[Node | Edge] = TypeAdapter(Annotated[Node | Edge, Field(discriminator="type")])


def read(found: Found) -> Tables:
    """Entities `node` (row: its name; type and observations, in order of the alphabet) and
    `relation` (row: from, type and to).

    A line that is neither is a row of the entity `graph` that says so; so is every other file.
    """
    tables: Rows = {"node": {}, "relation": {}, "graph": {}}
    lines = found.files.get(FILE, b"").splitlines()
    for number, line in enumerate(lines[:MOST_LINES], 1):
        if not _taken(tables, line):
            tables["graph"][f"line {number}"] = {"broken": column(line.decode(errors="replace"))}
    if len(lines) > MOST_LINES:
        tables["graph"]["lines"] = {"broken": f"more than {MOST_LINES}"}
    for path in sorted(found.files):
        if path != FILE:
            tables["graph"][path] = {"broken": "a file beside the graph"}
    return tables


def _taken(tables: Rows, line: bytes) -> bool:
    """Whether a line says an entity or a relation that no line before it said."""
    try:
        said = LINE.validate_json(line)
    except ValidationError:
        return False
    if isinstance(said, Node):
        row, rows = said.name, tables["node"]
        texts = column("\n".join(sorted(said.observations)))
        columns: Mapping[str, Value] = {"type": column(said.kind), "observations": texts}
    else:
        row, rows = f"{said.source} -- {said.kind} --> {said.target}", tables["relation"]
        columns = {"from": said.source, "type": column(said.kind), "to": said.target}
    if row in rows:
        return False
    rows[row] = columns
    return True
