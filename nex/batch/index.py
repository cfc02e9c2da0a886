"""run.sqlite: a run's rollouts as a table. It holds no truth: it is made anew from the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from nex.batch.log import RolloutLog, RunLog
from nex.batch.records import Ending

INDEX = "run.sqlite"
_TABLES = """
create table about (key text primary key, value text not null);
create table rollouts (
    id text primary key, environment text, task text, kind text, architecture text,
    policy text, status text, stop_reason text, passed integer, progress real,
    events integer not null, digest text not null
);
create index rollouts_by_task on rollouts (environment, task);
"""
_INSERT = f"insert into rollouts values ({', '.join('?' * 12)})"
_Row = tuple[str | float | None, ...]


def write_index(path: Path, log: RunLog) -> Path:
    """Make or replace the index of the run in folder `path`; None stands for what is not known."""
    target, temporary = path / INDEX, path / f".{INDEX}.tmp"
    temporary.unlink(missing_ok=True)
    with closing(sqlite3.connect(temporary)) as index, index:
        index.executescript(_TABLES)
        index.execute("insert into about values ('schema', 'nex.index/1')")
        index.execute("insert into about values ('run', ?)", (log.manifest.id,))
        index.executemany(_INSERT, _rows(log))
    temporary.replace(target)
    return target


def _rows(log: RunLog) -> Iterator[_Row]:
    for planned in log.manifest.plan:
        rollout = log.rollouts.get(planned.id)
        where = (planned.id, planned.environment, planned.task)
        if rollout is None or rollout.finish is None:
            events = len(rollout.events) if rollout else 0
            how = (None, planned.architecture, planned.model, None, None, None, None, events, "")
            yield (*where, *how)
        else:
            yield (*where, *_ended(rollout, Ending.model_validate(rollout.finish)))


def _ended(rollout: RolloutLog, ending: Ending) -> _Row:
    verdict = ending.verdict
    return (
        ending.kind,
        ending.architecture,
        ending.policy,
        ending.status,
        ending.stop_reason,
        None if verdict is None else verdict.passed,
        None if verdict is None else verdict.progress,
        len(rollout.events),
        rollout.digest,
    )
