"""`nex synth --from FILE`: a spec drafted from a schema that people already have."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from nex.cli.sources import spec_source
from nex.cli.worlds import file_name, write_text
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec
from nex.language.reading.rendering import check_text
from nex.synthesis.schemas.ddl import draft_sql
from nex.synthesis.schemas.drafted import Drafted
from nex.synthesis.schemas.names import words_of
from nex.synthesis.schemas.openapi import draft_openapi
from nex.synthesis.schemas.table import draft_csv

SHOWN = 12
"""Remarks that are shown one by one."""
_READERS = {
    ".sql": draft_sql,
    ".ddl": draft_sql,
    ".json": draft_openapi,
    ".csv": draft_csv,
    ".tsv": draft_csv,
}


def spec_of_schema(schema: Path, place: tuple[Path | None, Path], screen: Console) -> Path:
    """Write the spec that a schema suggests and say how it reads and what it lacks; its path."""
    read = _READERS.get(schema.suffix.lower())
    if read is None:
        known = ", ".join(_READERS)
        raise InputError(f"{schema}: no schema by its name; --from reads {known} (YAML: as JSON)")
    source = spec_source(schema, None)
    drafted = read(source.text, source.path, words_of(schema.stem) or "draft")
    wanted, out = place
    path = wanted or out / "specs" / f"{file_name(drafted.world.name)}.md"
    write_text(path, drafted.spec)
    for name, text in drafted.files:
        write_text(path.parent / name, text)
        screen.print(f"  rows      {path.parent / name}")
    _tell(screen, drafted, path)
    return path


def _tell(screen: Console, drafted: Drafted, path: Path) -> None:
    reading = inspect_spec(drafted.spec, str(path))
    screen.print(check_text(reading), end="\n\n")
    for remark in drafted.remarks[:SHOWN]:
        screen.print(f"  not in it  {remark}")
    if len(drafted.remarks) > SHOWN:
        screen.print(f"  not in it  and {len(drafted.remarks) - SHOWN} more")
    screen.print(f"  draft     {path}   say in it who may do what, and which rules hold")
