"""Interpreter: lets a model that only knows structured calls speak a format in text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from nex.data.messages import (
    Message,
    Reply,
    Result,
    Settings,
    Signature,
    ToolCall,
    text_of,
    text_part,
)
from nex.runtime.formats.structured import STRUCTURED
from nex.runtime.formats.text import Text, read_brief
from nex.runtime.model import Model


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A model that hears and speaks `format`; behind it `model` hears and speaks structured calls.

    With it the teacher makes data in any convention. It keeps nothing: the structured
    conversation is read anew from the text.
    """

    model: Model
    format: Text

    @property
    def name(self) -> str:
        """The model's own: a convention is no other policy."""
        return self.model.name

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """What the model says, in the format."""
        heard, offered = read_conversation(messages, self.format)
        reply = await self.model.complete(heard, offered or tools, settings)
        return replace(reply, message=self.format.write(reply.message, offered), finish="stop")


def write_conversation(
    messages: Sequence[Message], tools: Sequence[Signature], format: Text
) -> list[Message]:
    """A structured conversation as it would have gone in that format."""
    told = _briefed(messages, format.brief(tools))
    asked: dict[str, ToolCall] = {}
    for place, message in enumerate(messages):
        if message["role"] == "tool":
            continue
        if message["role"] == "assistant":
            asked = {call["id"]: call for call in message.get("tool_calls", ())}
            told.append(format.write(message, tools))
            told += _results(messages[place + 1 :], asked, format)
        elif message["role"] == "user":
            told.append(message)
    return told


def _briefed(messages: Sequence[Message], brief: str) -> list[Message]:
    """The instructions with the brief, if there is either."""
    own = [text_of(message["content"]) for message in messages if message["role"] == "system"]
    text = "\n\n".join([*own, brief] if brief else own)
    return [{"role": "system", "content": [text_part(text)]}] if text else []


def _results(after: Sequence[Message], asked: dict[str, ToolCall], format: Text) -> list[Message]:
    """The turn that says what the calls came to, from the tool turns right after them."""
    answers = list(takewhile(lambda message: message["role"] == "tool", after))
    if not answers:
        return []
    calls = [asked[message.get("tool_call_id", "")] for message in answers]
    return format.tell(calls, [Result(message["content"]) for message in answers])


def read_conversation(
    messages: Sequence[Message], format: Text
) -> tuple[list[Message], tuple[Signature, ...]]:
    """The structured conversation and the tools that messages in that format stand for."""
    heard: list[Message] = []
    tools: tuple[Signature, ...] = ()
    asked: list[ToolCall] = []
    for message in messages:
        match message["role"]:
            case "system":
                own, found = read_brief(text_of(message["content"]))
                tools = found or tools
                if own:
                    heard.append({**message, "content": [text_part(own)]})
            case "assistant":
                said = _numbered(format.read(message, tools), len(heard))
                asked = said.get("tool_calls", [])
                heard.append(said)
            case "user" if asked:
                results = [Result(content) for content in format.told(message, asked)]
                heard += STRUCTURED.tell(asked[: len(results)], results)
                asked = []
            case _:
                heard.append(message)
    return heard, tools


def _numbered(message: Message, turn: int) -> Message:
    """The message with ids that no other turn has."""
    if "tool_calls" not in message:
        return message
    calls: list[ToolCall] = [
        {**call, "id": f"call_{turn}_{n}"} for n, call in enumerate(message["tool_calls"])
    ]
    return {**message, "tool_calls": calls}
