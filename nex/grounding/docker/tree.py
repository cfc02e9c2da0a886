"""A folder tree that goes into an image: the same files give the same bytes, byte for byte."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import py_compile
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

PYC_HEADER = 16
UNCHECKED = b"\x01\x00\x00\x00"
"""The flags of bytecode that belongs to a hash of its source and is never compared with it."""


@dataclass(slots=True)
class Tree:
    """Files, links and folders by their path in an image; written in order of their paths."""

    files: dict[str, Path | bytes] = field(default_factory=dict[str, Path | bytes])
    links: dict[str, str] = field(default_factory=dict[str, str])
    folders: dict[str, int] = field(default_factory=dict[str, int])
    """Path -> permissions, for folders that must exist though nothing is in them."""
    modes: dict[str, int] = field(default_factory=dict[str, int])
    """Path -> permissions of a file, where they are not those it has here."""

    def digest(self) -> str:
        """Follows from every path and every byte."""
        summary = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            data = content.read_bytes() if isinstance(content, Path) else content
            summary.update(f"{name}\0{len(data)}\0".encode() + hashlib.sha256(data).digest())
        for name, target in sorted(self.links.items()):
            summary.update(f"{name}\0->{target}\0".encode())
        return summary.hexdigest()

    def write(self, archive: tarfile.TarFile, prefix: str = "") -> None:
        """Put everything into an archive, under `prefix`; no owner, no time."""
        for name, mode in sorted(self._all_folders().items()):
            entry = _entry(prefix + name, tarfile.DIRTYPE, mode)
            archive.addfile(entry)
        for name, target in sorted(self.links.items()):
            entry = _entry(prefix + name, tarfile.SYMTYPE, 0o777)
            entry.linkname = target
            archive.addfile(entry)
        for name, content in sorted(self.files.items()):
            _add(archive, prefix + name, content, self.modes.get(name))

    def _all_folders(self) -> dict[str, int]:
        parents = {
            str(parent): 0o755
            for name in (*self.files, *self.links, *self.folders)
            for parent in Path(name).parents
            if str(parent) != "."
        }
        return parents | self.folders

    def add_folder(self, source: Path, target: str, skip: Iterable[str] = ()) -> None:
        """Take every file under `source`; folders and files named in `skip` are left out."""
        left_out = {"__pycache__", *skip}
        for path in sorted(source.rglob("*")):
            inner = path.relative_to(source)
            if left_out.isdisjoint(inner.parts) and path.is_file():
                self.files[f"{target}/{inner}"] = path

    def add_bytecode(self, under: str) -> None:
        """Compile each Python file under that path, once and for all: no start does it again."""
        for name, content in list(self.files.items()):
            if name.startswith(under) and name.endswith(".py") and isinstance(content, Path):
                code = _bytecode(content)
                if code is not None:
                    folder, _, file = name.rpartition("/")
                    stem = file.removesuffix(".py")
                    tag = f"cpython-{_VERSION}"
                    self.files[f"{folder}/__pycache__/{stem}.{tag}.pyc"] = code


def _entry(name: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode = kind, mode
    return entry


def _add(archive: tarfile.TarFile, name: str, content: Path | bytes, mode: int | None) -> None:
    runs = isinstance(content, Path) and content.stat().st_mode & 0o111
    data = content.read_bytes() if isinstance(content, Path) else content
    entry = _entry(name, tarfile.REGTYPE, mode or (0o755 if runs else 0o644))
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def _bytecode(source: Path) -> bytes | None:
    """The bytecode of a file, taken from its cache where there is one; None if it has none."""
    cached = Path(importlib.util.cache_from_source(str(source)))
    found = _fresh(source, cached) if cached.exists() else None
    code = found or _compiled(source)
    if code is None:
        return None
    mark = importlib.util.source_hash(source.read_bytes())
    return code[:4] + UNCHECKED + mark + code[PYC_HEADER:]


def _fresh(source: Path, cached: Path) -> bytes | None:
    """The cached bytecode, where it is of this very source and this Python."""
    code, stat = cached.read_bytes(), source.stat()
    stamp = (int(stat.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
    size = (stat.st_size & 0xFFFFFFFF).to_bytes(4, "little")
    timed = code[:8] == importlib.util.MAGIC_NUMBER + bytes(4)
    return code if timed and code[8:PYC_HEADER] == stamp + size else None


def _compiled(source: Path) -> bytes | None:
    with tempfile.TemporaryDirectory(prefix="nex-") as folder:
        target = Path(folder) / "code.pyc"
        try:
            py_compile.compile(str(source), str(target), doraise=True)
        except (py_compile.PyCompileError, ValueError):
            return None
        return target.read_bytes()


_VERSION = importlib.util.cache_from_source("x.py").rpartition("-")[2].removesuffix(".pyc")
