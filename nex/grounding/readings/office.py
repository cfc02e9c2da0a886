"""`office`: the parts of Office documents (docx, xlsx, pptx), without what tells when they were saved."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator

from nex.grounding.readings.reading import Found
from nex.worlds.tables import Tables, column

SUFFIXES = (".docx", ".xlsx", ".pptx", ".xlsm")
MOST_PARTS = 2_000
MOST_BYTES = 64 << 20
"""Of all parts of one document together, unpacked."""
TIMES = re.compile(r"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


def read(found: Found) -> Tables:
    """Entity `file`: a row for every file; entity `part`: a row for every part of a document.

    A document's own row says only that it is there; one that cannot be read says why.
    """
    files = {path: {"text": _said(path, content)} for path, content in sorted(found.files.items())}
    parts = {
        f"{path}!{name}": {"text": text}
        for path, content in sorted(found.files.items())
        if path.endswith(SUFFIXES)
        for name, text in _parts(content)
    }
    return {"file": files, "part": parts}


def _said(path: str, content: bytes) -> str:
    if path.endswith(SUFFIXES):
        return "document"
    try:
        return column(content.decode("utf-8"))
    except UnicodeDecodeError:
        return f"bytes:{hashlib.sha256(content).hexdigest()}"


def _parts(content: bytes) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > MOST_BYTES:
                yield "", "broken: more or larger parts than a document has"
                return
            for entry in entries:
                yield entry.filename, _text(archive.read(entry))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError) as e:
        yield "", f"broken: {type(e).__name__}"


def _text(part: bytes) -> str:
    try:
        return column(TIMES.sub("", part.decode("utf-8")))
    except UnicodeDecodeError:
        return f"bytes:{hashlib.sha256(part).hexdigest()}"
