"""`nex score`: the axes of an environment or a run."""

from __future__ import annotations

from pathlib import Path

from nex.batch.log import read_manifest
from nex.batch.storage import Folder
from nex.cli.console import console, write_json
from nex.cli.exits import INFRASTRUCTURE, OK
from nex.cli.run import open_lives
from nex.cli.targets import is_run
from nex.data.scores import ScoreCard
from nex.environment.folder import read_environment
from nex.environment.live import open_environment
from nex.pipeline.finishing import read_trajectories
from nex.pipeline.judging import score_made, score_ran
from nex.report.terminal import score_table
from nex.scoring.measures import below_floor


def score(target: Path, *, gate: bool, json: bool) -> int:
    """Print the scores; with `gate`, 1 where one is below its floor."""
    card = _run(target) if is_run(target) else _environment(target)
    if json:
        write_json(card.model_dump(mode="json"))
    else:
        console().print(score_table(card))
    low = below_floor(card)
    if gate and low:
        console().print(f"\n  below the floor: {', '.join(found.name for found in low)}")
        return INFRASTRUCTURE
    return OK


def _environment(folder: Path) -> ScoreCard:
    return score_made(open_environment(read_environment(folder, proofs=True), "direct"))


def _run(folder: Path) -> ScoreCard:
    manifest, _ = read_manifest(Folder(folder))
    return score_ran(open_lives(manifest), read_trajectories(folder))
