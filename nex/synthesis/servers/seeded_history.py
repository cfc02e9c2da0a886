"""A git repository as files, made without git: loose objects, two branches, an index."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

AUTHOR = "Ada Park"
EMAIL = "ada@example.org"
BEGAN = 1_767_225_600
"""2026-01-01, when the first commit was made; each later one came a day after."""
DAY = 86_400
CONFIG = (
    "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
    f"[user]\n\tname = {AUTHOR}\n\temail = {EMAIL}\n"
)


@dataclass(slots=True)
class _Objects:
    """Objects by their path in `.git/`."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def kept(self, kind: str, content: bytes) -> str:
        """The name of the object that was put down."""
        whole = f"{kind} {len(content)}\0".encode() + content
        name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        self.files[f".git/objects/{name[:2]}/{name[2:]}"] = zlib.compress(whole, 1)
        return name


def history(
    versions: Sequence[tuple[str, Mapping[str, str]]], draft: int, staged: Mapping[str, str]
) -> dict[str, bytes]:
    """A workspace: one commit on `main` for each (message, files), `draft` at one of them.

    Files lie in no folders. The working tree is that of the last commit, and what is staged.
    """
    objects, commits = _Objects(), list[str]()
    blobs: dict[str, str] = {}
    for nth, (message, files) in enumerate(versions):
        blobs = {path: objects.kept("blob", text.encode()) for path, text in sorted(files.items())}
        tree = b"".join(f"100644 {p}\0".encode() + bytes.fromhex(b) for p, b in blobs.items())
        parent = f"parent {commits[-1]}\n" if commits else ""
        who = f"{AUTHOR} <{EMAIL}> {BEGAN + nth * DAY} +0000"
        text = f"tree {objects.kept('tree', tree)}\n{parent}author {who}\ncommitter {who}\n\n"
        commits.append(objects.kept("commit", f"{text}{message}\n".encode()))
    last = {**versions[-1][1], **staged}
    blobs |= {path: objects.kept("blob", text.encode()) for path, text in staged.items()}
    return {
        **{path: text.encode() for path, text in last.items()},
        **objects.files,
        ".git/HEAD": b"ref: refs/heads/main\n",
        ".git/config": CONFIG.encode(),
        ".git/refs/heads/main": f"{commits[-1]}\n".encode(),
        ".git/refs/heads/draft": f"{commits[draft]}\n".encode(),
        ".git/index": _index(dict(sorted(blobs.items())), last),
    }


def _index(blobs: Mapping[str, str], files: Mapping[str, str]) -> bytes:
    """An index (version 2) that knows nothing of times, so that git looks at the contents."""
    entries = b"".join(_entry(path, blob, len(files[path])) for path, blob in blobs.items())
    content = struct.pack(">4sLL", b"DIRC", 2, len(blobs)) + entries
    return content + hashlib.sha1(content, usedforsecurity=False).digest()


def _entry(path: str, blob: str, size: int) -> bytes:
    name = path.encode()
    head = struct.pack(">6L", 0, 0, 0, 0, 0, 0) + struct.pack(">4L", 0o100644, 0, 0, size)
    whole = head + bytes.fromhex(blob) + struct.pack(">H", len(name)) + name
    return whole + b"\0" * (8 - len(whole) % 8)
