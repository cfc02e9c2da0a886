"""A workspace as data: what a container starts with, and what is found in it at the end."""

from __future__ import annotations

import base64
import io
import tarfile
from collections.abc import Mapping

from nex.errors import SandboxError

MOST_FILES = 20_000
BITE = 1 << 20
"""Characters of base64 that are decoded in one go, a multiple of four."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files by their path in the workspace as one archive; the same files give the same bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, content in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The regular files of an archive by their path; links and everything else are left out.

    Nothing is written anywhere, so no path can lead out. Raises SandboxError for what is no archive.
    """
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
            for entry in opened:
                if len(files) >= MOST_FILES:
                    raise SandboxError(f"a workspace holds more than {MOST_FILES} files")
                if entry.isreg() and (content := opened.extractfile(entry)) is not None:
                    files[entry.name] = content.read()
    except (tarfile.TarError, EOFError) as e:
        raise SandboxError(f"the workspace's archive cannot be read: {e}") from e
    return files


def decoded(line: bytes) -> bytes:
    """The bytes that a line of base64 stands for; ValueError for what is none.

    Bite by bite, so that in a thread it leaves the interpreter to others in between.
    """
    bites = (line[start : start + BITE] for start in range(0, len(line), BITE))
    return b"".join(base64.b64decode(bite, validate=True) for bite in bites)
