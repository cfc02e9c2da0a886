"""structured: calls and results in fields of their own, as providers of chat models carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nex.data.messages import Message, Result, Signature, ToolCall


@dataclass(frozen=True, slots=True)
class Structured:
    """Nothing to transform: this is the shape in which nex thinks."""

    name: str = "structured"

    def shown(self, tools: Sequence[Signature]) -> Sequence[Signature]:
        """All of them."""
        return tools

    def brief(self, tools: Sequence[Signature]) -> str:
        """Nothing."""
        return ""

    def write(self, message: Message, tools: Sequence[Signature]) -> Message:
        """The message itself."""
        return message

    def read(self, message: Message, tools: Sequence[Signature]) -> Message:
        """The message itself."""
        return message

    def tell(self, asked: Sequence[ToolCall], results: Sequence[Result]) -> list[Message]:
        """One tool turn for each call."""
        if len(asked) == 1:
            return [_turn(asked[0], results[0])]
        return [_turn(call, result) for call, result in zip(asked, results, strict=True)]


def _turn(call: ToolCall, result: Result) -> Message:
    return {"role": "tool", "content": result.content, "tool_call_id": call["id"]}


STRUCTURED = Structured()
