"""The reading of Office documents: their parts as rows, without the times of saving."""

from __future__ import annotations

import io
import zipfile

from nex.grounding.readings.office import read
from nex.grounding.readings.reading import Found


def document(text: str, saved: str) -> bytes:
    core = f"<cp><dcterms:modified xsi:type='t'>{saved}</dcterms:modified></cp>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("docProps/core.xml", core)
        archive.writestr("word/document.xml", text)
    return buffer.getvalue()


def test_only_what_a_document_says_counts() -> None:
    one = read(Found({"a.docx": document("lamp", "2026-01-01")}, None))
    later = read(Found({"a.docx": document("lamp", "2027-02-02")}, None))
    other = read(Found({"a.docx": document("desk", "2026-01-01")}, None))
    assert one == later
    assert one != other
    assert one["part"]["a.docx!word/document.xml"] == {"text": "lamp"}


def test_what_is_no_document_says_so() -> None:
    found = read(Found({"a.xlsx": b"no zip", "note.txt": b"lamp"}, None))
    assert found["part"] == {"a.xlsx!": {"text": "broken: BadZipFile"}}
    assert found["file"]["note.txt"] == {"text": "lamp"}
