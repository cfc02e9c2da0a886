"""The only door from a run to the disk: few operations, so that tests can make each of them fail."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Protocol

from nex.errors import StoreError


class Storage(Protocol):
    """Named byte strings in one folder. Every operation may raise OSError; none is retried.

    After a failed `append` the end of that file is undefined; after a failed `sync` nothing
    written to the file since its last sync may be taken as stored.
    """

    root: Path
    """Where it is, for messages."""

    def append(self, name: str, data: bytes) -> None:
        """Hand `data` to the operating system, behind what `name` holds; creates the file."""
        ...

    def sync(self, name: str) -> None:
        """Return when all that `name` held when this began survives a power loss. Thread-safe."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Replace the whole of `name`: a crash leaves the old or the new; durable only after `sync`."""
        ...

    def read(self, name: str) -> bytes:
        """All bytes of `name`; FileNotFoundError when there is none."""
        ...

    def names(self, folder: str) -> list[str]:
        """Names of the files right under `folder`, sorted, without temporary ones."""
        ...

    def lock(self) -> None:
        """Become the only writer; StoreError names the process that already is."""
        ...

    def close(self) -> None:
        """Release every file and the lock."""
        ...


class Folder:
    """Storage in a folder of the file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: dict[str, int] = {}
        self._named: set[str] = set()
        self._locked: int | None = None

    def append(self, name: str, data: bytes) -> None:
        """See Storage."""
        file = self._open.get(name)
        if file is None:
            file = self._opened(name)
        written = os.write(file, data)
        while written != len(data):
            written += os.write(file, data[written:])

    def sync(self, name: str) -> None:
        """See Storage."""
        file = self._open.get(name)
        if file is not None:
            os.fdatasync(file)
        else:
            _sync_path(self.root / name, os.O_RDONLY)
        if name not in self._named:
            _sync_path((self.root / name).parent, os.O_RDONLY | os.O_DIRECTORY)
            self._named.add(name)

    def put(self, name: str, data: bytes) -> None:
        """See Storage."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        self._named.discard(name)

    def read(self, name: str) -> bytes:
        """See Storage."""
        return (self.root / name).read_bytes()

    def names(self, folder: str) -> list[str]:
        """See Storage."""
        path = self.root / folder
        if not path.is_dir():
            return []
        return sorted(p.name for p in path.iterdir() if p.is_file() and p.name[0] != ".")

    def lock(self) -> None:
        """See Storage. The kernel drops the lock with its process, so no lock is ever stale."""
        self.root.mkdir(parents=True, exist_ok=True)
        file = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            owner = os.read(file, 32).decode(errors="replace").strip() or "another process"
            os.close(file)
            raise StoreError(
                f"{self.root}: process {owner} is writing this run; wait until it ends, or stop it"
            ) from e
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._locked = file

    def close(self) -> None:
        """See Storage."""
        for file in self._open.values():
            os.close(file)
        self._open.clear()
        if self._locked is not None:
            os.close(self._locked)
            self._locked = None

    def _opened(self, name: str) -> int:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self._open[name] = file
        return file


def _sync_path(path: Path, flags: int) -> None:
    """Make a file's content, or a folder's list of names, durable."""
    file = os.open(path, flags)
    try:
        os.fsync(file)
    finally:
        os.close(file)
