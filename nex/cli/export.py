"""`nex export`: a run as datasets."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from nex.batch.log import read_manifest
from nex.batch.storage import Folder
from nex.cli.console import console, write_json
from nex.cli.exits import OK
from nex.cli.run import open_lives
from nex.cli.targets import is_run
from nex.errors import InputError
from nex.export.dataset import export_run
from nex.export.records import Facts, Format
from nex.pipeline.finishing import DATASET, read_trajectories
from nex.pipeline.judging import score_ran


def export(run: Path, *, to: str, best: int | None, out: Path | None, json: bool) -> int:
    """Write the dataset and say what each format could not carry."""
    if not is_run(run):
        raise InputError(f"{run}: is an environment; run it first: nex run {run}")
    formats = cast("tuple[Format, ...]", tuple(n.strip() for n in to.split(",") if n.strip()))
    if not formats:
        raise InputError(f"--to {to!r}: names no format; known: trl, openai, atif")
    manifest, _ = read_manifest(Folder(run))
    lives = open_lives(manifest)
    trajectories = read_trajectories(run)
    facts = Facts(
        name=" and ".join(live.environment.card.name for live in lives),
        environments=[live.environment.card for live in lives],
        scores=score_ran(lives, trajectories),
    )
    folder = out or run / DATASET
    report = export_run(trajectories, folder, facts=facts, formats=formats, best=best)
    if json:
        write_json(report.model_dump(mode="json"))
    screen = console()
    for file in report.files:
        lost = ", ".join(f"{name}: {n}" for name, n in file.losses.items())
        screen.print(f"  {file.rows:6}  {file.path}{f'   not carried: {lost}' if lost else ''}")
    for reason, count in report.left_out.items():
        screen.print(f"  {count:6}  left out: {reason}")
    screen.print(
        f"\n  {folder}/   {report.rows} verified rollouts\n  next   read {folder / 'README.md'}"
    )
    return OK
