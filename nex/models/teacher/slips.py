"""Slips: a step that goes wrong by chance, the way a careless agent's does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Message, Signature, text_of
from nex.data.streams import Stream
from nex.models.teacher.moves import Move

_ID = re.compile(r"\b[A-Z]{1,4}\d?-\d{3,}\b")
_KINDS = ("id", "tool", "argument", "stop")


def slipped(
    move: Move, tools: Sequence[Signature], messages: Sequence[Message], stream: Stream
) -> Move:
    """The move with one mistake: another row's id, another tool, another value, or the end."""
    first = _KINDS.index(stream.choice(_KINDS))
    for nth in range(len(_KINDS)):
        kind = _KINDS[(first + nth) % len(_KINDS)]
        found = _mistake(kind, move, tools, messages, stream)
        if found is not None:
            return found
    return move


def _mistake(
    kind: str,
    move: Move,
    tools: Sequence[Signature],
    messages: Sequence[Message],
    stream: Stream,
) -> Move | None:
    match kind:
        case "id":
            return wrong_id(move, messages, stream)
        case "tool":
            others = [t.name for t in tools if t.name not in {move.name, "finish"}]
            return replace(move, name=stream.choice(others)) if others else None
        case "argument":
            return wrong_argument(move, tools, stream)
        case _:
            ended = move.name == "finish"
            return None if ended else Move("I think that is all.", "finish", {"status": "done"})


def wrong_id(move: Move, messages: Sequence[Message], stream: Stream) -> Move | None:
    """The move about another row that was seen, best one of the same kind; None: it names none."""
    used = [key for key, value in move.arguments.items() if _ID.fullmatch(str(value))]
    if not used:
        return None
    key = stream.choice(used)
    right = str(move.arguments[key])
    said = " ".join(text_of(message["content"]) for message in messages)
    prefix = right.partition("-")[0]
    others = [id for id in dict.fromkeys(_ID.findall(said)) if id != right]
    alike = [id for id in others if id.partition("-")[0] == prefix] or others
    wrong = stream.choice(alike) if alike else f"{prefix}-{stream.between(1000, 9999)}"
    return replace(move, arguments={**move.arguments, key: wrong})


def wrong_argument(move: Move, tools: Sequence[Signature], stream: Stream) -> Move | None:
    """The move with another listed value, or one argument less; None where it has none."""
    if not move.arguments:
        return None
    key = stream.choice(sorted(move.arguments))
    tool = next((tool for tool in tools if tool.name == move.name), None)
    kept: Json = {name: value for name, value in move.arguments.items() if name != key}
    others = _values(tool, key, move.arguments[key])
    if others:
        kept[key] = stream.choice(others)
    return replace(move, arguments=kept)


def _values(tool: Signature | None, key: str, right: JsonValue) -> list[JsonValue]:
    properties = tool.input.get("properties") if tool else None
    schema = properties.get(key) if isinstance(properties, dict) else None
    known = schema.get("enum") if isinstance(schema, dict) else None
    return [v for v in cast("list[JsonValue]", known) if v != right] if known else []
