"""`nex check RUN`: whether a run's log, its trajectories and its verdicts are what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import anyio
from rich.console import Console

from nex.batch.log import RunLog
from nex.cli.acting import acting_from
from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.exits import BAD_INPUT, OK
from nex.cli.run import open_lives
from nex.errors import InputError, NexError, ReplayError, SandboxError
from nex.pipeline.auditing import Audit, audit_run
from nex.pipeline.replaying import Replayed, Stage, replay_run
from nex.pipeline.running import Jobs, tools_digest

MOST = 20
"""Faults that are named on the screen; `--json` names all."""


def check_run(folder: Path, *, json: bool) -> int:
    """Audit a run and make its rollouts again; 2 where anything is not as it says."""
    screen = console()
    audit = audit_run(folder, ConsoleWatch(screen))
    note = ""
    if audit.holds and audit.log is not None:
        note = _replay(audit, audit.log, screen)
    _tell(screen, audit, note)
    if json:
        write_json(
            {
                "run": str(folder),
                "holds": audit.holds,
                "faults": [*audit.faults],
                "lines": audit.lines,
                "statuses": dict(audit.statuses),
                "missing": audit.missing,
                "replayed": audit.replayed,
                "alike": audit.alike,
                "apart": audit.apart,
                "left_out": audit.left_out,
                "note": note,
            }
        )
    return OK if audit.holds else BAD_INPUT


def _replay(audit: Audit, log: RunLog, screen: Console) -> str:
    """Make the rollouts again from their replies; what is noted where that is not possible."""
    try:
        stage = _stage(log, screen)
    except (InputError, SandboxError) as e:
        return f"verdicts were not made again: {e}"
    try:
        found: Replayed = anyio.run(replay_run, log, stage)
    except ReplayError as e:
        audit.faults.append(str(e))
        return ""
    except NexError as e:
        return f"verdicts were not made again: {e}"
    audit.replayed, audit.left_out = found.same + found.alike, found.left_out
    audit.alike, audit.apart = found.alike, found.apart
    return ""


def _stage(log: RunLog, screen: Console) -> Stage:
    acting = acting_from(log.manifest.settings)
    lives = {live.environment.name: live for live in open_lives(log.manifest)}
    for name, live in lives.items():
        if log.manifest.tools.get(name) not in (None, tools_digest(live.signatures)):
            raise InputError(f"{name}: its tools are no longer those that the run was made with")
    return Stage(Jobs(lives), acting.seat, ConsoleWatch(screen), acting.concurrency)


def _tell(screen: Console, audit: Audit, note: str) -> None:
    screen.print()
    for text in audit.faults[:MOST]:
        screen.print(f"  fault     {text}")
    if len(audit.faults) > MOST:
        screen.print(f"  fault     ... and {len(audit.faults) - MOST} more (--json names all)")
    if note:
        screen.print(f"  note      {note}")
    if audit.log is not None and not audit.log.sealed:
        screen.print(
            "  note      never closed: it still runs, it was killed, or its end is missing"
        )
    for remark in _remarks(audit):
        screen.print(f"  note      {remark}")
    screen.print(f"  {_verdict(audit)}")
    screen.print(f"  next   {_next(audit)}")


def _remarks(audit: Audit) -> Iterator[str]:
    if audit.alike:
        yield f"{audit.alike} had other replies of real servers (times, ids), and the same end"
    if audit.apart:
        yield f"{audit.apart} ended otherwise on real servers; their verdicts follow from the record"
    if audit.left_out:
        yield f"{audit.left_out} cannot be made again: ended from outside"


def _verdict(audit: Audit) -> str:
    if not audit.holds:
        return "does not hold: what is named above is not as it was written"
    said = f"all holds: {audit.lines} lines, {sum(audit.statuses.values())} trajectories"
    return said if audit.replayed is None else f"{said}, {audit.replayed} verdicts made again"


def _next(audit: Audit) -> str:
    if not audit.holds:
        return "restore the folder from a copy, or make the run again: nex run ENV"
    if audit.missing:
        return f"nex run --resume {audit.folder}   makes the {audit.missing} that are missing"
    return f"nex export {audit.folder}"
