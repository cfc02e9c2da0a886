"""The wire from the other side: requests to an endpoint of ours, read; replies, written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from nex.data.jsons import Json, JsonValue
from nex.data.messages import (
    Message,
    Part,
    Reply,
    Role,
    Settings,
    Signature,
    ToolCall,
    text_of,
    text_part,
)
from nex.errors import InputError

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
}
PIECE = 24
"""Characters of one piece of a streamed text."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request for a completion, as a Model takes it."""

    messages: tuple[Message, ...]
    tools: tuple[Signature, ...]
    settings: Settings
    stream: bool
    usage: bool
    """Whether a stream ends with what it took."""


def read_question(body: object) -> Question:
    """The question in a request's body. Raises InputError, which names the field."""
    if not isinstance(body, dict):
        raise InputError("the request is no JSON object")
    given = cast("Json", body)
    messages = given.get("messages")
    if not isinstance(messages, list) or not messages:
        raise InputError("messages: a list of at least one message is needed")
    tools = given.get("tools") or []
    if not isinstance(tools, list):
        raise InputError("tools: a list is needed")
    options = given.get("stream_options")
    return Question(
        tuple(_read_message(message, n) for n, message in enumerate(messages)),
        tuple(_read_tool(tool, n) for n, tool in enumerate(tools)),
        _read_settings(given),
        given.get("stream") is True,
        isinstance(options, dict) and options.get("include_usage") is True,
    )


def write_completion(reply: Reply, about: Json) -> Json:
    """A reply as a completion; `about` holds id, created and model."""
    choice: Json = {"index": 0, "message": _write_message(reply), "finish_reason": reply.finish}
    return {
        **about,
        "object": "chat.completion",
        "choices": [{**reply.extra, **choice}],
        "usage": _write_usage(reply),
    }


def write_chunks(reply: Reply, about: Json, *, usage: bool) -> Iterator[Json]:
    """The same in pieces, as a stream has them."""
    about = {**about, "object": "chat.completion.chunk"}
    for delta in _deltas(reply):
        yield {**about, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    ending: Json = {"index": 0, "delta": {}, "finish_reason": reply.finish}
    yield {**about, "choices": [{**reply.extra, **ending}]}
    if usage:
        yield {**about, "choices": [], "usage": _write_usage(reply)}


def write_error(text: str, kind: str, code: str | None = None) -> Json:
    """An error in the shape that clients of the wire know."""
    return {"error": {"message": text, "type": kind, "param": None, "code": code}}


def _deltas(reply: Reply) -> Iterator[Json]:
    yield {"role": "assistant", "content": ""}
    reasoning = reply.message.get("reasoning", "")
    for at in range(0, len(reasoning), PIECE):
        yield {"reasoning_content": reasoning[at : at + PIECE]}
    text = text_of(reply.message["content"])
    for at in range(0, len(text), PIECE):
        yield {"content": text[at : at + PIECE]}
    for index, call in enumerate(reply.message.get("tool_calls", ())):
        function = call["function"]
        opening: Json = {"name": function["name"], "arguments": ""}
        head: Json = {"index": index, "id": call["id"], "type": "function", "function": opening}
        yield {"tool_calls": [head]}
        rest: Json = {"index": index, "function": {"arguments": function["arguments"]}}
        yield {"tool_calls": [rest]}


def _write_message(reply: Reply) -> Json:
    message, text = reply.message, text_of(reply.message["content"])
    calls = message.get("tool_calls")
    wire: Json = {"role": "assistant", "content": text if text or not calls else None}
    if "reasoning" in message:
        wire["reasoning_content"] = message["reasoning"]
    if calls:
        wire["tool_calls"] = cast("JsonValue", calls)
    return wire


def _write_usage(reply: Reply) -> Json:
    usage = reply.usage
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.tokens,
    }


def _read_message(wire: JsonValue, place: int) -> Message:
    where = f"messages[{place}]"
    role = ROLES.get(str(wire.get("role"))) if isinstance(wire, dict) else None
    if not isinstance(wire, dict) or role is None:
        raise InputError(f"{where}.role: must be one of {', '.join(ROLES)}")
    message: Message = {"role": role, "content": _read_content(wire.get("content"), where)}
    calls = wire.get("tool_calls")
    if isinstance(calls, list) and calls:
        message["tool_calls"] = [
            _read_call(call, f"{where}.tool_calls[{n}]") for n, call in enumerate(calls)
        ]
    reasoning = wire.get("reasoning_content")
    if isinstance(reasoning, str):
        message["reasoning"] = reasoning
    id, name = wire.get("tool_call_id"), wire.get("name")
    if isinstance(id, str):
        message["tool_call_id"] = id
    if isinstance(name, str):
        message["name"] = name
    return message


def _read_content(content: JsonValue, where: str) -> list[Part]:
    if content is None:
        return []
    if isinstance(content, str):
        return [text_part(content)]
    if not isinstance(content, list):
        raise InputError(f"{where}.content: must be a text or a list of parts")
    return [_read_part(part, f"{where}.content[{n}]") for n, part in enumerate(content)]


def _read_part(part: JsonValue, where: str) -> Part:
    if not isinstance(part, dict):
        raise InputError(f"{where}: must be an object")
    text, image = part.get("text"), part.get("image_url")
    if part.get("type") == "text" and isinstance(text, str):
        return text_part(text)
    url = image.get("url") if isinstance(image, dict) else None
    if isinstance(url, str):
        return {"type": "image", "uri": url}
    return {"type": "provider", "block": part}


def _read_call(call: JsonValue, where: str) -> ToolCall:
    function = call.get("function") if isinstance(call, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    arguments = function.get("arguments", "") if isinstance(function, dict) else None
    id = call.get("id") if isinstance(call, dict) else None
    if not (isinstance(name, str) and isinstance(arguments, str) and isinstance(id, str)):
        raise InputError(f"{where}: id and function with name and arguments, all texts, are needed")
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def _read_tool(tool: JsonValue, place: int) -> Signature:
    function = tool.get("function") if isinstance(tool, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    if not isinstance(function, dict) or not isinstance(name, str) or not name:
        raise InputError(
            f"tools[{place}].function.name: a name is needed; only functions are known"
        )
    description, schema = function.get("description"), function.get("parameters")
    return Signature(
        name,
        description if isinstance(description, str) else "",
        schema if isinstance(schema, dict) else {"type": "object", "properties": {}},
    )


def _read_settings(given: Json) -> Settings:
    most = given.get("max_completion_tokens") or given.get("max_tokens")
    seed = given.get("seed")
    return Settings(
        seed if isinstance(seed, int) else None,
        _number(given.get("temperature")),
        most if isinstance(most, int) else None,
        _number(given.get("top_p")),
    )


def _number(value: JsonValue) -> float | None:
    return float(value) if isinstance(value, int | float) else None
