"""`nex check ENV`: what was edited, what of it holds, and the environment of what does."""

from __future__ import annotations

from pathlib import Path

import anyio
from rich.console import Console

from nex.cli.console import NAME_WIDTH, ConsoleWatch, console, write_json
from nex.cli.exits import BAD_INPUT, OK
from nex.cli.make import planner
from nex.data.jsons import Json, JsonValue
from nex.environment.folder import write_environment
from nex.environment.sealing import Edit
from nex.pipeline.rechecking import Checked, check_environment

MOST = 12
"""Things of one kind that are named on the screen; `--json` names all."""


def check_made(folder: Path, *, write: bool, json: bool) -> int:
    """Check an environment; 2 where it was edited or does not hold, unless that was written anew."""
    screen = console()
    watch = ConsoleWatch(screen)
    checked = anyio.run(check_environment, folder, planner(), watch)
    _tell(screen, checked)
    made = _written(checked) if write else None
    if json:
        write_json({**_summary(checked), "made": None if made is None else str(made)})
    _say_next(screen, checked, made)
    return OK if checked.holds or made is not None else BAD_INPUT


def _written(checked: Checked) -> Path | None:
    """The folder of what holds, beside the one that was checked; None where there is none to make."""
    made = checked.environment
    if made is None or not made.tasks or not made.blueprints or checked.faults or checked.holds:
        return None
    return write_environment(made, checked.folder.resolve().parent)


def _tell(screen: Console, checked: Checked) -> None:
    screen.print()
    if not checked.sealed:
        screen.print("  edited    unknown: seal.json is missing, which says what nex wrote")
    rejected = checked.gated.rejected if checked.gated is not None else {}
    parts = {
        "edited": [_edit(one) for one in checked.edits],
        "": _sentences(checked),
        "lint": checked.remarks if checked.edits or checked.real else [],
        "fault": checked.faults,
        "unproved": [f"{one.task.id}: {one.reason}: {one.seen}" for one in checked.unproved],
        "redrawn": [f"{name}: the World has other tools now" for name in checked.redrawn],
        "refused": [f"{name}: {why}" for name, why in rejected.items()],
    }
    for name, lines in parts.items():
        for line in _some(lines):
            screen.print(f"  {name:<{NAME_WIDTH}}{line}")
    screen.print(f"  {_verdict(checked)}")


def _sentences(checked: Checked) -> list[str]:
    """The World's sentences that an edit took away and brought."""
    said = checked.said
    if said is None:
        return []
    return [*(f"- {one}" for one in said.gone), *(f"+ {one}" for one in said.new)]


def _some(lines: list[str]) -> list[str]:
    rest = len(lines) - MOST
    return [*lines[:MOST], *([f"... and {rest} more (--json names all)"] if rest > 0 else [])]


def _edit(edit: Edit) -> str:
    match edit.part:
        case "card":
            return f"environment.json: {edit.name} {edit.how}"
        case "world":
            return f"world.json {edit.how}"
        case _:
            return f"{edit.part} {edit.name} {edit.how}"


def _verdict(checked: Checked) -> str:
    if checked.faults:
        return "does not hold: mend what is named above, then check again"
    if checked.real:
        said = "edited" if checked.edits else "as nex wrote it"
        if checked.gated is None:
            return f"{said}; {checked.real} tasks on real servers were not proved again"
        plans = len(checked.gated.blueprints)
        if not plans:
            return f"{said}; its {checked.real} tasks are not all solved on real servers"
        through = f"{plans} blueprint{'s' * (plans != 1)}"
        return f"{said}; {checked.real} tasks are solved on real servers through {through}"
    plans = len(checked.gated.blueprints) if checked.gated is not None else 0
    held = f"{checked.proved} tasks prove in all eight parts, {plans} blueprints pass the gate"
    if checked.renewed:
        count = len(checked.renewed)
        held += f"; {count} {'goal was' if count == 1 else 'goals were'} worked out anew"
    return f"all holds: {held}" if checked.holds else f"of it holds: {held}"


def _say_next(screen: Console, checked: Checked, made: Path | None) -> None:
    folder = checked.folder
    if made is not None and made.resolve() != folder.resolve():
        screen.print(f"\n  {made}/   {folder} is as it was")
    if made is not None or checked.holds:
        screen.print(f"  next   nex run {made or folder}")
    elif checked.environment is not None and checked.environment.blueprints:
        screen.print(f"  next   nex check {folder} --write   makes an environment of what holds")
    elif any(one.name == "seed" for one in checked.edits):
        screen.print("  next   another seed is another environment: nex synth SPEC --seed N")
    elif not checked.faults:
        screen.print(f"  next   undo an edit, then: nex check {folder}")


def _summary(checked: Checked) -> Json:
    said = checked.said
    edits: list[JsonValue] = [
        {"part": one.part, "name": one.name, "how": one.how} for one in checked.edits
    ]
    unproved: list[JsonValue] = [
        {"task": one.task.id, "reason": one.reason, "seen": one.seen} for one in checked.unproved
    ]
    gated = checked.gated
    return {
        "environment": str(checked.folder),
        "holds": checked.holds,
        "edits": edits,
        "gone": [*said.gone] if said is not None else [],
        "new": [*said.new] if said is not None else [],
        "faults": [*checked.faults],
        "remarks": [*checked.remarks],
        "proved": checked.proved,
        "renewed": [*checked.renewed],
        "unproved": unproved,
        "redrawn": [*checked.redrawn],
        "blueprints": [plan.name for plan in gated.blueprints] if gated is not None else [],
        "refused": dict[str, JsonValue](gated.rejected) if gated is not None else {},
    }
