"""otel: a tree of calls as OpenTelemetry spans, by the conventions for generative AI.

A pure fold; `nex.export.tracing` hands spans to a tracer. The conventions (operation names and `gen_ai.*` attributes) are those of
open-telemetry/semantic-conventions-genai, status Development. Contents are written only if asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import orjson

from nex.data.jsons import JsonValue
from nex.data.messages import Message, Reply, Result, ToolCall, UnitKind
from nex.data.trajectory import Call, CallId, Step, branch

SYSTEM = "nex"
Operation = Literal["invoke_agent", "invoke_workflow", "execute_tool", "chat"]
_OPERATIONS: dict[UnitKind, Operation] = {"agent": "invoke_agent", "workflow": "invoke_workflow"}
_FINISHES = {"tool_calls": "tool_call"}
Attribute = str | int | float | bool | Sequence[str]


@dataclass(frozen=True, slots=True)
class Span:
    """One call, or one turn of a model; `children` come in source order."""

    name: str
    operation: Operation
    attributes: Mapping[str, Attribute]
    seconds: float
    """Virtual time of the call and all below it; wall time is no part of a record."""
    error: str = ""
    """What went wrong; "" for nothing."""
    children: tuple[Span, ...] = field(default=())


def spans(call: Call, *, contents: bool = False) -> Span:
    """The tree of spans of a call: agents, workflows, tools, and a `chat` for every reply.

    `contents`: also messages, arguments and results, which may be private.
    """
    children: list[Span] = []
    for step in call.steps:
        if step.reply is not None:
            children.append(_chat(call, step, step.reply, contents))
        children += (spans(below, contents=contents) for below in step.calls)
    result = call.result
    attributes = called(call.unit, call.kind, call.id)
    if contents:
        attributes |= _contents(call.kind, call.arguments, result)
    own = result.seconds if result is not None else 0.0
    seconds = max(own, sum(child.seconds for child in children))
    operation = operation_of(call.kind)
    error = error_of(result)
    if error:
        attributes["error.type"] = error
    name = f"{operation} {call.unit}"
    return Span(name, operation, attributes, seconds, error, tuple(children))


def operation_of(kind: UnitKind) -> Operation:
    """What the conventions call a run of such a unit."""
    return _OPERATIONS.get(kind, "execute_tool")


def called(unit: str, kind: UnitKind, id: CallId) -> dict[str, Attribute]:
    """The attributes of a call before it has ended."""
    operation, call = operation_of(kind), ".".join(map(str, id))
    found: dict[str, Attribute] = {"gen_ai.operation.name": operation, "nex.call.id": call}
    match operation:
        case "invoke_agent":
            return found | {"gen_ai.provider.name": SYSTEM, "gen_ai.agent.name": unit}
        case "invoke_workflow":
            return found | {"gen_ai.workflow.name": unit}
        case _:
            kinds = {"gen_ai.tool.type": "function", "gen_ai.tool.call.id": call}
            return found | {"gen_ai.tool.name": unit, **kinds}


def _contents(kind: UnitKind, arguments: JsonValue, result: Result | None) -> dict[str, Attribute]:
    if operation_of(kind) != "execute_tool":
        return {}
    found: dict[str, Attribute] = {"gen_ai.tool.call.arguments": _json(arguments)}
    if result is not None:
        found["gen_ai.tool.call.result"] = result.text
    return found


def error_of(result: Result | None) -> str:
    """The machine code of what went wrong; "" for nothing."""
    if result is None:
        return "unfinished"
    return "" if result.status == "ok" else (result.code or result.status)


def _chat(call: Call, step: Step, reply: Reply, contents: bool) -> Span:
    attributes = said_of(reply)
    settings = step.settings
    asked = (("temperature", settings.temperature), ("top_p", settings.top_p))
    attributes |= {f"gen_ai.request.{name}": value for name, value in asked if value is not None}
    if settings.max_tokens is not None:
        attributes["gen_ai.request.max_tokens"] = settings.max_tokens
    if contents:
        seen = [_message(message) for message in branch(call, step.head)]
        attributes["gen_ai.input.messages"] = _json(seen)
        attributes["gen_ai.output.messages"] = _json([_message(reply.message)])
    return Span(chat_name(reply), "chat", attributes, 0.0)


def chat_name(reply: Reply) -> str:
    """The name of a span of one turn."""
    return f"chat {reply.model or 'model'}"


def said_of(reply: Reply) -> dict[str, Attribute]:
    """The attributes of one turn, without what was said."""
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": SYSTEM,
        "gen_ai.request.model": reply.model or "model",
        "gen_ai.response.model": reply.model or "model",
        "gen_ai.response.finish_reasons": (_FINISHES.get(reply.finish, reply.finish),),
        "gen_ai.usage.input_tokens": reply.usage.input_tokens,
        "gen_ai.usage.output_tokens": reply.usage.output_tokens,
    }


def _message(message: Message) -> JsonValue:
    """A message with its parts, as the conventions write them."""
    text: list[JsonValue] = [
        {"type": "text", "content": part["text"]} for part in message["content"] if "text" in part
    ]
    if "reasoning" in message:
        text.insert(0, {"type": "reasoning", "content": message["reasoning"]})
    if message["role"] == "tool":
        id = message.get("tool_call_id", "")
        return {
            "role": "tool",
            "parts": [{"type": "tool_call_response", "id": id, "response": text}],
        }
    asked: list[JsonValue] = [_asked(call) for call in message.get("tool_calls", ())]
    return {"role": message["role"], "parts": [*text, *asked]}


def _asked(call: ToolCall) -> JsonValue:
    function = call["function"]
    return {
        "type": "tool_call",
        "id": call["id"],
        "name": function["name"],
        "arguments": function["arguments"],
    }


def _json(value: JsonValue | list[JsonValue]) -> str:
    return orjson.dumps(value).decode()
