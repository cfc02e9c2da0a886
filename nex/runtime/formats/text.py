"""Formats in plain text: tools stand in the instructions, calls and results in what is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import (
    Message,
    Part,
    Result,
    Signature,
    ToolCall,
    text_of,
    text_part,
)
from nex.runtime.formats.format import MALFORMED, Malformed

Called = tuple[str, Json]
"""Name and arguments of one call."""
Tools = Sequence[Signature]
HEAD = "# Tools\nThese tools can be called, one JSON object each:\n<tools>\n"
FOOT = "\n</tools>\n"


@dataclass(frozen=True, slots=True)
class Text:
    """A convention that is two functions on text, and the words that teach it."""

    name: str
    lesson: str
    """How to call, as the instructions say it."""
    say: Callable[[str, Sequence[Called], Tools], str]
    """Text and calls in this convention."""
    hear: Callable[[str, Tools], tuple[str, list[Called]]]
    """The reverse; raises Malformed."""
    before: str
    """What stands before a result; `{}` is the tool's name."""
    after: str

    def shown(self, tools: Sequence[Signature]) -> Sequence[Signature]:
        """Nothing."""
        return ()

    def brief(self, tools: Sequence[Signature]) -> str:
        """The tools and the lesson; "" where there are no tools."""
        if not tools:
            return ""
        return HEAD + "\n".join(map(_written, tools)) + FOOT + self.lesson

    def write(self, message: Message, tools: Sequence[Signature]) -> Message:
        """The message with its calls put into the text."""
        calls = [_called(call) for call in message.get("tool_calls", ())]
        text = self.say(text_of(message["content"]), calls, tools)
        return _with(message, text, [])

    def read(self, message: Message, tools: Sequence[Signature]) -> Message:
        """The message with its calls taken out of the text; a defect becomes a call of MALFORMED."""
        try:
            text, calls = self.hear(text_of(message["content"]), tools)
            return _with(message, text, [_call(n, *call) for n, call in enumerate(calls)])
        except Malformed as e:
            return {**message, "tool_calls": [_call(0, MALFORMED, {"defect": str(e)})]}

    def tell(self, asked: Sequence[ToolCall], results: Sequence[Result]) -> list[Message]:
        """One turn of the user with all results; what is not text follows its result's text."""
        content: list[Part] = []
        for call, result in zip(asked, results, strict=True):
            before = self.before.replace("{}", call["function"]["name"])
            content.append(text_part(f"{before}{result.text}{self.after}"))
            content += (part for part in result.content if part["type"] != "text")
        return [{"role": "user", "content": content}]

    def told(self, message: Message, asked: Sequence[ToolCall]) -> list[list[Part]]:
        """The contents of the results in a turn that `tell` wrote."""
        found: list[list[Part]] = []
        for part in message["content"]:
            if part["type"] != "text":
                found[-1].append(part)
                continue
            before = self.before.replace("{}", asked[len(found)]["function"]["name"])
            text = part.get("text", "").removeprefix(before).removesuffix(self.after)
            found.append([text_part(text)])
        return found


def properties(name: str, tools: Tools) -> dict[str, Json]:
    """The schemas of a tool's parameters, in its order; none for a tool that there is not."""
    for tool in tools:
        if tool.name == name:
            return cast("dict[str, Json]", tool.input.get("properties", {}))
    return {}


def read_brief(instructions: str) -> tuple[str, tuple[Signature, ...]]:
    """Instructions without their brief, and the tools that the brief named."""
    own, found, brief = instructions.rpartition(HEAD)
    if not found:
        return instructions, ()
    lines = brief.partition(FOOT)[0].splitlines()
    return own.removesuffix("\n\n"), tuple(map(_read, lines))


def _written(tool: Signature) -> str:
    line: Json = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.input,
    }
    return orjson.dumps(line).decode()


def _read(line: str) -> Signature:
    tool = cast("Json", orjson.loads(line))
    return Signature(str(tool["name"]), str(tool["description"]), cast("Json", tool["parameters"]))


def _called(call: ToolCall) -> Called:
    """Name and arguments; a text that is no JSON object has none."""
    try:
        arguments: JsonValue = orjson.loads(call["function"]["arguments"] or "{}")
    except orjson.JSONDecodeError:
        arguments = {}
    return call["function"]["name"], arguments if isinstance(arguments, dict) else {}


def _call(number: int, name: str, arguments: Json) -> ToolCall:
    try:
        text = orjson.dumps(arguments).decode()
    except TypeError as e:
        raise Malformed(f"the arguments of {name} are nothing that JSON can say: {e}") from e
    return {
        "id": f"call_{number}",
        "type": "function",
        "function": {"name": name, "arguments": text},
    }


def _with(message: Message, text: str, calls: list[ToolCall]) -> Message:
    """The message with that text and those calls, and all else that it carried."""
    content: list[Part] = [text_part(text)] if text else []
    content += (part for part in message["content"] if part["type"] != "text")
    changed: Message = {**message, "content": content}
    changed.pop("tool_calls", None)
    if calls:
        changed["tool_calls"] = calls
    return changed
