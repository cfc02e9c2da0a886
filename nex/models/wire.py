"""The wire: messages and replies as OpenAI-compatible endpoints write them, both ways.

What a provider puts into a message beyond the common fields comes back to it unchanged: it rides
along as a part of type `provider`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import (
    Message,
    Part,
    Reply,
    Settings,
    Signature,
    ToolCall,
    text_part,
)
from nex.errors import ModelError
from nex.models.usage import read_usage

FIELDS = "message_fields"
"""The key of a provider block that holds fields of the message itself."""
_COMMON = {"role", "content", "tool_calls", "refusal", "function_call", "audio", "annotations"}
_PLAIN = {"role", "content", "tool_calls"}
"""All that the message of an ordinary reply has."""
_CALL, _FUNCTION = {"id", "type", "function"}, {"name", "arguments"}
_REASONING = ("reasoning_content", "reasoning")
_CHOICE = {"message", "finish_reason", "index"}
_KEPT = ("prompt_token_ids", "prompt_logprobs")


def write_message(message: Message) -> Json:
    """A message as it goes over the wire."""
    content = message["content"]
    if "reasoning" not in message:
        if not content:
            return cast("Json", {**message, "content": ""})
        if len(content) == 1 and content[0]["type"] == "text":
            return cast("Json", {**message, "content": content[0].get("text", "")})
    wire: Json = {"role": message["role"], "content": _write_content(message["content"])}
    if "tool_calls" in message:
        wire["tool_calls"] = cast("JsonValue", message["tool_calls"])
    if "tool_call_id" in message:
        wire["tool_call_id"] = message["tool_call_id"]
    if "name" in message:
        wire["name"] = message["name"]
    fields = _fields(message["content"])
    if "reasoning" in message and not any(name in fields for name in _REASONING):
        fields = {_REASONING[0]: message["reasoning"], **fields}
    wire.update({k: message.get("reasoning") if v is True else v for k, v in fields.items()})
    return wire


def _fields(content: Sequence[Part]) -> Json:
    """The provider's own fields of a message; True stands for the reasoning text."""
    for part in content:
        block = part.get("block")
        if isinstance(block, dict) and FIELDS in block:
            return cast("Json", block[FIELDS])
    return {}


def _write_content(content: Sequence[Part]) -> JsonValue:
    shown = [part for part in content if not _is_fields(part)]
    if not shown:
        return ""
    if all(part["type"] == "text" for part in shown):
        return "\n".join(part.get("text", "") for part in shown)
    return [_write_part(part) for part in shown]


def _is_fields(part: Part) -> bool:
    block = part.get("block")
    return isinstance(block, dict) and FIELDS in block


def _write_part(part: Part) -> JsonValue:
    match part["type"]:
        case "text":
            return {"type": "text", "text": part.get("text", "")}
        case "provider":
            return part.get("block")
        case "image" if "uri" in part:
            return {"type": "image_url", "image_url": {"url": part["uri"]}}
        case "audio" if (uri := part.get("uri", "")).startswith("data:"):
            return {"type": "input_audio", "input_audio": _audio(uri)}
        case kind:
            return {"type": "text", "text": f"[{kind} {part.get('mime', '')} not shown]"}


def _audio(uri: str) -> Json:
    """A data URI as the wire has sound: base64 and the name of its format."""
    kind, _, data = uri.removeprefix("data:").partition(",")
    return {"data": data, "format": kind.partition(";")[0].rpartition("/")[2]}


def write_tool(signature: Signature) -> Json:
    """A signature as the wire's function tool."""
    function: Json = {
        "name": signature.name,
        "description": signature.description,
        "parameters": signature.input,
    }
    return {"type": "function", "function": function}


def write_settings(settings: Settings, most_tokens: str = "max_tokens") -> Json:
    """The settings that are set; `most_tokens` is the endpoint's name for that limit."""
    given: Json = {
        "seed": settings.seed,
        "temperature": settings.temperature,
        most_tokens: settings.max_tokens,
        "top_p": settings.top_p,
    }
    return {name: value for name, value in given.items() if value is not None}


def read_completion(body: object, asked: int = 0) -> Reply:
    """The reply in a parsed completion to a request of `asked` characters.

    Raises a transient ModelError (bad_reply) for no reply.
    """
    if not isinstance(body, dict):
        raise bad_reply("the reply is no JSON object")
    completion = cast("Json", body)
    choices = completion.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise bad_reply("the reply has no choices")
    choice = choices[0]
    said = choice.get("message")
    if not isinstance(said, dict):
        raise bad_reply("the reply's choice has no message")
    message = _read_message(said)
    extra: Json = {}
    if not choice.keys() <= _CHOICE:
        extra = {k: v for k, v in choice.items() if k not in _CHOICE and v is not None}
    extra |= {k: completion[k] for k in _KEPT if completion.get(k) is not None}
    finish = choice.get("finish_reason")
    model = completion.get("model")
    return Reply(
        message,
        read_usage(completion.get("usage"), asked, message),
        finish if isinstance(finish, str) else "stop",
        model if isinstance(model, str) else "",
        extra,
    )


def bad_reply(why: str) -> ModelError:
    """A reply that is none; asking once more may help."""
    return ModelError(
        f"{why}; the provider is not OpenAI-compatible or is failing", "bad_reply", transient=True
    )


def _read_message(wire: Json) -> Message:
    content = _read_content(wire.get("content"))
    if wire.keys() <= _PLAIN:
        return _with_calls({"role": "assistant", "content": content}, wire.get("tool_calls"))
    reasoning = next((name for name in _REASONING if isinstance(wire.get(name), str)), None)
    fields: Json = {
        name: True if name == reasoning else value
        for name, value in wire.items()
        if name not in _COMMON and value is not None
    }
    if isinstance(wire.get("refusal"), str):
        content.append(text_part(cast("str", wire["refusal"])))
    if fields and fields != {_REASONING[0]: True}:
        content.append({"type": "provider", "block": {FIELDS: fields}})
    message = _with_calls({"role": "assistant", "content": content}, wire.get("tool_calls"))
    if reasoning is not None and wire[reasoning]:
        message["reasoning"] = cast("str", wire[reasoning])
    return message


def _with_calls(message: Message, calls: JsonValue) -> Message:
    if isinstance(calls, list) and calls:
        message["tool_calls"] = _read_calls(calls)
    return message


def _read_content(content: JsonValue) -> list[Part]:
    if isinstance(content, str):
        return [text_part(content)] if content else []
    if not isinstance(content, list):
        return []
    return [
        text_part(cast("str", item["text"]))
        if _is_text(item)
        else Part(type="provider", block=item)
        for item in content
        if isinstance(item, dict)
    ]


def _is_text(item: Mapping[str, JsonValue]) -> bool:
    return set(item) == {"type", "text"} and isinstance(item["text"], str)


def _read_calls(calls: Sequence[JsonValue]) -> list[ToolCall]:
    """The calls in order; ids are made up where there are none or one comes twice."""
    found: list[ToolCall] = []
    seen: set[str] = set()
    for number, call in enumerate(calls):
        if isinstance(call, dict):
            found.append(_read_call(call, number, seen))
            seen.add(found[-1]["id"])
    return found


def _read_call(call: Json, number: int, seen: set[str]) -> ToolCall:
    """One call, with the provider's own fields of it kept."""
    function = call.get("function")
    function = function if isinstance(function, dict) else {}
    name, arguments, id = function.get("name"), function.get("arguments"), call.get("id")
    if _is_plain(call, function) and id not in seen:
        return cast("ToolCall", call)
    if not isinstance(arguments, str):
        arguments = "" if arguments is None else orjson.dumps(arguments).decode()
    if not isinstance(id, str) or not id or id in seen:
        id = f"call_{number}"
    given = {k: v for k, v in call.items() if k != "index"}
    read = {"name": name if isinstance(name, str) else "", "arguments": arguments}
    return cast(
        "ToolCall", {**given, "id": id, "type": "function", "function": {**function, **read}}
    )


def _is_plain(call: Json, function: Json) -> bool:
    """Whether a call is written as one should be, with nothing beside."""
    return (
        call.keys() == _CALL
        and function.keys() == _FUNCTION
        and call["type"] == "function"
        and isinstance(function["name"], str)
        and isinstance(function["arguments"], str)
        and isinstance(call["id"], str)
        and call["id"] != ""
    )
