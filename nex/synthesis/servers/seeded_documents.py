"""Office documents as bytes, made without an office: the fewest parts that programs open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FORMAT = "application/vnd.openxmlformats-officedocument"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def workbook(sheets: Mapping[str, Sequence[Sequence[int | str]]]) -> bytes:
    """An .xlsx file: sheet -> rows of values."""
    names = [*sheets]
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in enumerate(names, 1)
    )
    parts = {
        "xl/workbook.xml": (
            f"{FORMAT}.spreadsheetml.sheet.main+xml",
            f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        ),
    }
    for n, name in enumerate(names, 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f"{FORMAT}.spreadsheetml.worksheet+xml",
            _sheet(sheets[name]),
        )
    inner = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
    return _package(parts, {"xl/_rels/workbook.xml.rels": inner})


def document(lines: Sequence[str]) -> bytes:
    """A .docx file of these paragraphs."""
    text = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines
    )
    body = f'<w:document xmlns:w="{WORDS}"><w:body>{text}</w:body></w:document>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/></w:style>'
        for id, name in [("Normal", "Normal"), *((f"Heading{n}", f"heading {n}") for n in (1, 2))]
    )
    parts = {
        "word/document.xml": (f"{FORMAT}.wordprocessingml.document.main+xml", body),
        "word/styles.xml": (
            f"{FORMAT}.wordprocessingml.styles+xml",
            f'<w:styles xmlns:w="{WORDS}">{styles}</w:styles>',
        ),
    }
    return _package(parts, {"word/_rels/document.xml.rels": [("r1", "styles", "styles.xml")]})


def _sheet(rows: Sequence[Sequence[int | str]]) -> str:
    lines = "".join(
        f'<row r="{r}">{"".join(_cell(value, c, r) for c, value in enumerate(row))}</row>'
        for r, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{SHEETS}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(value: int | str, column: int, row: int) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _package(
    parts: Mapping[str, tuple[str, str]],
    relations: Mapping[str, Iterable[tuple[str, str, str]]],
) -> bytes:
    """A zip of the parts (name -> type, XML); the first one is the document itself."""
    main = next(iter(parts))
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (kind, _) in parts.items()
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">{rels}{types}</Types>',
        "_rels/.rels": _relations([("r1", "officeDocument", main)]),
        **{name: text for name, (_, text) in parts.items()},
        **{name: _relations(listed) for name, listed in relations.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), HEAD + text)
    return buffer.getvalue()


def _relations(listed: Iterable[tuple[str, str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for id, kind, target in listed
    )
    return f'<Relationships xmlns="{RELATIONS}">{entries}</Relationships>'
