"""A model on loopback for tests: the planner behind the wire, with reasoning; prints its URL."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import cast

import anyio

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Message, Reply, Settings, Signature, text_of, text_part
from nex.models.resolve import resolve
from tests.models.provider import Answer, answer, serving

TEACHER = resolve("teacher")


def script(asked: Json) -> Answer:
    """What the planner would say to this request, as a provider says it."""
    messages = [read(message) for message in cast("list[Json]", asked["messages"])]
    tools = [offered(tool) for tool in cast("list[Json]", asked["tools"])]
    reply = finished(TEACHER.complete(messages, tools, Settings()))
    message: Json = {"content": None, "reasoning_content": f"Turn {len(messages)}: look first."}
    if calls := reply.message.get("tool_calls"):
        message["tool_calls"] = cast("JsonValue", calls)
    else:
        message["content"] = text_of(reply.message["content"])
    return answer(message, "tool_calls" if "tool_calls" in message else "stop")


def read(message: Json) -> Message:
    content = [text_part(str(message.get("content") or ""))]
    return cast("Message", {**message, "content": content})


def offered(tool: Json) -> Signature:
    function = cast("Json", tool["function"])
    return Signature(
        str(function["name"]), str(function["description"]), cast("Json", function["parameters"])
    )


def finished(reply: Coroutine[object, object, Reply]) -> Reply:
    """The planner never waits for anything."""
    try:
        reply.send(None)
    except StopIteration as e:
        return cast("Reply", e.value)
    raise AssertionError("the planner waited")


async def main() -> None:
    async with serving(script) as provider:
        print(provider.url, flush=True)  # noqa: T201 - how the test learns the port
        await anyio.sleep(300)


if __name__ == "__main__":
    anyio.run(main)
