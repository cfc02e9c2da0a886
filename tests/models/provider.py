"""A scripted OpenAI-compatible provider: a real HTTP server on loopback that keeps a ledger."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import anyio
import orjson
from aiohttp import web

from nex.data.jsons import Json, JsonValue


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; `cut` closes the connection after so many bytes of the body."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cut: int | None = None
    kind: str = "application/json"
    pause: float = 0.0
    """Seconds of silence between the pieces of a stream; a stalled one is silent for ever."""
    pieces: Sequence[bytes] = ()
    """The body of a stream, piece by piece."""


def answer(message: Json, finish: str = "stop", **beside: JsonValue) -> Answer:
    """A completion with that message; `beside` goes beside it, into the body."""
    body = {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "m-2026",
        "choices": [
            {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14},
        **beside,
    }
    return Answer(orjson.dumps(body))


def refusal(status: int, text: str, **headers: str) -> Answer:
    """An error in the provider's shape."""
    body = orjson.dumps({"error": {"message": text, "type": "x", "code": None}})
    return Answer(body, status, {k.replace("_", "-"): v for k, v in headers.items()})


def streamed(*chunks: Json | bytes, done: bool = True, pause: float = 0.0) -> Answer:
    """A stream of these chunks, each an event; `done` says that it ended as it should."""
    events = [c if isinstance(c, bytes) else b"data: " + orjson.dumps(c) + b"\n\n" for c in chunks]
    ending = [b"data: [DONE]\n\n"] if done else []
    return Answer(b"", kind="text/event-stream", pause=pause, pieces=[*events, *ending])


def chunk(delta: Json, finish: str | None = None, **beside: JsonValue) -> Json:
    """One piece of a streamed completion."""
    choice: JsonValue = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "x", "model": "m-2026", "choices": [choice], **beside}


Script = Callable[[Json], Answer]


@dataclass
class Provider:
    """What was asked, when and with which headers; and where."""

    script: Sequence[Answer] | Script
    url: str = ""
    asked: list[Json] = field(default_factory=list[Json])
    keys: list[str | None] = field(default_factory=list[str | None])
    times: list[float] = field(default_factory=list[float])

    async def reply(self, request: web.Request) -> web.StreamResponse:
        body = cast("Json", orjson.loads(await request.read()))
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization"))
        self.times.append(time.monotonic())
        if callable(self.script):
            chosen = self.script(body)
        else:
            chosen = self.script[min(len(self.asked), len(self.script)) - 1]
        if chosen.pieces:
            return await self._stream(request, chosen)
        if chosen.cut is not None:
            return await self._cut(request, chosen)
        return web.Response(
            body=chosen.body,
            status=chosen.status,
            headers=chosen.headers,
            content_type=chosen.kind,
        )

    async def _stream(self, request: web.Request, chosen: Answer) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": chosen.kind})
        await response.prepare(request)
        for piece in chosen.pieces:
            await response.write(piece)
            await anyio.sleep(chosen.pause)
        if chosen.cut is not None and request.transport is not None:
            request.transport.abort()
        return response

    async def _cut(self, request: web.Request, chosen: Answer) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(chosen.body))})
        await response.prepare(request)
        await response.write(chosen.body[: chosen.cut])
        assert request.transport is not None
        request.transport.abort()
        return response


@asynccontextmanager
async def serving(script: Sequence[Answer] | Script) -> AsyncGenerator[Provider]:
    """The provider, for as long as the block runs."""
    provider = Provider(script)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/chat/completions", provider.reply)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    provider.url = f"http://{host}:{port}/v1"
    try:
        yield provider
    finally:
        await runner.cleanup()
