"""`nex run`: rollouts in batch, new or resumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import anyio

from nex.batch.execute import Tally
from nex.batch.log import read_manifest, read_run
from nex.batch.plan import missing
from nex.batch.storage import Folder
from nex.cli.acting import Acting, acting_from
from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.exits import OK
from nex.cli.make import run_folder
from nex.data.manifest import Manifest, PlanItem
from nex.environment.folder import read_environment
from nex.environment.live import Live, open_environment
from nex.errors import InputError
from nex.pipeline.finishing import Finished, finish
from nex.pipeline.grounded import SOLVER
from nex.pipeline.penning import worded_by_model
from nex.pipeline.running import Batched, manifest_of, plan_rollouts, run_batch

TEACHER = "teacher"
PLACE = "environment:"
"""Before an environment's name in a manifest's settings: its folder."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was asked to run."""

    environments: tuple[Path, ...]
    resume: Path | None
    limit: int | None
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run about to start or go on."""

    folder: Path
    manifest: Manifest
    items: tuple[PlanItem, ...]
    lives: tuple[Live, ...]
    acting: Acting


def run(wanted: Wanted, acting: Acting, *, out: Path, json: bool) -> int:
    """Make the rollouts and what follows from them; the exit code of the batch."""
    if (wanted.resume is None) == (not wanted.environments):
        raise InputError("give environment folders, or --resume RUN, and not both")
    prepared = _again(wanted.resume) if wanted.resume else _anew(wanted, acting, out)
    if wanted.dry_run:
        _say_plan(prepared)
        return OK
    tally, finished = anyio.run(_run, prepared)
    _tell(prepared, tally, finished, json=json)
    return tally.exit_code


def _anew(wanted: Wanted, acting: Acting, out: Path) -> Prepared:
    lives = tuple(
        open_environment(read_environment(folder, proofs=True), acting.sandbox)
        for folder in wanted.environments
    )
    acting = seated(acting, lives)
    actor = acting.actor()
    _warn_planner(lives, acting)
    plan = plan_rollouts(lives, actor.model.name, acting.repeats, wanted.limit)
    places = {
        PLACE + live.environment.name: str(folder)
        for live, folder in zip(lives, wanted.environments, strict=True)
    }
    name = lives[0].environment.name if len(lives) == 1 else f"{len(lives)}-environments"
    folder = run_folder(out, name)
    manifest = manifest_of(folder.name, lives, actor, plan, acting.settings | places)
    return Prepared(folder, manifest, plan, lives, acting)


def _warn_planner(lives: Sequence[Live], acting: Acting) -> None:
    """Say beforehand what the planner will not understand."""
    count = sum(worded_by_model(task) for live in lives for task in live.environment.tasks)
    if count and acting.model.partition(":")[0] == "teacher":
        console().print(
            f"  {count} tasks are in a model's words, which the planner cannot read: --model NAME"
        )


def _again(folder: Path) -> Prepared:
    manifest, _ = read_manifest(Folder(folder))
    acting = acting_from(manifest.settings)
    lives = open_lives(manifest, acting.sandbox)
    return Prepared(folder, manifest, missing(read_run(folder)), lives, acting)


def seated(acting: Acting, lives: Sequence[Live]) -> Acting:
    """Who acts where nobody was named: the teacher; on real servers the environments' own solver.

    InputError where the environments have no one in common.
    """
    own = [live.environment.card.made_with.get(SOLVER, TEACHER) for live in lives]
    if acting.model != TEACHER or not own:
        return acting
    for name, live in zip(own, lives, strict=True):
        if name != own[0]:
            raise InputError(
                f"{live.environment.name}: is solved by {name}, the first one by {own[0]}; "
                "run them one by one, or name a model: --model"
            )
    return replace(acting, model=own[0])


def open_lives(manifest: Manifest, sandbox: str = "direct") -> tuple[Live, ...]:
    """The environments of a run, from the folders that its manifest names."""
    places = {k[len(PLACE) :]: v for k, v in manifest.settings.items() if k.startswith(PLACE)}
    lives: list[Live] = []
    for name in manifest.environments:
        folder = Path(places.get(name, name))
        environment = read_environment(folder, proofs=True)
        if environment.name != name:
            raise InputError(f"{folder}: is now {environment.name}, the run was made on {name}")
        lives.append(open_environment(environment, sandbox))
    return tuple(lives)


async def _run(prepared: Prepared) -> tuple[Tally, Finished]:
    watch = ConsoleWatch(console())
    lives = {live.environment.name: live for live in prepared.lives}
    batched = Batched(lives, prepared.acting.actor(), prepared.acting.terms, watch)
    tally = await run_batch(prepared.folder, prepared.manifest, prepared.items, batched)
    return tally, finish(prepared.folder, prepared.lives, (), watch)


def _say_plan(prepared: Prepared) -> None:
    screen = console()
    screen.print(
        f"  {len(prepared.items)} rollouts by {prepared.acting.model}, nothing was started"
    )
    for name, count in sorted(_by_architecture(prepared.items).items()):
        screen.print(f"  {count:6}  {name}")


def _by_architecture(items: Sequence[PlanItem]) -> Counter[str]:
    return Counter(item.architecture for item in items)


def _tell(prepared: Prepared, tally: Tally, finished: Finished, *, json: bool) -> None:
    if json:
        write_json(
            {
                "run": str(prepared.folder),
                "rollouts": tally.done,
                "verified": tally.passed,
                "statuses": dict(sorted(tally.statuses.items())),
                "cost": tally.cost,
                "dataset_rows": finished.dataset.rows,
                "report": str(finished.report),
            }
        )
    screen = console()
    screen.print(f"\n  {prepared.folder}/   dataset: {finished.dataset.rows} rows")
    screen.print(f"  open   {finished.report}")
    again = f"nex run --resume {prepared.folder}"
    screen.print(f"  next   {again if tally.exit_code else f'nex show {prepared.folder}'}")
