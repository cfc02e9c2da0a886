"""`nex check SPEC`: how each line was read, what is odd, which examples fail."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nex.cli.console import console, write_json
from nex.cli.exits import BAD_INPUT, OK
from nex.cli.sources import Source, spec_source
from nex.data.world import World
from nex.errors import InputError
from nex.language.reader import apply_rewrites, inspect_spec
from nex.language.reading import Reading
from nex.language.rendering import check_text, reading_json
from nex.language.writing_examples import example_sentence
from nex.worlds.examples import failing_examples


def check(spec: Path, *, write: bool, strict: bool, json: bool) -> int:
    """Print the reading; 2 for a contradiction or a failing example, and for guesses if strict."""
    source = spec_source(spec, None)
    reading = inspect_spec(source.text, source.path)
    if write:
        reading = _rewritten(spec, source, reading)
    failing = [] if _contradicts(reading) else _failing(reading.world)
    if json:
        write_json({**reading_json(reading), "failing_examples": [*failing]})
    else:
        screen = console()
        screen.print(
            check_text(reading, following="" if _contradicts(reading) else f"nex make {spec}")
        )
        for text in failing:
            screen.print(f"  example fails: {text}")
    return BAD_INPUT if _is_wrong(reading, failing, strict=strict) else OK


def _rewritten(spec: Path, source: Source, reading: Reading) -> Reading:
    """Put the rewrites into the file, whole or not at all; read it again."""
    text = apply_rewrites(source.text, reading)
    changed = sum(statement.rewrite is not None for statement in reading.statements)
    if text != source.text:
        _replace(spec, text)
    console().print(f"  {spec}: {changed} lines rewritten")
    return inspect_spec(text, source.path)


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=".nex-", delete=False
    ) as draft:
        draft.write(text)
    Path(draft.name).chmod(path.stat().st_mode)
    Path(draft.name).replace(path)


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
