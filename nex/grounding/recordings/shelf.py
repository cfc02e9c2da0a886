"""Recordings as files, and those that ship."""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from nex.data.jsons import canonical
from nex.data.recording import Recording
from nex.errors import InputError

SUFFIX = ".json.xz"
CORPUS = Path(__file__).parent / "corpus"
MOST_BYTES = 64 << 20
"""Of a recording once it is unpacked."""


def write_recording(path: Path, recording: Recording) -> None:
    """Put a recording into a file; the same recording gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    said = recording.model_dump(mode="json", exclude_defaults=True)
    text = canonical({"schema_version": recording.schema_version, **said})
    path.write_bytes(lzma.compress(text, preset=9) if path.suffix == ".xz" else text)


def read_recording(path: Path) -> Recording:
    """The recording in a file, compressed or not; InputError where there is none."""
    try:
        data = path.read_bytes()
        if path.suffix == ".xz":
            data = _unpacked(data, path)
        return Recording.model_validate_json(data)
    except OSError as e:
        raise InputError(f"{path}: cannot be read: {e.strerror}") from e
    except (lzma.LZMAError, ValidationError) as e:
        told = str(e).splitlines()[0]
        raise InputError(f"{path}: no recording ({told}); make one: nex tools record NAME") from e


def _unpacked(data: bytes, path: Path) -> bytes:
    unpacker = lzma.LZMADecompressor()
    found = unpacker.decompress(data, MOST_BYTES)
    if not unpacker.eof:
        raise InputError(f"{path}: holds more than {MOST_BYTES >> 20} MiB, or is cut off")
    return found


@cache
def shipped_recordings() -> dict[str, Recording]:
    """The recordings that ship, by the server's name."""
    found = [read_recording(path) for path in sorted(CORPUS.glob(f"*{SUFFIX}"))]
    return {recording.server: recording for recording in found}
