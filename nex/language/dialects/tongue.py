"""Tongue: how to say plain calls in a dialect, and what its replies say in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.language.dialects.casing import uncased
from nex.language.dialects.replies import read_text

Said = tuple[str, Json]
"""The name of a tool and its arguments."""
_ERROR = re.compile(r"(?:Error: |ERROR \d+ \[(?P<code>\w+)\]: |(?P<terse>E_[A-Z_]+)$)")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reply says: a plain value, or an error's text and, where it tells one, its code."""

    value: JsonValue
    text: str
    error: bool = False
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """Where an argument stands, and its values in the dialect's words."""

    path: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Spoken:
    """One plain tool in the dialect."""

    tool: str
    kind: Literal["search", "get", "action"]
    keys: Mapping[str, Key]
    about: str
    """The entity, or for a search its plural."""
    operation: str | None = None
    """Which operation of the tool it is; None: the tool does nothing else."""
    batch: str | None = None
    """The list that one call's arguments are put into."""
    paging: str = "page"
    size: int = 5

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is called as the plain tool is, in the plain words."""
        plain = all(key.path == (name,) and not key.words for name, key in self.keys.items())
        return plain and self.paging == "page" and self.operation is None and self.batch is None

    def said(self, arguments: Mapping[str, JsonValue], cursor: JsonValue = None) -> Said:
        """A plain call in the dialect."""
        told: Json = {}
        for name, value in arguments.items():
            if name == "page" and self.kind == "search" and self.paging != "page":
                here = (int(str(value)) - 1) * self.size
                _put(told, self.keys[self.paging].path, here if cursor is None else cursor)
                continue
            key = self.keys.get(name, Key((name,)))
            _put(told, key.path, key.words.get(value, value) if isinstance(value, str) else value)
        if self.batch is not None:
            told = {self.batch: [told.get("id") if self.batch == "ids" else told]}
        if self.operation is not None:
            told = {"operation": self.operation, "arguments": told}
        return self.tool, told


def _put(told: Json, path: tuple[str, ...], value: JsonValue) -> None:
    for name in path[:-1]:
        told = cast("Json", told.setdefault(name, {}))
    told[path[-1]] = value


@dataclass(frozen=True, slots=True)
class RowKeys:
    """How an entity's rows are spelled."""

    names: Mapping[str, str]
    """Key in the dialect -> plain key."""
    words: Mapping[str, Mapping[str, str]]
    """Plain key -> the dialect's word -> the World's."""

    def plain(self, row: Json) -> Json:
        """A row with plain keys and words."""
        found: Json = {}
        for key, value in row.items():
            name = self.names.get(key) or uncased(key)
            known = self.words.get(name, {})
            found[name] = known.get(value, value) if isinstance(value, str) else value
        return found


AS_IT_IS = RowKeys({}, {})


@dataclass(frozen=True)
class Tongue:
    """A dialect as its tools' signatures tell it."""

    plain: tuple[Signature, ...]
    """The tools as the plain dialect would show them; those of no World as they are."""
    tools: Mapping[str, tuple[Spoken, ...]]
    """Plain name -> the tool, or the tools for one attribute each."""
    rows: Mapping[str, RowKeys]
    """By entity, and by plural."""

    def says(self, name: str) -> tuple[str, ...]:
        """The tools of the dialect that a plain one comes to."""
        return tuple(dict.fromkeys(one.tool for one in self.tools.get(name, ())))

    @cached_property
    def plain_rows(self) -> bool:
        """Whether rows are spelled as the plain dialect spells them."""
        spelled = all(
            key == name for keys in self.rows.values() for key, name in keys.names.items()
        )
        return spelled and not any(keys.words for keys in self.rows.values())

    def calls(self, name: str, arguments: Mapping[str, JsonValue], cursor: JsonValue) -> list[Said]:
        """A plain call in the dialect; `cursor` is where the page begins, as told before."""
        return [one.said(arguments, cursor) for one in self.tools[name]]

    def heard(self, name: str, texts: Sequence[str]) -> tuple[Heard, JsonValue]:
        """What the replies to `calls` say together, and where the next page begins."""
        spoken = self.tools[name]
        row: Json = {}
        value: JsonValue = None
        for one, text in zip(spoken, texts, strict=False):
            value = _value(text, batch=one.batch is not None)
            fault = _misheard(text) if value is None else _fault(value)
            if fault is not None:
                return fault, None
            if one.kind == "get" and isinstance(value, dict):
                row.update(self.rows.get(one.about, AS_IT_IS).plain(value))
        if spoken[0].kind == "get":
            return _fine(row), None
        if spoken[0].kind == "search":
            return self._page(spoken[0], cast("Json", value))
        told = cast("Json", value)
        return _fine(told if "job" in told else self._changes(told)), None

    def _page(self, spoken: Spoken, value: Json) -> tuple[Heard, JsonValue]:
        keys = self.rows.get(spoken.about, AS_IT_IS)
        rows: list[JsonValue] = [keys.plain(row) for row in _list(value, "rows")]
        total = value.get("total")
        count = total if isinstance(total, int) else len(rows)
        pages = max(1, -(-count // spoken.size))
        plain: Json = {"rows": rows, "total": count, "pages": pages}
        return _fine(plain), value.get("next_cursor")

    def _changes(self, value: Json) -> Json:
        def plain(one: Json) -> Json:
            keys = self.rows.get(str(one.get("entity")), AS_IT_IS)
            return {**one, "row": keys.plain(cast("Json", one.get("row")))}

        changed: list[JsonValue] = [plain(one) for one in _list(value, "changed")]
        created: list[JsonValue] = [plain(one) for one in _list(value, "created")]
        deleted: list[JsonValue] = [*_list(value, "deleted")]
        return {"changed": changed, "created": created, "deleted": deleted}


def _fine(value: Json) -> Heard:
    return Heard(value, orjson.dumps(value).decode())


def _list(value: Json, key: str) -> list[Json]:
    found = value.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _value(text: str, *, batch: bool) -> JsonValue:
    """The reply as JSON in the plain shapes, keys still in the dialect; None: it is no JSON."""
    if not text.startswith("{"):
        return None if _ERROR.match(text) else read_text(text)
    try:
        value = cast("Json", orjson.loads(text))
    except orjson.JSONDecodeError:
        return None
    results = value.get("results")
    if batch and isinstance(results, list) and results and isinstance(results[0], dict):
        value = results[0]
    return _opened(value)


def _opened(value: Json) -> Json:
    """What stands in an envelope, or under columns."""
    columns, rows, data = value.get("columns"), value.get("rows"), value.get("data")
    if isinstance(columns, list) and isinstance(rows, list):
        names = list(map(str, columns))
        lines: list[JsonValue] = [
            dict(zip(names, row, strict=True)) for row in rows if isinstance(row, list)
        ]
        return {**value, "rows": lines}
    meta = value.get("meta")
    if isinstance(data, list):
        return {"rows": data, **(meta if isinstance(meta, dict) else {})}
    return data if isinstance(data, dict) else value


def _fault(value: JsonValue) -> Heard | None:
    """The error that a JSON object is; None: it is none."""
    error = value.get("error") if isinstance(value, dict) and len(value) == 1 else None
    if not isinstance(error, dict):
        return None
    return Heard(None, str(error.get("message", "")), error=True, code=str(error.get("code")))


def _misheard(text: str) -> Heard:
    found = _ERROR.match(text)
    if found is None:
        return Heard(None, text, error=True)
    code = found["code"] or (found["terse"] or "").removeprefix("E_").lower() or None
    return Heard(None, text if found["terse"] else text[found.end() :], error=True, code=code)
