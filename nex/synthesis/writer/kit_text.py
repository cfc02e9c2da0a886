"""A Kit as the text of its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import orjson

from nex.data.jsons import JsonValue
from nex.synthesis.kits.kit import Kit

_ROWS = ("things", "actions", "rules")
_TABLES = ("also",)


def kit_text(kit: Kit) -> str:
    """TOML that `parse_kit` reads back as the same kit."""
    record: Mapping[str, JsonValue] = kit.model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    return "\n".join(_lines({"schema": "nex.kit/1", **record})) + "\n"


def _lines(record: Mapping[str, JsonValue]) -> Iterator[str]:
    for key, value in record.items():
        if key in _ROWS and isinstance(value, list):
            yield f"\n{key} = ["
            yield from (f"  {_inline(row)}," for row in value)
            yield "]"
        elif key not in _TABLES:
            yield f"{key} = {_inline(value)}"
    for key in _TABLES:
        table = record.get(key)
        if isinstance(table, dict) and table:
            yield f"\n[{key}]"
            yield from (f"{_key(name)} = {_inline(value)}" for name, value in table.items())


def _inline(value: JsonValue) -> str:
    match value:
        case dict():
            pairs = (f"{_key(key)} = {_inline(one)}" for key, one in value.items())
            return "{ " + ", ".join(pairs) + " }"
        case list():
            return f"[{', '.join(map(_inline, value))}]"
        case str():
            return _text(value)
        case _:
            return orjson.dumps(value).decode()


def _key(text: str) -> str:
    return text if text.isascii() and text.isidentifier() else _text(text)


def _text(text: str) -> str:
    """A basic string of TOML: as JSON writes it, but for the one control character that differs."""
    return orjson.dumps(text).decode().replace("\x7f", "\\u007f")
