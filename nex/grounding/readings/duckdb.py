"""`duckdb`: every row of every table of a DuckDB file, read by DuckDB itself in a fresh container."""

from __future__ import annotations

from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.world import Value
from nex.errors import SandboxError
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.docker.container import Program, open_container
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.workspace import packed
from nex.grounding.readings.reading import Found
from nex.worlds.tables import Tables, column

IMAGE = "duckdb"
"""The server of the catalogue whose image has the newest DuckDB."""
SUFFIXES = (".duckdb", ".duckdb.wal")
SECONDS = 60.0
MOST_BYTES = 32 << 20
MARK = b"tables"
BROKEN = "database"
SCRIPT = f"""
import glob, json, sys
sys.stdin.readline()
found = {{}}
for path in sorted(glob.glob('/workspace/*.duckdb')):
    try:
        import duckdb
        base = duckdb.connect(path, config={{'enable_external_access': 'false'}})
        names = base.execute("SELECT table_name, sql FROM duckdb_tables() ORDER BY 1").fetchall()
        found['schema'] = [['name', 'sql'], [[name, made] for name, made in names]]
        for name, made in names:
            cursor = base.execute('SELECT * FROM "' + name.replace('"', '""') + '"')
            columns = [c[0] for c in cursor.description]
            rows = cursor.fetchmany(20000)
            plain = [[v if isinstance(v, (int, str, type(None))) else str(v) for v in r] for r in rows]
            found[name] = [columns, plain]
    except Exception as e:
        found['{BROKEN}'] = [['broken'], [[str(e)[:300]]]]
print({MARK.decode()!r}, flush=True)
print(json.dumps(found), flush=True)
"""


async def read(found: Found) -> Tables:
    """Entity = the table's name; row = its first column, or its place where that names several.

    The entity `schema` has a row for each table, with the statement that made it.
    A file that cannot be read is a row of the entity `database` that says why.
    """
    files = {path: content for path, content in found.files.items() if path.endswith(SUFFIXES)}
    if not files:
        return {}
    if found.daemon is None:
        raise SandboxError("a DuckDB file is read in a container, and there is no engine here")
    [server] = servers_named([IMAGE])
    image = await ensure_image(found.daemon, server.image)
    program = Program(image.id, ("python", "-c", SCRIPT), workspace=packed(files))
    async with open_container(found.daemon, program) as container:
        attachment = container.attachment
        line = await attachment.awaiting(
            MARK, lambda: attachment.write(b"go"), SECONDS, then=MOST_BYTES
        )
    return {name: _rows(table) for name, table in _told(line).items()}


def _told(line: bytes) -> Json:
    try:
        return cast("Json", orjson.loads(line))
    except ValueError as e:
        raise SandboxError(f"the reading of a DuckDB file gave {line[:80]!r}") from e


def _rows(table: JsonValue) -> dict[str, dict[str, Value]]:
    columns, rows = cast("tuple[list[str], list[list[Value]]]", table)
    first = [str(row[0]) for row in rows]
    names = first if len(set(first)) == len(first) else [str(n) for n in range(len(rows))]
    return {
        name: {key: _value(value) for key, value in zip(columns, row, strict=True)}
        for name, row in zip(names, rows, strict=True)
    }


def _value(value: Value) -> Value:
    return column(value) if isinstance(value, str) else value
