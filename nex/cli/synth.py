"""`nex synth`: environments from specs, from a line of words, from nothing, from a schema."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import anyio
from rich.console import Console

from nex.cli.console import ConsoleWatch, console
from nex.cli.drafts import spec_of_schema
from nex.cli.exits import OK
from nex.cli.make import planner
from nex.cli.mounting import mounted
from nex.cli.sample import sample
from nex.cli.sources import Source, spec_source
from nex.cli.telling import tell_environments
from nex.cli.worlds import kit_by_writer, spec_by_writer, spec_of_kit, spec_of_line
from nex.cli.writing import Pen, opened, rewritten, spent
from nex.environment.folder import Environment
from nex.errors import InputError
from nex.language.reading.merging import merged
from nex.pipeline.make import Built, build, read_source, recipe_for
from nex.pipeline.synthesizing import Recipe


@dataclass(frozen=True, slots=True)
class Wanted:
    """What environments are to be made of."""

    sources: tuple[str, ...] = ()
    """Files of specs, or lines such as "a veterinary clinic"."""
    sample: int | None = None
    """How many worlds to draw from nothing; None: none."""
    schema: Path | None = None
    """A schema to draft a spec from; None: none."""
    kits: Path | None = None
    """A folder of one's own kits."""
    spec_out: Path | None = None
    """Where a spec that is written goes; None: under `specs/` of the output."""
    pen: Pen | None = None
    """Who writes specs of lines, and rewrites what does not read in files; None: kits, nobody."""
    shared: bool = False
    """Whether the specs share what they call alike, so that one environment comes of all."""
    kit_out: Path | None = None
    """Where the writer's kit of the line goes; None: it writes the spec itself."""


def synth(wanted: Wanted, recipe: Recipe, *, out: Path, json: bool) -> int:
    """Make one environment for each source."""
    if wanted.sample is not None:
        if wanted.sources or wanted.spec_out or wanted.schema or wanted.pen:
            raise InputError("--sample N stands alone: it writes specs of its own")
        return sample(wanted.sample, wanted.kits, recipe, out=out, json=json)
    screen = console()
    made: list[tuple[Path, Environment]] = []
    for built in anyio.run(_all, wanted, recipe, (out, screen)):
        made.append((built.folder, built.environment))
        made += mounted(built, (recipe.tasks, recipe.seed), out)
    tell_environments(made, json=json)
    return OK


async def _all(wanted: Wanted, recipe: Recipe, place: tuple[Path, Console]) -> list[Built]:
    async with opened(wanted.pen):
        sources = await _sources(wanted, recipe, place)
        if wanted.shared:
            made = [await _shared(sources, recipe, place[0])]
        else:
            made = [await _one(source, recipe, place[0]) for source in sources]
    if wanted.pen is not None:
        place[1].print(f"  writer    {spent(wanted.pen.writer)}")
    return made


async def _sources(wanted: Wanted, recipe: Recipe, place: tuple[Path, Console]) -> list[Source]:
    """Every spec that was named, said or drafted."""
    if wanted.kit_out and (wanted.pen is None or len(wanted.sources) != 1):
        raise InputError("--kit-out FILE takes one line, and somebody who writes: --writer MODEL")
    if wanted.schema is not None:
        if wanted.sources:
            raise InputError("--from FILE stands alone: it writes a spec of its own")
        return [await _drafted(wanted.schema, wanted, place)]
    if not wanted.sources:
        raise InputError('name a spec or say a line: nex synth "a veterinary clinic"')
    if wanted.spec_out and len(wanted.sources) > 1:
        raise InputError("--spec-out names one file; say one line at a time")
    return [await _source(said, wanted, recipe, place) for said in wanted.sources]


async def _drafted(schema: Path, wanted: Wanted, place: tuple[Path, Console]) -> Source:
    out, screen = place
    return await _checked(spec_of_schema(schema, (wanted.spec_out, out), screen), wanted)


async def _source(said: str, wanted: Wanted, recipe: Recipe, place: tuple[Path, Console]) -> Source:
    """A spec's file, with what its writer rewrites; a line becomes a spec first."""
    if is_file(said):
        return await _checked(Path(said), wanted)
    out, screen = place
    where = (wanted.spec_out, out)
    if wanted.pen is not None and wanted.kits is not None:
        raise InputError("a line is worded by kits (--kits DIR) or by a writer (--writer MODEL)")
    if wanted.pen is None:
        path = spec_of_line(said, wanted.kits, recipe.seed, where, screen)
    elif wanted.kit_out is None:
        path = await spec_by_writer(said, wanted.pen.writer, where, screen)
    else:
        kit = await kit_by_writer(said, wanted.pen.writer, wanted.kit_out, screen)
        path = spec_of_kit(kit, recipe.seed, where, screen)
    return spec_source(path, None)


async def _checked(path: Path, wanted: Wanted) -> Source:
    source = spec_source(path, None)
    return source if wanted.pen is None else (await rewritten(source, wanted.pen)).source


def is_file(said: str) -> bool:
    """Whether an argument is meant as a file: it exists, or it looks like a path."""
    return Path(said).exists() or said.endswith(".md") or "/" in said


async def _one(source: Source, recipe: Recipe, out: Path) -> Built:
    watch = ConsoleWatch(console())
    reading = read_source(source.path, source.text, watch)
    whole = recipe_for(reading, source.text, recipe)
    return await build(reading, whole, planner(), parent=out / "environments", watch=watch)


async def _shared(sources: list[Source], recipe: Recipe, out: Path) -> Built:
    """One environment of all the specs: what they call alike is one thing."""
    if len(sources) < 2:
        raise InputError("--shared takes several specs: nex synth shop.md warehouse.md --shared")
    watch = ConsoleWatch(console())
    first, *others = [read_source(source.path, source.text, watch) for source in sources]
    whole = first.world
    for other in others:
        known = {entity.name for entity in whole.entities if not entity.single}
        alike = [entity.name for entity in other.world.entities if entity.name in known]
        whole = merged(whole, other.world, alike)
    said = [statement for reading in (first, *others) for statement in reading.statements]
    reading = first.model_copy(update={"world": whole, "statements": tuple(said)})
    text = "\n\n".join(source.text for source in sources)
    made = recipe_for(reading, text, recipe)
    return await build(reading, made, planner(), parent=out / "environments", watch=watch)
