"""`nex synth --crafted`: a crafted environment on real servers, drawn anew and proved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import anyio

from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.exits import OK
from nex.environment.folder import Environment, write_environment
from nex.errors import InputError
from nex.pipeline.crafting import USUAL_TASKS, craft
from nex.report.terminal import environment_text

UNSAID = 260
"""The number of tasks of other environments where nobody gave one."""


def synth_crafted(
    names: Sequence[str],
    counts: tuple[int, int],
    others: Sequence[object],
    *,
    out: Path,
    json: bool,
) -> int:
    """Make each of these anew; `counts`: (tasks wanted, seed).

    `others`: what else was asked for; InputError where that is anything.
    """
    if any(others):
        raise InputError("--crafted NAME stands alone: no spec, no --server, --sample or --from")
    tasks, seed = counts
    wanted = USUAL_TASKS if tasks == UNSAID else tasks
    screen, made = console(), list[tuple[Path, Environment]]()
    for name in names:
        environment = anyio.run(craft, name, seed, wanted, ConsoleWatch(screen))
        made.append((write_environment(environment, out / "environments"), environment))
    if json:
        write_json([{"environment": str(path), "tasks": len(e.tasks)} for path, e in made])
    for _, each in made:
        screen.print()
        screen.print(environment_text(each.card, each.tasks, each.blueprints))
    screen.print()
    for path, _ in made:
        screen.print(f"  {path}/")
    screen.print(f"  next   nex run {' '.join(str(path) for path, _ in made)}")
    return OK
