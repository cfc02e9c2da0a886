"""Compaction: shortens a conversation before its model is asked; the log keeps every branch.

What a model was not shown is not in its turn's branch of the message graph, and what it was shown
instead is. The opening (instructions and first request) always stays, and no result is left
without the call that it answers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nex.data.messages import Message, Part, text_of, text_part
from nex.errors import InputError
from nex.runtime.reservation import characters
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit

Compaction = Callable[[list[Message], Scope], Awaitable[None]]
"""Shortens the list in place, or leaves it alone; calls it makes are calls of the agent."""
CLEARED = "[old result dropped]"


@dataclass(frozen=True, slots=True)
class Window:
    """Forgets the oldest turns once the conversation is longer than `most` characters.

    It cuts down to `keep`, so that most turns continue the branch before them and a provider's
    cache of it.
    """

    most: int
    keep: int

    def __post_init__(self) -> None:
        _check(self.most, self.keep)

    async def __call__(self, messages: list[Message], scope: Scope, /) -> None:
        """Drop whole turns after the opening."""
        if length(messages) > self.most:
            first = opening_of(messages)
            messages[first : recent(messages, self.keep)] = []


@dataclass(frozen=True, slots=True)
class ClearResults:
    """Empties old results of tools once the conversation is longer than `most` characters.

    The `keep` last turns of the model keep theirs, and so does any result that is shorter than
    what would stand in its place.
    """

    most: int
    keep: int = 3

    async def __call__(self, messages: list[Message], scope: Scope, /) -> None:
        """Put a note in the place of each old result."""
        if length(messages) > self.most:
            turns = [n for n, m in enumerate(messages) if m["role"] == "assistant"]
            last = turns[-self.keep] if len(turns) > self.keep else 0
            messages[:] = [
                _cleared(message) if _is_result(messages, n) and n < last else message
                for n, message in enumerate(messages)
            ]


@dataclass(frozen=True, slots=True)
class Summary:
    """Puts a summary in the place of the oldest turns once there are `most` characters.

    `unit` writes it (an agent, say) and is called like any other unit: recorded, and paid from the
    same budget. Where it does not come back ok, the conversation stays as it is.
    """

    unit: Unit
    most: int
    keep: int
    """Characters of the latest turns that stay word for word."""

    def __post_init__(self) -> None:
        _check(self.most, self.keep)

    async def __call__(self, messages: list[Message], scope: Scope, /) -> None:
        """Call the unit on what goes, and say what it said after the opening."""
        if length(messages) <= self.most:
            return
        first, last = opening_of(messages), recent(messages, self.keep)
        if first == last:
            return
        result = await scope.call(self.unit, {"request": transcript(messages[first:last])})
        if result.status == "ok":
            text = f"Summary of what was said and done so far:\n{result.text}"
            messages[first:last] = [{"role": "user", "content": [text_part(text)]}]


def length(messages: Sequence[Message]) -> int:
    """Characters that a conversation says and asks for."""
    return sum(map(characters, messages))


def opening_of(messages: Sequence[Message]) -> int:
    """How many messages there are before the model's first turn."""
    turns = (n for n, message in enumerate(messages) if message["role"] == "assistant")
    return next(turns, len(messages))


def recent(messages: Sequence[Message], keep: int) -> int:
    """Where the latest turns begin that fit into so many characters; the last one always does."""
    start, left = len(messages), keep
    for place in range(len(messages) - 1, opening_of(messages) - 1, -1):
        left -= characters(messages[place])
        if left < 0 and start < len(messages):
            break
        if messages[place]["role"] == "assistant":
            start = place
    return start


def transcript(messages: Sequence[Message]) -> str:
    """A stretch of conversation as plain text, for whoever sums it up."""
    return "\n".join(line for message in messages for line in _lines(message))


def _lines(message: Message) -> list[str]:
    text = text_of(message["content"])
    lines = [f"{message['role']}: {text}"] if text else []
    calls = (call["function"] for call in message.get("tool_calls", ()))
    return lines + [f"calls {call['name']} {call['arguments']}" for call in calls]


def _is_result(messages: Sequence[Message], place: int) -> bool:
    """A tool's turn, or in formats of text the user's turn that answers the model's."""
    role = messages[place]["role"]
    return role == "tool" or (role == "user" and place >= opening_of(messages))


def _cleared(message: Message) -> Message:
    if characters(message) <= len(CLEARED):
        return message
    content: list[Part] = [text_part(CLEARED)]
    return {**message, "content": content}


def _check(most: int, keep: int) -> None:
    if not 0 <= keep < most:
        raise InputError(f"a compaction keeps fewer characters than start it: {keep!r} of {most!r}")
