"""`nex make`: a spec to an environment, a run, a dataset and a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import anyio
from rich.console import Console

from nex.batch.execute import Terms
from nex.cli.acting import Acting
from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.sources import Source, spec_source
from nex.cli.writing import Pen, opened, rewritten
from nex.data.jsons import Json
from nex.data.trajectory import Trajectory
from nex.environment.live import open_environment
from nex.errors import InputError
from nex.models.resolve import resolve
from nex.pipeline.make import (
    Built,
    Order,
    Ran,
    build,
    read_source,
    recipe_for,
    run_environment,
    spec_lines,
)
from nex.pipeline.running import Batched
from nex.pipeline.synthesizing import Recipe
from nex.report.terminal import score_table, trajectory_text
from nex.rollout.rollout import Actor
from nex.scoring.scorecard import passed


def make(  # noqa: PLR0913 - what the command was asked
    spec: Path | None,
    example: str | None,
    *,
    acting: Acting,
    recipe: Recipe,
    pen: Pen | None,
    out: Path,
    json: bool,
) -> int:
    """Run the whole pipeline; the exit code of its batch.

    With a pen, the spec's prose is rewritten first; a shipped example stays as it is.
    """
    source = spec_source(spec, example)
    _demand_reader(recipe, acting)
    actor = acting.actor()
    screen = console()
    pens = Pens(pen, rewrites=example is None)
    source, built, ran = anyio.run(
        _penned, source, recipe, Place(out, screen), (acting, actor), pens
    )
    if json:
        write_json(_summary(built, ran))
    _tell(screen, built, ran, source, acting)
    return ran.tally.exit_code


@dataclass(frozen=True, slots=True)
class Pens:
    """Who writes, and whether the spec is to be rewritten too."""

    pen: Pen | None
    rewrites: bool


def _demand_reader(recipe: Recipe, acting: Acting) -> None:
    """Refuse other words for tasks that are then done by who cannot read them."""
    if recipe.penned and recipe.penned.paraphrases and acting.model.partition(":")[0] == "teacher":
        raise InputError(
            "--paraphrase: the planner reads only the words of its own grammar; name a model "
            "(--model openai/NAME), or make the environment alone: nex synth"
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where things go: files under `out`, words on `screen`."""

    out: Path
    screen: Console


async def _penned(
    source: Source, recipe: Recipe, place: Place, acting: tuple[Acting, Actor], pens: Pens
) -> tuple[Source, Built, Ran]:
    pen = pens.pen
    async with opened(pen):
        if pen is not None and pens.rewrites:
            source = (await rewritten(source, pen)).source
        built, ran = await _made(source, recipe, place, acting, pen)
    return source, built, ran


async def _made(
    source: Source,
    recipe: Recipe,
    place: Place,
    acting: tuple[Acting, Actor],
    pen: Pen | None,
) -> tuple[Built, Ran]:
    options, actor = acting
    watch = ConsoleWatch(place.screen)
    reading = read_source(source.path, source.text, watch)
    recipe = recipe_for(reading, source.text, recipe)
    parent = place.out / "environments"
    built = await build(reading, recipe, planner(), parent=parent, watch=watch)
    live = open_environment(built.environment, options.sandbox)
    terms = _left(options, pen)
    batched = Batched({built.environment.name: live}, actor, terms, watch)
    settings = options.settings | {f"environment:{live.environment.name}": str(built.folder)}
    folder = run_folder(place.out, built.environment.name)
    order = Order(batched, options.repeats, settings)
    return built, await run_environment(live, folder, order, spec_lines(reading))


def _left(options: Acting, pen: Pen | None) -> Terms:
    """How the batch runs, with what the writer has left of the money."""
    terms = options.terms
    if pen is None or terms.max_cost is None:
        return terms
    return replace(terms, max_cost=max(0.0, terms.max_cost - pen.writer.cost))


def planner() -> Actor:
    """The teacher without any weakness: who proves, and who gates."""
    return Actor(resolve("teacher"), "planner", "template")


def run_folder(out: Path, name: str) -> Path:
    """A folder under `runs/` that does not exist yet, named after the day and the environment."""
    stem = out / "runs" / f"{datetime.now(UTC):%Y%m%d}-{name}"
    taken = [stem, *(stem.with_name(f"{stem.name}-{n}") for n in range(2, 10_000))]
    return next(folder for folder in taken if not folder.exists())


def specimen(trajectories: tuple[Trajectory, ...]) -> Trajectory | None:
    """The rollout to show: verified, of several agents and calls, and not too long to read."""
    verified = [t for t in trajectories if passed(t)]
    fit = [t for t in verified if t.kind in ("do", "goal") and 3 <= len(t.root.steps) <= 8]
    return min(fit or verified, key=lambda t: (-len(t.changes), t.task), default=None)


def _tell(screen: Console, built: Built, ran: Ran, source: Source, acting: Acting) -> None:
    finished = ran.finished
    screen.print()
    screen.print(score_table(finished.scores))
    if (shown := specimen(finished.trajectories)) is not None:
        screen.print()
        screen.print(_indented(trajectory_text(shown)))
    screen.print(
        f"\n  {built.folder}/   {ran.folder}/   dataset: {finished.dataset.rows} rows (trl, openai, atif)"
    )
    screen.print(f"  open   {finished.report}")
    for line in _next(built, ran, source, acting):
        screen.print(line)


def _next(built: Built, ran: Ran, source: Source, acting: Acting) -> list[str]:
    if ran.tally.exit_code:
        return [f"  next   nex run --resume {ran.folder}"]
    lines = [f"  next   nex show {ran.folder}", f"         nex serve {built.folder}"]
    if acting.model == "teacher":
        lines.append(f"         nex make {source.path} --model openai/gpt-5-mini --max-cost 2")
    return lines


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _summary(built: Built, ran: Ran) -> Json:
    return {
        "environment": str(built.folder),
        "run": str(ran.folder),
        "report": str(ran.finished.report),
        "tasks": len(built.environment.tasks),
        "blueprints": [plan.name for plan in built.environment.blueprints],
        "rollouts": ran.tally.done,
        "verified": ran.tally.passed,
        "dataset_rows": ran.finished.dataset.rows,
        "scores": ran.finished.scores.model_dump(mode="json")["scores"],
    }
