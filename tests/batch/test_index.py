"""run.sqlite: the log as a table, made anew at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from nex.batch.execute import Batch, One
from nex.batch.index import write_index
from nex.batch.log import read_run
from nex.batch.records import infra_error
from nex.batch.run import open_run
from nex.data.manifest import Manifest

pytestmark = pytest.mark.anyio
STATUSES = "select task, status, passed, events from rollouts order by task"


def asked(index: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(index)) as connection:
        return connection.execute(question).fetchall()


async def test_the_index_says_what_the_log_says_and_what_is_missing(
    tmp_path: Path, make_manifest: Callable[..., Manifest], one: One
) -> None:
    manifest = make_manifest(3)
    async with open_run(tmp_path, manifest) as run:
        await Batch(run, one).execute(manifest.plan[:1])
        with run.rollout(manifest.plan[1]) as writer:
            await writer.finish(infra_error(manifest.plan[1], "server died"))
    log = read_run(tmp_path)
    index = write_index(tmp_path, log)
    first = asked(index, STATUSES)
    assert first == [
        ("task-0", "completed", 1, 8),
        ("task-1", "infra_error", None, 0),
        ("task-2", None, None, 0),
    ]
    assert asked(index, "select value from about where key = 'schema'") == [("nex.index/1",)]
    index.write_bytes(b"damaged")
    assert asked(write_index(tmp_path, log), STATUSES) == first
