"""`nex show`: an environment, a run or one of their parts, in the terminal or as a page."""

from __future__ import annotations

import textwrap
from pathlib import Path

import orjson

from nex.batch.log import read_manifest
from nex.batch.storage import Folder
from nex.cli.console import console, write_json
from nex.cli.exits import OK
from nex.cli.run import open_lives
from nex.cli.stepping import step_through
from nex.cli.targets import is_run
from nex.data.trajectory import Trajectory, trajectory_json
from nex.environment.folder import Environment, read_environment
from nex.environment.live import Live, open_environment
from nex.errors import InputError
from nex.pipeline.finishing import read_trajectories, report_data
from nex.pipeline.judging import score_made, score_ran
from nex.report.frames import frames
from nex.report.page import write_report
from nex.report.terminal import environment_text, run_text, trajectory_text
from nex.report.tree import draw
from nex.scoring.scorecard import join


def show(
    target: Path, name: str | None, *, html: Path | None, json: bool, step: bool = False
) -> int:
    """Print the target, or one part of it; write the page where one is wanted."""
    if step:
        _step(target, name)
    elif is_run(target):
        _show_run(target, name, html, json=json)
    else:
        _show_environment(target, name, html, json=json)
    return OK


def _show_run(folder: Path, name: str | None, html: Path | None, *, json: bool) -> None:
    trajectories = read_trajectories(folder)
    if html is not None:
        manifest, _ = read_manifest(Folder(folder))
        _page(html, open_lives(manifest), trajectories)
    elif name is not None:
        _one(_found(trajectories, name, folder), json=json)
    elif json:
        write_json(orjson.loads(orjson.dumps([_line(t) for t in trajectories])))
    else:
        screen = console()
        screen.print(run_text(trajectories))
        if trajectories:
            screen.print(f"\n  next   nex show {folder} {trajectories[0].task}")


def _step(folder: Path, name: str | None) -> None:
    if not is_run(folder) or name is None:
        raise InputError(f"{folder}: --step needs a run and one of its rollouts: nex show RUN TASK")
    step_through(frames(_found(read_trajectories(folder), name, folder)), console())


def _show_environment(folder: Path, name: str | None, html: Path | None, *, json: bool) -> None:
    environment = read_environment(folder, proofs=html is not None)
    if html is not None:
        _page(html, (open_environment(environment, "direct"),), ())
    elif name is not None:
        task = environment.task(name)
        if json:
            write_json(task.model_dump(mode="json"))
        else:
            console().print(f'{task.kind} {task.id}  "{task.instruction}"')
    elif json:
        write_json(environment.card.model_dump(mode="json"))
    else:
        _print_environment(environment, folder)


def _print_environment(environment: Environment, folder: Path) -> None:
    screen = console()
    screen.print(environment_text(environment.card, environment.tasks, environment.blueprints))
    for blueprint in environment.blueprints:
        screen.print(f"\n{blueprint.name}\n{textwrap.indent(draw(blueprint), '  ')}")
    if environment.tasks:
        ids = [task.id for task in environment.tasks]
        screen.print(f"\n  task   nex show {folder} {ids[0]}   ({len(ids)} of them, to {ids[-1]})")
    screen.print(f"  next   nex run {folder}")


def _one(trajectory: Trajectory, *, json: bool) -> None:
    if json:
        write_json(orjson.loads(trajectory_json(trajectory)))
    else:
        console().print(trajectory_text(trajectory))


def _found(trajectories: tuple[Trajectory, ...], name: str, folder: Path) -> Trajectory:
    for trajectory in trajectories:
        if name in (trajectory.task, trajectory.id) or trajectory.id.startswith(name):
            return trajectory
    some = ", ".join(t.task for t in trajectories[:5])
    raise InputError(f"{folder}: no rollout {name!r}; name a task or a rollout: {some}, ...")


def _line(trajectory: Trajectory) -> dict[str, object]:
    return {
        "id": trajectory.id,
        "task": trajectory.task,
        "kind": trajectory.kind,
        "architecture": trajectory.architecture,
        "policy": trajectory.policy,
        "status": trajectory.status,
        "passed": trajectory.verdict.passed if trajectory.verdict else None,
    }


def _page(path: Path, lives: tuple[Live, ...], trajectories: tuple[Trajectory, ...]) -> None:
    scores = join(*map(score_made, lives))
    if trajectories:
        scores = join(scores, score_ran(lives, trajectories))
    write_report(path, report_data(lives, (), trajectories, scores))
    console().print(f"  open   {path}")
