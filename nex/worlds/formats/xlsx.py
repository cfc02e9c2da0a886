"""Workbooks of cells, without styles: written as plain as can be, read from whoever wrote them.

XML from outside is data: a document type is refused, so no entity can swell or reach a file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

Cell = int | float | str | bool | None
Sheets = Mapping[str, Mapping[str, Cell]]
"""Sheet -> "B2" -> what stands there."""
LARGEST = 16 << 20
"""Bytes of one part of a workbook that are read."""
MOST_CELLS = 100_000
MOMENT = (1980, 1, 1, 0, 0, 0)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def column_name(number: int) -> str:
    """1 -> "A", 27 -> "AA"."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def column_number(name: str) -> int:
    """ "A" -> 1, "AA" -> 27."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def written_workbook(sheets: Sheets) -> bytes:
    """A workbook with these sheets in their order; the same cells, the same bytes."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _types(len(names)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _book(names),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, 1 + len(names))}
        ),
    }
    for number, name in enumerate(names, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(sheets[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path, MOMENT), HEAD + text)
    return buffer.getvalue()


def _types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for n in range(1, 1 + count)
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{sheets}'
        "</Types>"
    )


def _relations(to: Mapping[str, tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for id, (kind, target) in to.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def _book(names: list[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _sheet(cells: Mapping[str, Cell]) -> str:
    rows: dict[int, dict[int, str]] = {}
    for place, value in cells.items():
        found = PLACE.fullmatch(place)
        if found is None:
            raise ValueError(f"{place!r} is no cell")
        rows.setdefault(int(found[2]), {})[column_number(found[1])] = _cell(place, value)
    text = "".join(
        f'<row r="{row}">{"".join(cells for _, cells in sorted(rows[row].items()))}</row>'
        for row in sorted(rows)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{text}</sheetData></worksheet>'


def _cell(place: str, value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case _:
            return f'<c r="{place}"><v>{value}</v></c>'


@dataclass(slots=True)
class _Reader:
    """What is gathered from one part while it is parsed."""

    texts: list[str] = field(default_factory=list[str])
    """Shared strings."""
    sheets: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Name and relation of each sheet."""
    targets: dict[str, str] = field(default_factory=dict[str, str])
    cells: dict[str, tuple[str, str, str]] = field(default_factory=dict[str, tuple[str, str, str]])
    """Place -> type, value, formula."""
    cell: tuple[str, str] = ("", "")
    said: dict[str, str] = field(default_factory=dict[str, str])
    into: str = ""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "sheet":
                id = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                self.sheets.append((attributes.get("name", ""), id))
            case "Relationship":
                self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
            case "si":
                self.said = {}
            case "c":
                self.cell, self.said = (attributes.get("r", ""), attributes.get("t", "n")), {}
            case "t" | "v" | "f" as part:
                self.into = part
            case _:
                pass

    def text(self, data: str) -> None:
        if self.into:
            self.said[self.into] = self.said.get(self.into, "") + data

    def end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "si":
                self.texts.append(self.said.get("t", ""))
            case "c":
                value = self.said.get("v", self.said.get("t", ""))
                self.cells[self.cell[0]] = (self.cell[1], value, self.said.get("f", ""))
                if len(self.cells) > MOST_CELLS:
                    raise ValueError("a sheet of too many cells")
            case "t" | "v" | "f":
                self.into = ""
            case _:
                pass


def _refuse(*_: object) -> None:
    raise ValueError("a part declares a document type")


def _read(archive: zipfile.ZipFile, path: str) -> _Reader:
    """One part; an empty one where there is none."""
    reader = _Reader()
    if path not in archive.namelist():
        return reader
    with archive.open(path) as part:
        data = part.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"{path} is too large")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.begin
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as e:
        raise ValueError(f"{path} is no XML: {e}") from e
    return reader


def read_workbook(content: bytes) -> dict[str, dict[str, str]]:
    """Sheet -> place -> what stands there as text, numbers by value; ValueError for what is none.

    A formula without a computed value shows itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            book, links = _read(archive, "xl/workbook.xml"), "xl/_rels/workbook.xml.rels"
            targets = _read(archive, links).targets
            texts = _read(archive, "xl/sharedStrings.xml").texts
            found: dict[str, dict[str, str]] = {}
            for name, id in book.sheets:
                target = targets.get(id, "")
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                cells = _read(archive, path).cells
                shown = {place: _shown(cell, texts) for place, cell in cells.items()}
                found[name] = {place: text for place, text in shown.items() if text}
            return found
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
    ) as e:
        raise ValueError(f"this is no workbook: {e}") from e


def _shown(cell: tuple[str, str, str], texts: list[str]) -> str:
    kind, value, formula = cell
    if kind == "s":
        return texts[int(value)] if value.isdigit() and int(value) < len(texts) else "?"
    if not value and formula:
        return f"={formula}"
    return number(value) if kind == "n" else value


def number(text: str) -> str:
    """A number as text that depends on its value alone, to nine places."""
    try:
        value = float(text)
    except ValueError:
        return text
    return f"{value:.9f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else text
