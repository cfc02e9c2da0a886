"""A run that is being written: many rollouts into one log, acknowledged when they are durable."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import anyio
import orjson
from anyio import to_thread

from nex.batch.appender import SPILL_BYTES, Appender, segment_name
from nex.batch.log import MANIFEST, TO_REDO, End, Fold, Torn, read_manifest, scan
from nex.batch.storage import Folder, Storage
from nex.batch.sync import GroupSync
from nex.data.events import Event
from nex.data.jsons import Json
from nex.data.manifest import Manifest, PlanItem
from nex.errors import DiskError, StoreError

BEFORE_ASKING = frozenset({"end", "offer"})
"""Events after which a model may be asked: the end of a call, and what a new agent may call."""


class Writer:
    """Takes one rollout's events. Its lines name the rollout, so that many share the log."""

    __slots__ = ("_acknowledged", "_events", "_log", "_name", "_sync", "_told", "cost", "id")

    def __init__(
        self, item: PlanItem, log: Appender, sync: GroupSync, acknowledged: dict[str, str]
    ) -> None:
        self.id = item.id
        self.cost = 0.0
        """US dollars that its steps took so far; a step without a known price counts nothing."""
        self._log = log
        self._sync = sync
        self._acknowledged = acknowledged
        self._name = b'"rollout":' + orjson.dumps(item.id)
        self._told = b'%b,"start":%b' % (self._name, orjson.dumps(item.model_dump(mode="json")))
        self._events: list[bytes] = []

    def emit(self, event: Event) -> None:
        """Keep one event exactly as it is now. Before a model is asked again, it is on file."""
        text = orjson.dumps(event)
        if len(text) > SPILL_BYTES or b'"$blob"' in text:
            text = self._log.spill(text)
        self._events.append(text)
        if event["type"] == "step":
            usage = event["reply"].get("usage")
            self.cost += usage[2] or 0.0 if usage else 0.0
        elif event["type"] in BEFORE_ASKING:
            self.flush()

    def flush(self) -> None:
        """Hand what was emitted to the operating system: it survives the death of this process.

        Raises StoreError when the disk refuses.
        """
        self._log.line(self._told + b',"events":[' + b",".join(self._events) + b"]")
        self._events.clear()
        self._told = self._name

    async def finish(self, record: Json) -> None:
        """End the rollout; returns only when all of it is durable. `record` holds its `status`."""
        events, ending = b",".join(self._events), orjson.dumps(record)
        self._log.line(b'%b,"events":[%b],"finish":%b' % (self._told, events, ending))
        await self._sync.durable()
        self._acknowledged[self.id] = str(record["status"])


class Run:
    """One run folder, open for writing by this process alone."""

    def __init__(self, manifest: Manifest, log: Appender, sync: GroupSync) -> None:
        self.manifest = manifest
        self.torn: Torn | None = None
        """What a crash had left half written, now moved aside; None: nothing."""
        self.acknowledged: dict[str, str] = {}
        """Rollout id -> status, of all that ended and are durable."""
        self._log = log
        self._sync = sync

    @contextmanager
    def rollout(self, item: PlanItem) -> Generator[Writer]:
        """Begin a rollout; its identity is in the log before anything of it happens.

        StoreError when it has ended before and need not be made again.
        """
        if (status := self.acknowledged.get(item.id)) not in TO_REDO:
            raise StoreError(f"rollout {item.id} of run {self.manifest.id} ended before: {status}")
        self._sync.join()
        try:
            yield Writer(item, self._log, self._sync, self.acknowledged)
        finally:
            self._sync.leave()

    async def close(self) -> None:
        """Write the seal and make everything durable."""
        self._log.line(b'"seal":{"acknowledged":%d}' % len(self.acknowledged))
        await self._sync.flush()
        self._log.check()


@asynccontextmanager
async def open_run(
    path: Path, manifest: Manifest, storage: Storage | None = None
) -> AsyncGenerator[Run]:
    """A new run in folder `path`, or the one that is there, to go on with.

    StoreError when another process writes it, when it is damaged, or when it is a run of another
    plan. A half-written tail is moved to `torn/` and reported in `Run.torn`.
    """
    storage = storage or Folder(path)
    try:
        run, sync = await to_thread.run_sync(_open, storage, manifest)
        failure: Exception | None = None
        async with anyio.create_task_group() as group:
            group.start_soon(sync.serve)
            try:
                yield run
                await run.close()
            except Exception as e:  # noqa: BLE001  raised below, outside of the group that would wrap it
                failure = e
            group.cancel_scope.cancel()
        if failure:
            raise failure
    finally:
        storage.close()


def _open(storage: Storage, manifest: Manifest) -> tuple[Run, GroupSync]:
    try:
        storage.lock()
        manifest, mark = _settled_manifest(storage, manifest)
        fold = Fold(storage, mark, keep_events=False)
        end = scan(storage, fold.take)
        log = Appender(storage, manifest.id, mark)
        _follow(storage, log, end)
    except OSError as e:
        raise DiskError(f"{e.filename or storage.root}: {e.strerror or e}") from e
    sync = GroupSync(log)
    run = Run(manifest, log, sync)
    run.torn = end.torn
    run.acknowledged.update(fold.statuses)
    return run, sync


def _settled_manifest(storage: Storage, manifest: Manifest) -> tuple[Manifest, str]:
    """The manifest that the folder holds from now on: the first one that it was given."""
    try:
        storage.read(MANIFEST)
    except FileNotFoundError:
        data = orjson.dumps(manifest.model_dump(mode="json"), option=orjson.OPT_INDENT_2) + b"\n"
        storage.put(MANIFEST, data)
        storage.sync(MANIFEST)
    found, mark = read_manifest(storage)
    if found.plan != manifest.plan:
        raise StoreError(f"{storage.root}: holds a run of another plan; name another folder")
    return found, mark


def _follow(storage: Storage, log: Appender, end: End) -> None:
    """Go on behind the log's sound part, after making that part durable in a new file."""
    if end.torn:
        aside = f"torn/{Path(end.torn.file).stem}-{end.torn.offset}"
        storage.put(aside, end.torn.data)
        storage.sync(aside)
    if end.segment and (end.torn or not end.sealed):
        name = segment_name(end.segment)
        storage.put(name, storage.read(name)[: end.size])
        storage.sync(name)
    log.follow(end.segment, end.size, end.mark)
