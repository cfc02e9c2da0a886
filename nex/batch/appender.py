"""The writing end of a run's log: chained lines into segments, large events into blobs."""

from __future__ import annotations

from hashlib import sha256

import orjson

from nex.batch import chain
from nex.batch.storage import Storage
from nex.errors import DiskError

SEGMENT_BYTES = 64 << 20
"""A segment that has reached this size is followed by the next."""
SPILL_BYTES = 64 << 10
"""An event whose JSON is longer is stored once, as a blob, and named by its digest in the log."""


def segment_name(number: int) -> str:
    """Where the n-th segment lies; numbers start at 1."""
    return f"log/{number:06d}.jsonl"


def blob_name(digest: str) -> str:
    """Where the bytes with this SHA-256 lie."""
    return f"blobs/{digest}"


class Appender:
    """Appends to one run. The first failure of the disk is the last write: see `check`."""

    def __init__(
        self, storage: Storage, run: str, manifest: str, segment_bytes: int = SEGMENT_BYTES
    ) -> None:
        """A log without lines; `manifest` is the digest of the run's manifest.json."""
        self._segment_bytes = segment_bytes
        self._storage = storage
        self._identity: dict[str, str] = {"run": run, "manifest": manifest}
        self._segment = 0
        self._name = ""
        self._size = segment_bytes
        self._mark = chain.ORIGIN
        self._unsynced: dict[str, None] = {}
        self._blobs: set[str] = set()
        self._failure: str | None = None

    def follow(self, segment: int, size: int, mark: bytes) -> None:
        """Go on behind the line with digest `mark`, which ends segment `segment` at `size`."""
        self._mark = mark
        if size:
            self._segment, self._size, self._name = segment, size, segment_name(segment)
        else:  # not even its header is there
            self._segment = max(0, segment - 1)

    def line(self, body: bytes) -> None:
        """Hand one line to the operating system. Raises StoreError, and from then on always."""
        if self._failure:
            raise DiskError(self._failure)
        if self._size >= self._segment_bytes:
            self._open_segment()
        line, self._mark = chain.link(self._mark, body)
        try:
            self._storage.append(self._name, line)
        except OSError as e:
            raise self._failed(self._name, e) from e
        self._size += len(line)
        self._unsynced[self._name] = None

    def spill(self, data: bytes) -> bytes:
        """Store `data` once by its digest; the JSON that stands for it."""
        digest = sha256(data).hexdigest()
        name = blob_name(digest)
        if digest not in self._blobs:
            self.check()
            try:
                self._storage.put(name, data)
            except OSError as e:
                raise self._failed(name, e) from e
            self._blobs.add(digest)
            self._unsynced[name] = None
        return b'{"$blob":"%b","size":%d}' % (digest.encode(), len(data))

    def unsynced(self) -> tuple[str, ...]:
        """Files written since this was last asked, blobs before the segments that name them."""
        names = tuple(sorted(self._unsynced))
        self._unsynced.clear()
        return names

    def sync(self, names: tuple[str, ...]) -> None:
        """Make `names` durable; safe in a thread. A failure is final: no sync is tried again."""
        self.check()
        for name in names:
            try:
                self._storage.sync(name)
            except OSError as e:
                raise self._failed(name, e) from e

    def check(self) -> None:
        """Raise the DiskError of the first failure, if there was one."""
        if self._failure:
            raise DiskError(self._failure)

    def _open_segment(self) -> None:
        if self._name:  # so that a power loss can tear the last segment only
            self.sync((self._name,))
        self._segment += 1
        self._size = 0
        self._name = segment_name(self._segment)
        header = {"schema": chain.LOG_SCHEMA, "segment": self._segment, **self._identity}
        self.line(b'"header":' + orjson.dumps(header))

    def _failed(self, name: str, error: OSError) -> DiskError:
        self._failure = self._failure or (
            f"{self._storage.root / name}: {error.strerror or error}; what was acknowledged is safe, "
            "nothing more is written; mend the disk and resume the run"
        )
        return DiskError(self._failure)
