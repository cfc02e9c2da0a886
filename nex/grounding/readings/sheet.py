"""`sheet`: the cells of every workbook; nothing is calculated, and XML is data."""

from __future__ import annotations

from collections.abc import Mapping

from nex.data.world import Value
from nex.grounding.readings.reading import Found
from nex.worlds.formats.xlsx import read_workbook
from nex.worlds.tables import Tables, column


def read(found: Found) -> Tables:
    """Entities `sheet` (row: "book.xlsx Name"), `cell` (row: "book.xlsx Name!B2"; value: as text)
    and `workbook` (a file that cannot be read, or is none, with the reason).
    """
    sheets: dict[str, Mapping[str, Value]] = {}
    cells: dict[str, Mapping[str, Value]] = {}
    broken: dict[str, Mapping[str, Value]] = {}
    for path, content in sorted(found.files.items()):
        if not path.endswith(".xlsx"):
            broken[path] = {"broken": "a file beside the workbooks"}
            continue
        try:
            book = read_workbook(content)
        except ValueError as e:
            broken[path] = {"broken": column(str(e))}
            continue
        for nth, (name, shown) in enumerate(book.items(), 1):
            sheets[f"{path} {name}"] = {"place": nth}
            for place, text in shown.items():
                cells[f"{path} {name}!{place}"] = {"value": column(text)}
    return {"sheet": sheets, "cell": cells, "workbook": broken}
