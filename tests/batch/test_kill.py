"""SIGKILL at random moments: what was acknowledged is there, once, and the run goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nex.batch.log import MANIFEST, RolloutLog, read_run
from nex.batch.plan import missing
from nex.data.streams import Stream

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(180)]

WRITER = Path(__file__).parent / "writer.py"
KILLS = 30
TASKS = 6_000
EVENTS = 14


def test_thirty_kills_lose_and_repeat_nothing(tmp_path: Path) -> None:
    """The ledger, outside of the run, is told of each acknowledgement by a pipe."""
    run, dice = tmp_path / "run", Stream("kill", os.getpid())
    ledger: list[str] = []
    for kill in range(KILLS):
        ledger += killed(run, dice, starting=kill % 3 == 0)
        ended = {id for id, rollout in log_of(run).items() if rollout.status}
        assert set(ledger) <= ended, "an acknowledged rollout is lost"
        assert len(set(ledger)) == len(ledger), "an acknowledged rollout was made again"
    rollouts = log_of(run)
    assert len(ledger) > KILLS, "the writer was killed before it could write"
    assert len(missing(read_run(run))) == TASKS - sum(
        r.status is not None for r in rollouts.values()
    )
    assert {len(r.events) for r in rollouts.values() if r.status} == {EVENTS}


def killed(run: Path, dice: Stream, *, starting: bool) -> list[str]:
    """Let a writer work on `run`, kill it while it starts or while it writes; what it acknowledged."""
    command = [sys.executable, str(WRITER), str(run), str(TASKS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        first = b"" if starting else writer.stdout.readline()
        time.sleep(dice.unit() * (0.6 if starting else 0.05))
        writer.send_signal(signal.SIGKILL)
        lines = (first + writer.stdout.read()).decode().split("\n")
    return lines[:-1]


def log_of(run: Path) -> dict[str, RolloutLog]:
    """The rollouts of a run; none where the first writer was killed before it made the folder."""
    return read_run(run).rollouts if (run / MANIFEST).exists() else {}
