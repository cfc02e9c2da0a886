"""Specs in controlled English become Worlds: every statement exact, guess or note.

The statements are read in passes, since each needs the words that others bring: things first,
then what can be done, then what must hold and what changes.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.echoes import echo
from nex.language.reading.intake import MOST_STATEMENTS, Places, checked
from nex.language.reading.layout import Source, layout
from nex.language.reading.lints import lints
from nex.language.reading.passes import understood
from nex.language.reading.progress import Passes
from nex.language.reading.report import Lint, Reading, Statement
from nex.language.reading.rewrites import nearest
from nex.language.reading.sharing import with_shared
from nex.language.reading.tables import table
from nex.language.words.naming import odd_letter


def read_spec(text: str, path: str) -> Reading:
    """Read a spec. Raises InputError for hopeless input and for rules that contradict."""
    reading = inspect_spec(text, path)
    for lint in reading.lints:
        if lint.grade == "error":
            raise InputError(f"{path}:{lint.line}:{lint.column}: {lint.text}; keep one of them")
    return reading


def inspect_spec(text: str, path: str, *, alone: bool = False) -> Reading:
    """Read a spec and report contradictions as lints of grade error.

    `alone`: without the specs that it shares things with. Raises InputError for input in which
    nothing can be read: empty, binary, too large, or without a thing in it.
    """
    found = layout(checked(text, path))
    if len(found.sources) > MOST_STATEMENTS:
        raise InputError(
            f"{path}: {len(found.sources)} statements; at most {MOST_STATEMENTS} are read, split it"
        )
    places = Places(text)
    name = (found.title or PurePath(path).stem or "spec").lower()
    passes = understood(found.sources, name)
    _fetch(passes, PurePath(path))
    for at, source in enumerate(found.sources):
        if passes.kind(at) == "note":
            _refuse_odd(source, places, path)
    world = passes.world()
    if not world.entities:
        raise InputError(
            f"{path}:1:1: no thing is declared in it; say what there is, for example "
            '"A book has a title and a status: available or lost."'
        )
    if not alone:
        world = with_shared(world, passes.draft.shares, PurePath(path).parent, _other)
    known = (world, passes.draft.names)
    statements = tuple(_statement(places, at, passes, known) for at in range(len(found.sources)))
    remarks = tuple(
        Lint(line=line, column=column, text=remark.text, grade=remark.grade)
        for remark in lints(world, passes.draft)
        for line, column in [places.of(found.sources[remark.statement].start)]
    )
    return Reading(path=path, world=world, statements=statements, lints=remarks)


def _other(text: str, path: str) -> World:
    """The World of a spec that shares things; what it shares in turn is left alone."""
    reading = inspect_spec(text, path, alone=True)
    for lint in reading.lints:
        if lint.grade == "error":
            raise InputError(f"{path}:{lint.line}:{lint.column}: {lint.text}; keep one of them")
    return reading.world


def _fetch(passes: Passes, path: PurePath) -> None:
    """Read the files that the spec names; they stand beside it."""
    known = {entity.name: entity for entity in passes.draft.world().entities}
    for entity, (file, _) in passes.draft.files.items():
        passes.draft.tables.append(table(known[entity], Path(path.parent) / file))


def apply_rewrites(text: str, reading: Reading) -> str:
    """The spec's text with every rewrite in the place of its statement."""
    for statement in sorted(reading.statements, key=lambda s: -s.start):
        if statement.rewrite is not None:
            text = text[: statement.start] + statement.rewrite + text[statement.end :]
    return text


def _refuse_odd(source: Source, places: Places, path: str) -> None:
    """Names go into tools, columns and prompts: a declaration that holds code is refused whole."""
    words = source.reading.lower().split(" ", 12)
    has = next((at for at, word in enumerate(words) if word in ("has", "have")), None)
    if words[0] not in ("a", "an", "each", "every") or has is None or has > 5:
        return
    noun = " ".join(words[1:has])
    odd = odd_letter(noun) or next((c for c in source.reading if c in "{}<>\\$"), None)
    braces = odd in ("{", "}") and "{{" not in source.reading and odd not in noun
    if odd is None or odd in "()'" or braces:
        return
    line, column = places.of(source.start)
    raise InputError(
        f"{path}:{line}:{column}: {odd!r} in {source.text[:60]!r}; names are letters, digits, "
        "spaces and hyphens"
    )


def _statement(
    places: Places, at: int, passes: Passes, known: tuple[World, frozenset[str]]
) -> Statement:
    source: Source = passes.sources[at]
    world, names = known
    line, column = places.of(source.start)
    kind = passes.kind(at)
    said = tuple(line for meaning in passes.meanings(at) for line in echo(meaning, world, names))
    return Statement(
        line=line,
        column=column,
        text=source.text,
        kind=kind,
        echo=said,
        used=not passes.prose(at),
        rewrite=nearest(source.reading, at, passes, world) if kind != "exact" else None,
        start=source.start,
        end=source.end,
    )
