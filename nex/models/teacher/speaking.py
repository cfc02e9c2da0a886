"""Speaking a dialect: the policy thinks in plain tools, and its moves are said as the tools want."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import orjson

from nex.data.jsons import Json, JsonValue
from nex.language.dialects.tongue import Heard, Spoken, Tongue
from nex.models.teacher.moves import CODES, Move, Observation, Turns

_SHAPES = ("id", "rows", "changed")
"""What a plain reply has one of."""


def speak(policy: Turns[None], tongue: Tongue) -> Turns[None]:
    """The policy's moves in the dialect, and what comes back in plain words."""
    cursors: dict[str, JsonValue] = {}
    with suppress(StopIteration):
        move = next(policy)
        while True:
            seen = yield from _said(move, tongue, cursors)
            move = policy.send(seen)


def _said(move: Move, tongue: Tongue, cursors: dict[str, JsonValue]) -> Turns[Observation]:
    spoken = tongue.tools.get(move.name)
    if spoken is None:
        return (yield move)
    cursor = cursors.get(_key(move.name, move.arguments))
    texts: list[str] = []
    for name, arguments in tongue.calls(move.name, move.arguments, cursor):
        seen = yield Move(move.thought, name, arguments)
        if tongue.plain_rows and _is_plain(seen.value, spoken[0]):
            return seen
        texts.append(seen.text)
        if tongue.heard(move.name, texts)[0].error:
            break
    heard, following = tongue.heard(move.name, texts)
    if following is not None:
        page = move.arguments.get("page", 1)
        after = page + 1 if isinstance(page, int) else 2
        cursors[_key(move.name, {**move.arguments, "page": after})] = following
    return Observation(heard.value, heard.text, _code(heard))


def _is_plain(value: JsonValue, spoken: Spoken) -> bool:
    """Whether a reply needs no reading, because nothing about the tool differs."""
    if not isinstance(value, dict) or not spoken.is_plain:
        return False
    return "pages" in value if "rows" in value else any(shape in value for shape in _SHAPES)


def _code(heard: Heard) -> str | None:
    if not heard.error:
        return None
    for said, code in CODES:
        if said in heard.text or heard.code == code:
            return code
    return "error"


def _key(name: str, arguments: Mapping[str, JsonValue]) -> str:
    told: Json = dict(arguments)
    return name + orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()
