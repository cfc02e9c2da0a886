"""Answering in a dialect: plain answers, worded as the dialect words rows, changes and errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import orjson

from nex.data.environment import SurfaceChoice
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, refused, text_part
from nex.data.task import Caller
from nex.data.world import identifier
from nex.language.dialects.replies import write_changes, write_rows, write_search
from nex.worlds.calls import answer, nearest
from nex.worlds.dress import Call, Worn, cursor_of
from nex.worlds.state import State
from nex.worlds.surface import Surface
from nex.worlds.wardrobe import Decoy, Wardrobe
from nex.worlds.writing import Place

STATUSES = {
    "validation_error": 400,
    "rule_violation": 403,
    "not_found": 404,
    "unknown_tool": 404,
    "precondition_failed": 409,
    "conflict": 409,
    "rate_limited": 429,
    "unavailable": 503,
    "timeout": 504,
}
"""The numbers that coded errors carry."""
_HINT = re.compile(r"\bsearch_\w+(?= finds ids)")


@dataclass(slots=True)
class Told:
    """What a call comes to: its result, the rows that it shows, and what turned it down."""

    result: Result
    shows: list[Place] = field(default_factory=list[Place])
    met: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Code and sentence of each rejection."""


def answer_in_dialect(
    state: State, surface: Surface, call: tuple[str, Mapping[str, JsonValue]], caller: Caller
) -> Told:
    """Do what a tool of the dialect promises; bad names and arguments are error results."""
    wardrobe, (name, arguments) = _dress(surface), call
    shown = wardrobe.tools.get(name)
    if isinstance(shown, Decoy):
        said = Result([text_part(shown.text)])
        return _turned(wardrobe, refused(shown.code, shown.text)) if shown.code else Told(said)
    if shown is None:
        return _turned(wardrobe, nearest(name, list(wardrobe.tools)))
    try:
        worn, singles = shown.calls(arguments)
    except ValueError as error:
        return _turned(wardrobe, refused("validation_error", f"{name}: {error}"))
    told = [_one(state, surface, (worn, single), caller) for single in singles]
    batch = shown.batch and worn.tool.kind != "search"
    return _together(told, wardrobe.choice) if batch else told[0]


def in_style(surface: Surface, result: Result) -> Result:
    """An error as the dialect words it."""
    return _error(_dress(surface).choice, result)


def _dress(surface: Surface) -> Wardrobe:
    if surface.dress is None:
        raise ValueError("the plain dialect wears nothing")
    return surface.dress


def _turned(wardrobe: Wardrobe, result: Result, sentence: str = "") -> Told:
    return Told(_error(wardrobe.choice, result), met=[(result.code or "", sentence)])


def _one(state: State, surface: Surface, said: tuple[Worn, Json], caller: Caller) -> Told:
    """One single call, worded."""
    wardrobe, (worn, arguments) = _dress(surface), said
    name = worn.signature.name
    try:
        call = worn.call(arguments)
    except ValueError as error:
        return _turned(wardrobe, refused("validation_error", f"{name}: {error}"))
    plain = (call.tool.signature.name, call.arguments)
    found = answer(state, surface, plain, caller, call.window)
    if found.result.status != "ok":
        text = _renamed(found.result.text, worn, wardrobe)
        return _turned(wardrobe, refused(found.result.code or "", text), found.sentence)
    value = found.result.value
    wording = _Wording(wardrobe)
    return Told(wording.result(call, value if isinstance(value, dict) else {}), found.shows)


def _renamed(text: str, worn: Worn, wardrobe: Wardrobe) -> str:
    """A plain error with the dialect's names for tools and arguments."""
    plain = worn.tool.signature.name
    if text.startswith(f"{plain}: "):
        text = f"{worn.signature.name}{text[len(plain) :]}"
        for path, argument in worn.keys.items():
            text = text.replace(f": '{argument.key}' must", f": '{'.'.join(path)}' must", 1)
    return _HINT.sub(lambda hint: wardrobe.names.get(hint[0], hint[0]), text)


def _error(choice: SurfaceChoice, result: Result) -> Result:
    code = result.code or "error"
    match choice.errors:
        case "object":
            error: Json = {"error": {"code": code, "message": result.text}}
            text = orjson.dumps(error).decode()
        case "coded":
            text = f"ERROR {STATUSES.get(code, 500)} [{code}]: {result.text}"
        case "terse":
            text = f"E_{code.upper()}"
        case "sentence":
            text = result.text if choice.replies == "json" else f"Error: {result.text}"
    return replace(result, content=[text_part(text)])


@dataclass(frozen=True, slots=True)
class _Wording:
    wardrobe: Wardrobe

    @property
    def choice(self) -> SurfaceChoice:
        """What the dialect is."""
        return self.wardrobe.choice

    def result(self, call: Call, value: Json) -> Result:
        """A plain value as the dialect words it."""
        match call.tool.kind:
            case "search":
                return self._found(call, value)
            case "get":
                kept = ("id", *map(identifier, call.fields)) if call.fields else tuple(value)
                row = self._row(call.tool.target, {key: value[key] for key in kept})
                text = write_rows(self.choice.replies, call.tool.target, [row])
                return self._said(row, text)
            case "action":
                changes = self._changes(value)
                return self._said(changes, write_changes(self.choice.replies, changes))

    def _said(self, value: Json, text: str) -> Result:
        match self.choice.replies:
            case "json" | "columns":
                return _json(value)
            case "data":
                return _json({"data": value})
            case _:
                return Result([text_part(text)])

    def _found(self, call: Call, value: Json) -> Result:
        given = value["rows"]
        rows = [self._row(call.tool.target, row) for row in _objects(given)]
        place = self._place(value, call.window or (0, self.choice.page_size))
        lines: list[JsonValue] = [*rows]
        match self.choice.replies:
            case "json":
                return _json({"rows": lines, "total": value["total"], **place})
            case "data":
                return _json({"data": lines, "meta": {"total": value["total"], **place}})
            case "columns":
                names: list[JsonValue] = [
                    "id",
                    *(one.key for one in self.wardrobe.rows[call.tool.target].values()),
                ]
                cells: list[JsonValue] = [[*row.values()] for row in rows]
                total = value["total"]
                return _json({"columns": names, "rows": cells, "total": total, **place})
            case form:
                listed: Json = {"rows": lines, "total": value["total"]}
                return Result([text_part(write_search(form, call.tool.target, listed, place))])

    def _place(self, value: Json, window: tuple[int, int]) -> Json:
        """Where the rows stand in all that were found."""
        (start, size), total = window, int(str(value["total"]))
        more = start + size < total
        match self.choice.paging:
            case "page":
                return {"page": start // size + 1, "pages": max(1, -(-total // size))}
            case "offset":
                return {"offset": start, "next_offset": start + size if more else None}
            case "cursor":
                return {"next_cursor": cursor_of(start + size) if more else None}

    def _changes(self, value: Json) -> Json:
        def rows(key: str) -> list[JsonValue]:
            found = _objects(value[key])
            return [
                {**one, "row": self._row(str(one["entity"]), row)}
                for one in found
                for row in _objects([one["row"]])
            ]

        return {"changed": rows("changed"), "created": rows("created"), "deleted": value["deleted"]}

    def _row(self, entity: str, row: Json) -> Json:
        spelled = self.wardrobe.rows[entity]
        worded: Json = {"id": row["id"]}
        for key, value in row.items():
            if key != "id":
                words = spelled[key].words
                worded[spelled[key].key] = (
                    words.get(value, value) if isinstance(value, str) else value
                )
        return worded


def _objects(found: JsonValue) -> list[Json]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _json(value: Json) -> Result:
    return Result([text_part(orjson.dumps(value).decode())], value=value)


def _together(told: list[Told], choice: SurfaceChoice) -> Told:
    """The calls of a batch as one."""
    shows = [place for one in told for place in one.shows]
    met = [fault for one in told for fault in one.met]
    if all(one.result.status != "ok" for one in told):
        return Told(told[0].result, shows, met)
    if choice.replies in ("json", "data", "columns"):
        results: list[JsonValue] = [_element(one.result) for one in told]
        return Told(_json({"results": results}), shows, met)
    if len(told) == 1:
        return told[0]
    parts = [f"Result {nth}:\n{one.result.text}" for nth, one in enumerate(told, 1)]
    return Told(Result([text_part("\n\n".join(parts))]), shows, met)


def _element(result: Result) -> JsonValue:
    if result.status == "ok":
        return result.value
    return {"error": {"code": result.code, "message": result.text}}
