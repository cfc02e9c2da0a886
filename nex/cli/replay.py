"""`nex run --replay`: a recorded run once more, without its model; any difference is an error."""

from __future__ import annotations

from pathlib import Path

import anyio

from nex.batch.log import read_run
from nex.cli.acting import acting_from
from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.exits import OK
from nex.cli.run import open_lives
from nex.errors import ReplayError
from nex.pipeline.replaying import Stage, replay_run
from nex.pipeline.running import Jobs, tools_digest


def replay(folder: Path, *, json: bool) -> int:
    """Make every rollout of a run again from its recorded replies; write nothing."""
    log = read_run(folder)
    acting = acting_from(log.manifest.settings)
    lives = {live.environment.name: live for live in open_lives(log.manifest, acting.sandbox)}
    for name, live in lives.items():
        if log.manifest.tools.get(name) not in (None, tools_digest(live.signatures)):
            raise ReplayError(f"{name}: its tools are no longer those of the run {folder}")
    stage = Stage(Jobs(lives), acting.seat, ConsoleWatch(console()), acting.concurrency)
    found = anyio.run(replay_run, log, stage)
    if json:
        write_json({"run": str(folder), "same": found.same, "left_out": found.left_out})
    if found.left_out:
        console().print(
            f"  {found.left_out} left out: not finished, or ended by a clock or from outside"
        )
    return OK
