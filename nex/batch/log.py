"""The reading end of a run's log: verified lines, folded to rollouts. Pure but for the reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import cast

from pydantic import JsonValue, ValidationError

from nex.batch import chain
from nex.batch.appender import blob_name, segment_name
from nex.batch.storage import Folder, Storage
from nex.data.events import Event, event_of
from nex.data.jsons import Json, digest
from nex.data.manifest import Manifest
from nex.errors import StoreError

MANIFEST = "manifest.json"
TO_REDO = frozenset({None, "infra_error", "cancelled"})
"""Statuses after which resuming makes a rollout again; None: it has not finished."""


@dataclass(frozen=True, slots=True)
class RolloutLog:
    """What the log says about one rollout, of its last attempt."""

    id: str
    start: Json
    events: tuple[Event, ...] = ()
    finish: Json | None = None
    """The finish record; None: it did not finish."""

    @property
    def status(self) -> str | None:
        """The trajectory's status; None while there is none."""
        return None if self.finish is None else str(self.finish["status"])

    @property
    def digest(self) -> str:
        """Of the record: events and finish without provenance; equal for equal rollouts."""
        finish = {k: v for k, v in (self.finish or {}).items() if k != "provenance"}
        return digest([self.id, self.events, finish])


@dataclass(frozen=True, slots=True)
class Torn:
    """The end of a log that a crash left half written; never part of anything acknowledged."""

    file: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class RunLog:
    """A run as its folder tells it: rollouts in order of their first start."""

    manifest: Manifest
    rollouts: dict[str, RolloutLog]
    torn: Torn | None
    sealed: bool
    """Whether the run was closed in good order, and so no line can be missing at its end."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a log ends: what a writer must know to go on."""

    segment: int = 0
    size: int = 0
    mark: bytes = chain.ORIGIN
    sealed: bool = False
    torn: Torn | None = None


def read_run(path: Path, storage: Storage | None = None) -> RunLog:
    """The run in folder `path`, every byte of it verified.

    A torn tail is left out and reported; anything else that is wrong is a StoreError that names
    file and byte.
    """
    storage = storage or Folder(path)
    manifest, mark = read_manifest(storage)
    fold = Fold(storage, mark)
    end = scan(storage, fold.take)
    return RunLog(manifest, fold.rollouts, end.torn, end.sealed)


def read_manifest(storage: Storage) -> tuple[Manifest, str]:
    """The run's manifest and the digest of its file; StoreError when there is no sound one."""
    path = storage.root / MANIFEST
    try:
        data = storage.read(MANIFEST)
    except (FileNotFoundError, NotADirectoryError) as e:
        raise StoreError(f"{storage.root}: no run here, {MANIFEST} is missing") from e
    try:
        return Manifest.model_validate_json(data), sha256(data).hexdigest()
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise StoreError(
            f"{path}: {where}: {first['msg']}; damaged, or written by another version of nex"
        ) from e


def scan(storage: Storage, take: Callable[[Json, str], None]) -> End:
    """Verify the whole log; `take` gets each line's members and its place ("file: byte n")."""
    end = End()
    names = storage.names("log")
    for number, name in enumerate(names, start=1):
        if f"log/{name}" != segment_name(number):
            raise StoreError(f"{storage.root / segment_name(number)}: the segment is missing")
        end = _scan_segment(storage, replace(end, segment=number, size=0), take)
        if end.torn and number < len(names):
            where = f"{storage.root / end.torn.file}: byte {end.torn.offset}"
            raise StoreError(f"{where}: the segment ends within a line; the run folder is damaged")
    return end


def _scan_segment(storage: Storage, end: End, take: Callable[[Json, str], None]) -> End:
    name = segment_name(end.segment)
    offset, mark, sealed = 0, end.mark, end.sealed
    *lines, rest = storage.read(name).split(b"\n")
    for text in lines:
        line, where = text + b"\n", f"{storage.root / name}: byte {offset}"
        if wrong := chain.broken(mark, line):
            raise StoreError(f"{where}: {wrong}; the run folder is damaged")
        body = chain.body_of(line)
        take(body, where)
        sealed = "seal" in body
        mark = chain.mark_of(line)
        offset += len(line)
    if rest and chain.broken(mark, rest[:-1] + b"\n") is None:
        raise StoreError(f"{storage.root / name}: byte {offset + len(rest) - 1}: not a line feed")
    return End(end.segment, offset, mark, sealed, Torn(name, offset, rest) if rest else None)


class Fold:
    """Lines to rollouts; a later attempt replaces an earlier one that has to be redone."""

    def __init__(self, storage: Storage, manifest: str, *, keep_events: bool = True) -> None:
        """`manifest` is the digest of manifest.json; a writer needs no events."""
        self._storage = storage
        self._keep_events = keep_events
        self._manifest = manifest
        self._headed = False
        self._events: dict[str, list[Event]] = {}
        self._starts: dict[str, Json] = {}
        self._finishes: dict[str, Json] = {}

    def take(self, line: Json, where: str) -> None:
        """The next line of the log; StoreError when it cannot stand there."""
        if "header" in line:
            self._check_header(line["header"], where)
        elif not self._headed:
            raise StoreError(f"{where}: the log's first line is missing")
        elif "rollout" in line:
            self._take_rollout(str(line["rollout"]), line, where)

    @property
    def rollouts(self) -> dict[str, RolloutLog]:
        """All that were started, in order of their first start."""
        return {
            id: RolloutLog(id, start, tuple(self._events[id]), self._finishes.get(id))
            for id, start in self._starts.items()
        }

    @property
    def statuses(self) -> dict[str, str]:
        """Rollout id -> status, of those that finished."""
        return {id: str(finish["status"]) for id, finish in self._finishes.items()}

    def _check_header(self, header: JsonValue, where: str) -> None:
        found = header if isinstance(header, dict) else {}
        if found.get("schema") != chain.LOG_SCHEMA:
            raise StoreError(
                f"{where}: schema {found.get('schema')!r}, this nex reads {chain.LOG_SCHEMA!r}"
            )
        if found.get("manifest") != self._manifest:
            raise StoreError(
                f"{where}: the log belongs to another {MANIFEST} than the one beside it"
            )
        self._headed = True

    def _take_rollout(self, id: str, line: Json, where: str) -> None:
        if "start" in line:
            if (status := self._status(id)) not in TO_REDO:
                raise StoreError(f"{where}: rollout {id} starts again after it ended as {status}")
            self._starts[id] = _object(line["start"])
            self._events[id] = []
            self._finishes.pop(id, None)
        elif id not in self._starts or id in self._finishes:
            raise StoreError(f"{where}: rollout {id} goes on before its start or after its end")
        if self._keep_events:
            events = line.get("events", [])
            assert isinstance(events, list), "written as a list"
            self._events[id].extend(self._event(_object(event), where) for event in events)
        if "finish" in line:
            self._finishes[id] = _object(line["finish"])

    def _status(self, id: str) -> str | None:
        return str(self._finishes[id]["status"]) if id in self._finishes else None

    def _event(self, event: Json, where: str) -> Event:
        if "$blob" not in event:
            return cast("Event", event)
        digest = str(event["$blob"])
        path = self._storage.root / blob_name(digest)
        try:
            data = self._storage.read(blob_name(digest))
        except FileNotFoundError as e:
            raise StoreError(f"{path}: missing; {where} needs it") from e
        if sha256(data).hexdigest() != digest:
            raise StoreError(f"{path}: the content does not match its name; the run is damaged")
        return event_of(data)


def _object(value: JsonValue) -> Json:
    assert isinstance(value, dict), "written as an object"
    return value
