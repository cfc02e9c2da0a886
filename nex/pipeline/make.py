"""make: from the text of a spec to a finished run, every stage in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from nex.batch.execute import Tally
from nex.environment.folder import Environment, write_environment
from nex.environment.live import Live
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.language.reading.report import Reading
from nex.pipeline.finishing import Finished, finish
from nex.pipeline.running import Batched, manifest_of, plan_rollouts, run_batch
from nex.pipeline.synthesizing import Recipe, synthesize_environment
from nex.pipeline.watch import Watch
from nex.report.data import SpecLine
from nex.rollout.rollout import Actor


@dataclass(frozen=True, slots=True)
class Built:
    """A spec's environment: as a value, in its folder, and how each line was read."""

    environment: Environment
    folder: Path
    reading: Reading


@dataclass(frozen=True, slots=True)
class Order:
    """How the rollouts of an environment are to be made."""

    batched: Batched
    repeats: int
    settings: dict[str, str]
    """The command's options, for resuming."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run: its folder, how it went, and what was made of it."""

    folder: Path
    tally: Tally
    finished: Finished


def read_source(path: str, text: str, watch: Watch) -> Reading:
    """How each line of a spec reads; InputError where there is nothing to build on."""
    watch.begins("read")
    reading = read_spec(text, path)
    said = ", ".join(f"{n} {kind}" for kind, n in reading.counts.items() if n)
    watch.ends(f"{len(reading.statements)} statements: {said}")
    return reading


def recipe_for(reading: Reading, text: str, recipe: Recipe) -> Recipe:
    """The recipe with the spec's text, and how it was read, for the environment's card."""
    return replace(recipe, spec=text, reading=reading.counts)


async def build(
    reading: Reading, recipe: Recipe, teacher: Actor, *, parent: Path, watch: Watch
) -> Built:
    """Make the environment of a reading and write its folder under `parent`."""
    environment = await synthesize_environment(reading.world, recipe, teacher, watch)
    if not environment.tasks:
        raise InputError(
            f"{reading.world.name}: no task could be proved; `nex check SPEC` says what was "
            "understood: a world needs things, actions, and what the actions change"
        )
    return Built(environment, write_environment(environment, parent), reading)


async def run_environment(
    live: Live, folder: Path, order: Order, lines: tuple[SpecLine, ...]
) -> Ran:
    """Run an environment from the plan to the report, in a run folder of its own."""
    actor = order.batched.actor
    plan = plan_rollouts([live], actor.model.name, order.repeats)
    manifest = manifest_of(folder.name, [live], actor, plan, order.settings)
    tally = await run_batch(folder, manifest, plan, order.batched)
    return Ran(folder, tally, finish(folder, [live], lines, order.batched.watch))


def spec_lines(reading: Reading) -> tuple[SpecLine, ...]:
    """The reading as the report shows it."""
    return tuple(
        SpecLine(statement.line, statement.kind, statement.text, statement.echo)
        for statement in reading.statements
    )
