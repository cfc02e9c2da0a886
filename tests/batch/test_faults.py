"""A disk that fails or forgets: an error that says so, and nothing acknowledged is lost."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from anyio import from_thread

from nex.batch.execute import Batch, One, Progress, Terms
from nex.batch.log import MANIFEST, read_run
from nex.batch.run import open_run
from nex.batch.storage import Folder, Storage
from nex.data.manifest import Manifest
from nex.errors import StoreError

pytestmark = pytest.mark.anyio
Manifests = Callable[..., Manifest]
TWO = Terms(concurrency=2)


class Failing(Storage, Protocol):
    failed: str


class Disk(Protocol):
    files: dict[str, bytes]
    durable: dict[str, bytes]


class Volatile(Storage, Protocol):
    disk: Disk


Break = Callable[[Storage, int, int], Failing]


async def write(storage: Storage, manifest: Manifest, one: One) -> set[str]:
    """Make the whole plan; the ids that were acknowledged before an error, if there was one."""
    acknowledged: set[str] = set()

    def note(progress: Progress) -> None:
        acknowledged.add(progress.item.id)

    try:
        async with open_run(storage.root, manifest, storage) as run:
            left = [item for item in manifest.plan if item.id not in run.acknowledged]
            acknowledged.update(run.acknowledged)
            await Batch(run, one, TWO, note).execute(left)
    except StoreError:
        assert getattr(storage, "failed", ""), "nothing had failed"
    return acknowledged


def finished(storage: Storage) -> set[str]:
    """What a reader finds ended in the run."""
    if MANIFEST not in storage.names("."):
        return set()  # the first write of all failed
    log = read_run(storage.root, storage)
    return {id for id, rollout in log.rollouts.items() if rollout.status}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
async def test_after_any_failed_operation_a_run_can_be_gone_on_with(
    tmp_path: Path, code: int, failing: Break, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(4)
    operations: set[str] = set()
    for nth in range(1, 200):
        storage = failing(Folder(tmp_path / f"run-{nth}"), nth, code)
        acknowledged = await write(storage, manifest, one)
        if not storage.failed:
            break
        operations.add(storage.failed)
        assert acknowledged <= finished(Folder(storage.root)), f"operation {nth}"
        assert len(await write(Folder(storage.root), manifest, one)) == 4
        assert read_run(storage.root).sealed
    else:
        pytest.fail("a small run takes more than 200 operations")
    assert operations == {"append", "sync", "put"}


async def test_nothing_is_acknowledged_that_a_failing_disk_does_not_hold(
    volatile: Callable[[], Volatile], failing: Break, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(4)
    for nth in range(1, 200):
        inner = volatile()
        storage = failing(inner, nth, errno.EIO)
        acknowledged = await write(storage, manifest, one)
        inner.disk.files = inner.disk.durable
        assert acknowledged <= finished(inner), f"{storage.failed}, operation {nth}"
        if not storage.failed:
            return
    pytest.fail("a small run takes more than 200 operations")


async def test_what_was_acknowledged_survives_a_power_loss_at_any_moment(
    volatile: Callable[[], Volatile], make_manifest: Manifests, one: One
) -> None:
    storage, manifest = volatile(), make_manifest(6)
    moments: list[tuple[dict[str, bytes], set[str]]] = []
    acknowledged: set[str] = set()

    def note(progress: Progress) -> None:
        acknowledged.add(progress.item.id)
        moments.append((dict(storage.disk.durable), set(acknowledged)))

    async with open_run(storage.root, manifest, storage) as run:
        await Batch(run, one, TWO, note).execute(manifest.plan)
    assert len(moments) == 6
    for durable, promised in moments:
        storage.disk.files = durable
        assert promised <= finished(storage)


async def test_other_work_goes_on_while_the_disk_syncs(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    storage = Calling(tmp_path)
    assert len(await write(storage, make_manifest(8), one)) == 8
    assert "log/000001.jsonl" in storage.answered


class Calling(Folder):
    """A disk each of whose syncs lasts until the event loop has answered it."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.answered: list[str] = []

    def sync(self, name: str) -> None:
        from_thread.run_sync(self.answered.append, name)
        super().sync(name)


async def test_a_place_that_cannot_be_written_is_refused_at_once(
    tmp_path: Path, make_manifest: Manifests
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"file.*directory|directory.*file|exists"):
        async with open_run(tmp_path / "file" / "run", make_manifest(1)):
            pytest.fail("it was opened")
