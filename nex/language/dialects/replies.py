"""Replies of tools in several forms, each read back: rows as JSON, tables, lines or prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import orjson

from nex.data.environment import ReplyForm
from nex.data.jsons import Json, JsonValue
from nex.language.words.morphology import with_article

_PLAIN = re.compile(r"[^\W_][\w .:'@/+()-]*")
_TABLE = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"^(Changed|Created) (.+):$|^Deleted (.+) (\S+)\.$|^(\d+) .* in all(.*)\.$")
_ROW = re.compile(r"\| |The .+ \S+: |id: ")
_FACT = re.compile(r'([\w -]+?) is ("(?:[^"\\]|\\.)*"|[^;]+?)(?:; |\.$)')
NOTHING = "Nothing changed."


def write_cell(value: JsonValue) -> str:
    """A value in running text: words as they are where nothing can be mistaken, else as JSON."""
    if value is None:
        return "-"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and read_cell(value.strip()) == value:
        return value
    return orjson.dumps(value).decode().replace("|", "\\u007c")


def read_cell(text: str) -> JsonValue:
    """The value that `write_cell` wrote."""
    if text == "-":
        return None
    try:
        return cast("JsonValue", orjson.loads(text))
    except orjson.JSONDecodeError:
        return text


def write_rows(form: ReplyForm, entity: str, rows: list[Json]) -> str:
    """Rows of one entity in a form of text."""
    if not rows:
        return ""
    match form:
        case "table":
            cells = [[*rows[0]], ["---"] * len(rows[0])]
            cells += [[write_cell(value) for value in row.values()] for row in rows]
            return "\n".join(f"| {' | '.join(line)} |" for line in cells)
        case "lines":
            return "\n\n".join("\n".join(_lines(row)) for row in rows)
        case _:
            return "\n".join(_sentence(entity, row) for row in rows)


def _lines(row: Json) -> Iterator[str]:
    for key, value in row.items():
        yield f"{key}: {write_cell(value)}"


def _sentence(entity: str, row: Json) -> str:
    facts = "; ".join(f"{key} is {write_cell(value)}" for key, value in row.items() if key != "id")
    return f"The {entity} {row['id']}: {facts}."


def read_rows(text: str) -> list[Json]:
    """The rows of a text, whatever its form."""
    lines = text.splitlines()
    if any(line.startswith("| ") for line in lines):
        return _table([line for line in lines if line.startswith("| ")])
    if any(line.startswith("The ") for line in lines):
        return [_told(line) for line in lines if line.startswith("The ")]
    blocks = [block.splitlines() for block in text.split("\n\n")]
    found = [dict(_pairs(block)) for block in blocks]
    return [row for row in found if row]


def _table(lines: list[str]) -> list[Json]:
    head, _, *body = [[c.strip() for c in _TABLE.split(line)[1:-1]] for line in lines]
    return [dict(zip(head, map(read_cell, cells), strict=True)) for cells in body]


def _told(line: str) -> Json:
    head, _, facts = line.partition(": ")
    row: Json = {"id": head.rpartition(" ")[2]}
    row.update({key: read_cell(said) for key, said in _FACT.findall(facts)})
    return row


def _pairs(lines: list[str]) -> Iterator[tuple[str, JsonValue]]:
    for line in lines:
        key, found, said = line.partition(": ")
        if found:
            yield key, read_cell(said)


def write_search(form: ReplyForm, entity: str, value: Json, place: Json) -> str:
    """The rows that a search found, and where in all of them they stand."""
    rest = "".join(f"; {key} {write_cell(said)}" for key, said in place.items())
    head = f"{value['total']} {entity} rows in all{rest}."
    rows = cast("list[Json]", value["rows"])
    return "\n\n".join(filter(None, [head, write_rows(form, entity, rows)]))


def write_changes(form: ReplyForm, value: Json) -> str:
    """What an action changed, created and deleted."""
    parts: list[str] = []
    for key in ("changed", "created"):
        for one in cast("list[Json]", value[key]):
            entity = str(one["entity"])
            rows = write_rows(form, entity, [cast("Json", one["row"])])
            parts.append(f"{key.capitalize()} {with_article(entity)}:\n{rows}")
    gone = cast("list[Json]", value["deleted"])
    parts += [f"Deleted {with_article(str(one['entity']))} {one['id']}." for one in gone]
    return "\n\n".join(parts) or NOTHING


def read_text(text: str) -> JsonValue:
    """What a reply in text says: a search's rows, an action's changes, or a row; None: neither."""
    head, _, body = text.partition("\n\n")
    found = _HEADING.match(head.splitlines()[0]) if head else None
    if found and found[5] is not None:
        place = dict(_place(found[6]))
        rows: list[JsonValue] = [*read_rows(body)]
        return {"rows": rows, "total": int(found[5]), **place}
    if found or text == NOTHING:
        return _changes(text)
    rows = [*read_rows(text)] if _ROW.match(text) else []
    return rows[0] if len(rows) == 1 else None


def _place(text: str) -> Iterator[tuple[str, JsonValue]]:
    for part in text.split("; ")[1:]:
        key, _, said = part.partition(" ")
        yield key, read_cell(said)


def _changes(text: str) -> Json:
    """The changes of a text, section by section."""
    changed: list[JsonValue] = []
    created: list[JsonValue] = []
    deleted: list[JsonValue] = []
    sections: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        found = _HEADING.match(line)
        if found and found[3]:
            deleted.append({"entity": _noun(found[3]), "id": found[4]})
        elif found and found[1]:
            sections.append((found[1], _noun(found[2]), []))
        elif sections:
            sections[-1][2].append(line)
    for kind, entity, lines in sections:
        [row] = read_rows("\n".join(lines).strip("\n"))
        (changed if kind == "Changed" else created).append({"entity": entity, "row": row})
    return {"changed": changed, "created": created, "deleted": deleted}


def _noun(said: str) -> str:
    return said.partition(" ")[2]
