"""`nex synth --repo`: bugs in a repository as proved tasks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import anyio

from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.exits import OK
from nex.data.jsons import Json
from nex.environment.folder import Environment, write_environment
from nex.environment.shipped import shipped_projects
from nex.errors import InputError
from nex.pipeline.code.making import UNAIDED, Bugs, mend_environment
from nex.report.terminal import environment_text
from nex.synthesis.code.project import Project, read_project

UNSAID = 260
"""The number of tasks of other environments where nobody gave one."""


def synth_repos(
    names: Sequence[str],
    counts: tuple[int, int],
    others: Sequence[object],
    *,
    out: Path,
    json: bool,
) -> int:
    """Make one environment for each repository; `counts`: (tasks wanted, seed).

    `others`: what else was asked for; InputError where that is anything.
    """
    if any(others):
        raise InputError("--repo PATH stands alone: no spec, no --sample, --server or --from")
    tasks, seed = counts
    wanted = Bugs(seed=seed) if tasks == UNSAID else Bugs(tasks, seed)
    projects = [project_named(name) for name in names]
    screen, made = console(), list[tuple[Path, Environment]]()
    for project in projects:
        watch = ConsoleWatch(screen)
        environment = anyio.run(mend_environment, project, wanted, watch)
        made.append((write_environment(environment, out / "environments"), environment))
    if json:
        write_json([_row(path, environment) for path, environment in made])
    for _, each in made:
        screen.print()
        screen.print(environment_text(each.card, each.tasks, each.blueprints))
    screen.print()
    for path, environment in made:
        mended = _mended(environment)
        screen.print(f"  {path}/   {mended} of {len(environment.tasks)} mended by the solver")
    screen.print(f"  next   nex run {' '.join(str(path) for path, _ in made)}")
    return OK


def project_named(name: str) -> Project:
    """The repository in a folder, else the shipped project of that name; InputError for neither."""
    shipped = shipped_projects()
    if not Path(name).exists() and name in shipped:
        return read_project(shipped[name])
    if not Path(name).exists() and "/" not in name:
        raise InputError(f"no folder and no project {name!r}; shipped: {', '.join(shipped)}")
    return read_project(Path(name))


def _row(path: Path, environment: Environment) -> Json:
    count = len(environment.tasks)
    return {"environment": str(path), "tasks": count, "solver": _mended(environment)}


def _mended(environment: Environment) -> int:
    """How many tasks the solver solves, through the tools alone."""
    return sum(proof.solver != UNAIDED for proof in environment.proofs)
