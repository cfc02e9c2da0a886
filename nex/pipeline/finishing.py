"""What follows a run: its trajectories read back from the log, scored, exported, reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nex.batch.log import read_run
from nex.batch.records import trajectory_of
from nex.data.scores import ScoreCard
from nex.data.trajectory import Trajectory
from nex.environment.live import Live
from nex.export.dataset import export_run
from nex.export.records import ExportReport, Facts
from nex.pipeline.judging import score_made, score_ran
from nex.pipeline.watch import Watch
from nex.report.data import ReportData, SpecLine
from nex.report.page import write_report
from nex.scoring.scorecard import join

DATASET = "dataset"
REPORT = "report.html"
SCORES = "scores.json"


@dataclass(frozen=True, slots=True)
class Finished:
    """A run and what was made of it."""

    trajectories: tuple[Trajectory, ...]
    scores: ScoreCard
    dataset: ExportReport
    report: Path


def read_trajectories(folder: Path) -> tuple[Trajectory, ...]:
    """Every finished rollout of a run, in the plan's order; StoreError when the log is damaged."""
    log = read_run(folder)
    finished = (log.rollouts.get(item.id) for item in log.manifest.plan)
    made = (trajectory_of(rollout) for rollout in finished if rollout is not None)
    return tuple(trajectory for trajectory in made if trajectory is not None)


def finish(
    folder: Path, lives: Sequence[Live], lines: Sequence[SpecLine], watch: Watch
) -> Finished:
    """Score, export and report a run; the files go into its folder."""
    trajectories = read_trajectories(folder)
    watch.begins("score")
    scores = join(*map(score_made, lives), score_ran(lives, trajectories))
    (folder / SCORES).write_text(scores.model_dump_json(indent=2) + "\n", encoding="utf-8")
    watch.ends(_scores(scores))
    watch.begins("export")
    facts = Facts(
        name=" and ".join(live.environment.card.name for live in lives),
        environments=[live.environment.card for live in lives],
        scores=scores,
    )
    dataset = export_run(trajectories, folder / DATASET, facts=facts)
    watch.ends(f"{dataset.rows} rows (trl, openai, atif)")
    watch.begins("report")
    report = folder / REPORT
    write_report(report, report_data(lives, lines, trajectories, scores))
    watch.ends(REPORT)
    return Finished(trajectories, scores, dataset, report)


def report_data(
    lives: Sequence[Live],
    lines: Sequence[SpecLine],
    trajectories: Sequence[Trajectory],
    scores: ScoreCard,
) -> ReportData:
    """Everything that the page shows."""
    environments = [live.environment for live in lives]
    return ReportData(
        title=" and ".join(environment.card.name for environment in environments),
        cards=[environment.card for environment in environments],
        lines=lines,
        tasks=[task for environment in environments for task in environment.tasks],
        blueprints=[plan for environment in environments for plan in environment.blueprints],
        trajectories=trajectories,
        scores=scores,
    )


HEADLINES = {
    "complexity": "task bits",
    "diversity": "goals",
    "fidelity": "probes",
}


def _scores(card: ScoreCard) -> str:
    """The first figure of each axis, in one line."""
    found = {score.axis: score for score in reversed(card.scores)}
    return "   ".join(
        f"{axis} {found[axis].value:.3g} {found[axis].unit}" for axis in HEADLINES if axis in found
    )
