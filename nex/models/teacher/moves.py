"""What the teacher does in one turn, and what it sees of it: moves out, observations in."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar, cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import FREE, Message, Reply, ToolCall, text_of

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Move:
    """One turn: a thought and one call."""

    thought: str
    name: str
    arguments: Json


@dataclass(frozen=True, slots=True)
class Observation:
    """What a call brought, as any model reads it: a JSON value, or the text of an error."""

    value: JsonValue
    text: str
    code: str | None = None
    """The error's code; None: the call went well."""


Turns = Generator[Move, Observation, Answer]
"""A piece of policy: it yields moves, receives observations and ends with an answer."""


CODES = (
    ("Too many requests", "rate_limited"),
    ("may or may not have been applied", "timeout"),
)
"""What errors say, or are called, where another try makes sense."""


def observe(message: Message) -> Observation:
    """What a tool's message says: JSON went well, anything else is an error or plain speech."""
    text = text_of(message["content"])
    if text[:1] in "{[":
        try:
            return Observation(cast("JsonValue", orjson.loads(text)), text)
        except orjson.JSONDecodeError:
            pass
    return Observation(None, text, next((code for said, code in CODES if said in text), "error"))


def reply(move: Move, step: int, name: str) -> Reply:
    """The move as a model's reply; the call's id is made from the step."""
    call: ToolCall = {
        "id": f"call_{step}",
        "type": "function",
        "function": {"name": move.name, "arguments": orjson.dumps(move.arguments).decode()},
    }
    message: Message = {
        "role": "assistant",
        "content": [{"type": "text", "text": move.thought}],
        "tool_calls": [call],
    }
    return Reply(message, FREE, "tool_calls", name)
