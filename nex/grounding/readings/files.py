"""`files`: every file a row, its text a column."""

from __future__ import annotations

import hashlib

from nex.grounding.readings.reading import Found
from nex.worlds.tables import Tables, column

OWN = (".git/", ".npm/", ".cache/")
"""Folders that programs keep for themselves."""


def read(found: Found) -> Tables:
    """Entity `file`: row = path; text: its UTF-8 text, or the digest of its bytes."""
    return {
        "file": {
            path: {"text": _text(content)}
            for path, content in sorted(found.files.items())
            if not path.startswith(OWN)
        }
    }


def _text(content: bytes) -> str:
    try:
        return column(content.decode("utf-8"))
    except UnicodeDecodeError:
        return f"bytes:{hashlib.sha256(content).hexdigest()}"
