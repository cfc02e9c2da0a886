"""Messages in the chat shape that trainers share, and what that shape cannot hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import FREE, UNSET, Message, Signature
from nex.data.trajectory import Call
from nex.export.conversations import Turn
from nex.export.losses import Losses


class ToolFunction(TypedDict):
    """A tool as chat templates want it."""

    name: str
    description: str
    parameters: Json


class ToolSchema(TypedDict):
    """One entry of a row's `tools`."""

    type: str
    function: ToolFunction


def tool_schemas(tools: Sequence[Signature]) -> list[ToolSchema]:
    """The signatures as function schemas, in order."""
    return [
        {
            "type": "function",
            "function": {"name": t.name, "description": t.description, "parameters": t.input},
        }
        for t in tools
    ]


class Named(TypedDict):
    """A call's name and its arguments as an object."""

    name: str
    arguments: Json


class ObjectCall(TypedDict):
    """A tool call with its arguments parsed."""

    id: str
    type: str
    function: Named


class ChatTurn(TypedDict):
    """One message with object arguments; `train` on the assistant's turns only."""

    role: str
    content: str
    reasoning_content: NotRequired[str]
    tool_calls: NotRequired[list[ObjectCall]]
    tool_call_id: NotRequired[str]
    name: NotRequired[str]
    train: NotRequired[bool]


def chat_turns(turns: Sequence[Turn], losses: Losses) -> list[ChatTurn] | None:
    """The turns with object arguments; None where some arguments are no JSON object."""
    names = called_names(turns)
    found: list[ChatTurn] = []
    for turn in turns:
        said = _chat_turn(turn, names, losses)
        if said is None:
            losses.drop("conversations with arguments that are no JSON object")
            return None
        found.append(said)
    return found


def _chat_turn(turn: Turn, names: dict[str, str], losses: Losses) -> ChatTurn | None:
    message = turn.message
    drop_parts(message, losses)
    said: ChatTurn = {"role": message["role"], "content": turn.text}
    if message["role"] == "assistant":
        said["train"] = turn.trained
        if "reasoning" in message:
            said["reasoning_content"] = message["reasoning"]
    if "tool_call_id" in message:
        said["tool_call_id"] = message["tool_call_id"]
        said["name"] = names.get(message["tool_call_id"], message.get("name", ""))
    if "tool_calls" in message:
        calls = object_calls(message)
        if calls is None:
            return None
        said["tool_calls"] = calls
    return said


def object_calls(message: Message) -> list[ObjectCall] | None:
    """A turn's tool calls with parsed arguments; None where some are no JSON object."""
    found: list[ObjectCall] = []
    for call in message.get("tool_calls", []):
        arguments = parsed(call["function"]["arguments"])
        if arguments is None:
            return None
        name = call["function"]["name"]
        found.append(
            {
                "id": call["id"],
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
        )
    return found


def parsed(arguments: str) -> Json | None:
    """A call's arguments; None where the text is no JSON object."""
    try:
        value: JsonValue = orjson.loads(arguments or "{}")
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def called_names(turns: Sequence[Turn]) -> dict[str, str]:
    """Tool call id -> the name that was called."""
    calls = [call for turn in turns for call in turn.message.get("tool_calls", [])]
    return {call["id"]: call["function"]["name"] for call in calls}


def drop_record(call: Call, losses: Losses) -> None:
    """Count what the record knows of a call and a conversation of messages cannot say."""
    for step in call.steps:
        losses.drop("token usage", int(step.reply is not None and step.reply.usage != FREE))
        losses.drop("model settings", int(step.settings != UNSET))
        losses.drop("links to sub-agents", sum(c.kind in ("agent", "workflow") for c in step.calls))
        for result in (child.result for child in step.calls):
            losses.drop("error codes", int(result is not None and result.code is not None))
            losses.drop("virtual seconds", int(result is not None and result.seconds > 0))


def drop_parts(message: Message, losses: Losses) -> None:
    """Count the parts that a text cannot hold."""
    for part in message["content"]:
        if part["type"] != "text":
            losses.drop(f"{part['type']} parts")
