"""The order of a World's parts that its identity is told from."""

from __future__ import annotations

from nex.data.jsons import JsonValue, digest

_UNORDERED = {
    "entities",
    "roles",
    "actions",
    "rules",
    "examples",
    "requires",
    "effects",
    "mounts",
    "others",
}
_UNORDERED_LEAVES = {"attributes", "callers", "inferred", "facts", "then", "where", "among"}


_LATER: dict[str, JsonValue] = {
    "single": False,
    "days": 0,
    "operator": "=",
    "total": None,
    "least": 1,
    "tables": [],
    "mounts": [],
    "seconds": 0,
    "in_person": False,
    "section": "",
    "others": [],
    "origin": "",
}
"""What came into the format later: its defaults say nothing, so older Worlds keep their digest."""


def _silent(record: dict[str, JsonValue], key: str) -> bool:
    if key == "operator" and "among" not in record:
        return False
    return key in _LATER and record[key] == _LATER[key]


def ordered(value: JsonValue, key: str = "") -> JsonValue:
    """Sort what has no order of its own; values of a one_of and parameters keep theirs."""
    if isinstance(value, dict):
        return {k: ordered(v, k) for k, v in sorted(value.items()) if not _silent(value, k)}
    if isinstance(value, list):
        items = [ordered(item) for item in value]
        return sorted(items, key=digest) if key in _UNORDERED | _UNORDERED_LEAVES else items
    return value
