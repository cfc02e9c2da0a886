"""`nex synth`: environments from specs, without rollouts."""

from __future__ import annotations

from pathlib import Path

import anyio

from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.exits import OK
from nex.cli.make import planner
from nex.cli.sources import spec_source
from nex.pipeline.make import Built, build, read_source, recipe_for
from nex.pipeline.synthesizing import Recipe
from nex.report.terminal import environment_text


def synth(specs: list[Path], recipe: Recipe, *, out: Path, json: bool) -> int:
    """Make one environment for each spec."""
    made = [anyio.run(_one, spec, recipe, out) for spec in specs]
    screen = console()
    if json:
        write_json(
            [{"environment": str(b.folder), "tasks": len(b.environment.tasks)} for b in made]
        )
    for built in made:
        environment = built.environment
        screen.print()
        screen.print(environment_text(environment.card, environment.tasks, environment.blueprints))
    screen.print()
    for built in made:
        screen.print(f"  {built.folder}/")
    screen.print(f"  next   nex run {' '.join(str(built.folder) for built in made)}")
    return OK


async def _one(spec: Path, recipe: Recipe, out: Path) -> Built:
    source = spec_source(spec, None)
    watch = ConsoleWatch(console())
    reading = read_source(source.path, source.text, watch)
    whole = recipe_for(reading, source.text, recipe)
    return await build(reading, whole, planner(), parent=out / "environments", watch=watch)
