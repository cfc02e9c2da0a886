"""What `nex synth` says at its end: every environment that it made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nex.cli.console import console, write_json
from nex.environment.folder import Environment
from nex.report.terminal import environment_text


def tell_environments(made: Sequence[tuple[Path, Environment]], *, json: bool) -> None:
    """What was made, where it lies, and what to type next."""
    screen = console()
    if json:
        write_json([{"environment": str(path), "tasks": len(e.tasks)} for path, e in made])
    for _, each in made:
        screen.print()
        screen.print(environment_text(each.card, each.tasks, each.blueprints))
    screen.print()
    for path, _ in made:
        screen.print(f"  {path}/")
    screen.print(f"  next   nex run {' '.join(str(path) for path, _ in made)}")
