"""`nex check SPEC`: how each line was read, what is odd, which examples fail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import anyio

from nex.cli.console import console, write_json
from nex.cli.exits import BAD_INPUT, OK
from nex.cli.sources import Source, replace_text, spec_source
from nex.cli.writing import Pen, Rewrote, rewritten
from nex.data.jsons import Json
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import apply_rewrites, inspect_spec
from nex.language.reading.rendering import check_text, reading_json
from nex.language.reading.report import Reading
from nex.language.writing.examples import example_sentence
from nex.worlds.examples import failing_examples


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done beside reading."""

    write: bool = False
    """Put the nearest exact sentences into the file."""
    strict: bool = False
    """Whether guesses count as errors."""
    pen: Pen | None = None
    """Who rewrites what does not read exactly; None: nobody."""


def check(spec: Path, wanted: Wanted, *, json: bool) -> int:
    """Print the reading; 2 for a contradiction or a failing example, and for guesses if strict."""
    source = spec_source(spec, None)
    penned: Json = {}
    if wanted.pen is not None:
        rewrote = anyio.run(_penned, source, wanted.pen)
        source = rewrote.source
        penned["writer"] = rewrote.json(wanted.pen.writer)
    reading = inspect_spec(source.text, source.path)
    if wanted.write:
        reading = _rewritten(spec, source, reading)
    failing = [] if _contradicts(reading) else _failing(reading.world)
    if json:
        write_json({**reading_json(reading), "failing_examples": [*failing], **penned})
    else:
        screen = console()
        screen.print(
            check_text(reading, following="" if _contradicts(reading) else f"nex make {spec}")
        )
        for text in failing:
            screen.print(f"  example fails: {text}")
    return BAD_INPUT if _is_wrong(reading, failing, strict=wanted.strict) else OK


async def _penned(source: Source, pen: Pen) -> Rewrote:
    async with pen.open:
        return await rewritten(source, pen)


def _rewritten(spec: Path, source: Source, reading: Reading) -> Reading:
    """Put the rewrites into the file, whole or not at all; read it again."""
    text = apply_rewrites(source.text, reading)
    changed = sum(statement.rewrite is not None for statement in reading.statements)
    if text != source.text:
        replace_text(spec, text)
    console().print(f"  {spec}: {changed} lines rewritten")
    return inspect_spec(text, source.path)


def _failing(world: World) -> list[str]:
    try:
        found = failing_examples(world)
    except InputError as e:
        return [str(e)]
    return [f"{example_sentence(world, example)} {text}" for example, text in found]


def _contradicts(reading: Reading) -> bool:
    return any(lint.grade == "error" for lint in reading.lints)


def _is_wrong(reading: Reading, failing: list[str], *, strict: bool) -> bool:
    return bool(_contradicts(reading) or failing or (strict and reading.count("guess")))
