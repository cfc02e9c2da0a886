"""Policies that must fail: controls that show a task cannot be passed without doing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import FREE, Message, Reply, Settings, Signature, text_of
from nex.data.streams import Stream

Step = tuple[str, Json]
STEPS = 12
"""Turns after which the random policy ends, if it has not before."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What there is to decide from: the talk so far, the tools, the dice of this turn."""

    number: int
    messages: Sequence[Message]
    tools: Sequence[Signature]
    stream: Stream


Decide = Callable[[Turn], Step]


@dataclass(frozen=True, slots=True)
class Weak:
    """A model that decides each turn without understanding anything."""

    name: str
    decide: Decide

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """One call; what chance there is follows from the seed and the turn."""
        turn = sum(message["role"] == "assistant" for message in messages)
        stream = Stream("weak", settings.seed or 0, _request(messages), turn)
        name, arguments = self.decide(Turn(turn, messages, tools, stream))
        text = orjson.dumps(arguments).decode()
        message: Message = {
            "role": "assistant",
            "content": [],
            "tool_calls": [
                {
                    "id": f"call_{turn}",
                    "type": "function",
                    "function": {"name": name, "arguments": text},
                }
            ],
        }
        return Reply(message, FREE, "tool_calls", self.name)


def weak(name: str) -> Weak | None:
    """The stock control of that name (null, echo, constant, random); None for any other."""
    decide = _POLICIES.get(name)
    return Weak(name, decide) if decide else None


def _null(_: Turn) -> Step:
    return "finish", {"status": "done"}


def _echo(turn: Turn) -> Step:
    return "finish", {"status": "done", "answer": _request(turn.messages)}


def _constant(_: Turn) -> Step:
    return "finish", {"status": "refused", "answer": 1, "reason": "It is not allowed."}


def _random(turn: Turn) -> Step:
    if not turn.tools or turn.number >= STEPS:
        return "finish", {"status": "done"}
    tool = turn.stream.choice(turn.tools)
    properties = tool.input.get("properties")
    required = cast("list[JsonValue]", tool.input.get("required") or [])
    found: Json = {}
    for key, schema in sorted(properties.items()) if isinstance(properties, dict) else ():
        if key in required or turn.stream.chance(0.3):
            found[key] = _drawn(schema if isinstance(schema, dict) else {}, turn)
    return tool.name, found


def _drawn(schema: Json, turn: Turn) -> JsonValue:
    """A value that fits the schema: a listed one, a number, or a word that was read."""
    listed = cast("list[JsonValue]", schema.get("enum") or [])
    if listed:
        return turn.stream.choice(listed)
    match schema.get("type"):
        case "integer" | "number":
            return turn.stream.between(0, 9)
        case "boolean":
            return turn.stream.chance(0.5)
        case _:
            words = text_of(turn.stream.choice(turn.messages)["content"]).split() or ["x"]
            return turn.stream.choice(words).strip('",.:{}[]')


def _request(messages: Sequence[Message]) -> str:
    said = (text_of(message["content"]) for message in messages if message["role"] == "user")
    return next(said, "")


_POLICIES: dict[str, Decide] = {
    "null": _null,
    "echo": _echo,
    "constant": _constant,
    "random": _random,
}
