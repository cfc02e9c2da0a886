"""A Model as an OpenAI-compatible endpoint on loopback: any agent project can be driven by it."""

from __future__ import annotations

import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count

import anyio
import orjson
from aiohttp import web

from nex.data.jsons import Json
from nex.data.messages import Reply
from nex.errors import InputError, ModelError, NexError
from nex.models.offered import (
    Question,
    read_question,
    write_chunks,
    write_completion,
    write_error,
)
from nex.runtime.model import Model

LOOPBACK = "127.0.0.1"
MOST_BYTES = 64 * 1024 * 1024
"""Size of a request that is read."""
STOP_SECONDS = 2.0
_STATUSES = {"auth": 401, "unknown_model": 404, "rate_limited": 429, "timeout": 504}
_LOCAL = {"127.0.0.1", "localhost", "::1"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Service:
    """Answers /v1/chat/completions (streamed where asked) and /v1/models with one Model.

    Every key is accepted. Only requests that name this machine are: no page in a browser can
    reach it through a name of its own.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._ids = count(1)

    def application(self) -> web.Application:
        """The routes, with the guards before them."""
        app = web.Application(client_max_size=MOST_BYTES, middlewares=[guarded])
        app.router.add_post("/v1/chat/completions", self.complete)
        app.router.add_get("/v1/models", self.models)
        app.router.add_get("/v1/models/{name:.+}", self.models)
        return app

    async def models(self, request: web.Request) -> web.Response:
        """The one model that there is."""
        found: Json = {"id": self._model.name, "object": "model", "created": 0, "owned_by": "nex"}
        if "name" in request.match_info:
            return _json(found)
        return _json({"object": "list", "data": [found]})

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """The model's reply to a request, whatever model the request names."""
        try:
            body: object = orjson.loads(await request.read())
        except orjson.JSONDecodeError as e:
            raise InputError(f"the request is not JSON: {e}") from e
        question = read_question(body)
        reply = await self._model.complete(question.messages, question.tools, question.settings)
        about: Json = {
            "id": f"chatcmpl-{next(self._ids)}",
            "created": int(time.time()),
            "model": self._model.name,
        }
        if question.stream:
            return await _stream(request, question, reply, about)
        return _json(write_completion(reply, about))


async def _stream(
    request: web.Request, question: Question, reply: Reply, about: Json
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for chunk in write_chunks(reply, about, usage=question.usage):
        await response.write(b"data: " + orjson.dumps(chunk) + b"\n\n")
    await response.write(b"data: [DONE]\n\n")
    return response


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what does not come from this machine; answer every error in the wire's shape."""
    if (request.url.host or "") not in _LOCAL or "Origin" in request.headers:
        return _json(write_error("only programs on this machine are served", "forbidden"), 403)
    try:
        return await handler(request)
    except InputError as e:
        return _json(write_error(str(e), "invalid_request_error"), 400)
    except ModelError as e:
        status = _STATUSES.get(e.code, 503 if e.transient else 500)
        return _json(write_error(str(e), "model_error", e.code), status)
    except NexError as e:
        return _json(write_error(str(e), "server_error"), 500)
    except web.HTTPException as e:
        return _json(write_error(e.reason, "invalid_request_error"), e.status)


def _json(body: Json, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


@asynccontextmanager
async def serving(model: Model, port: int = 0) -> AsyncGenerator[str]:
    """The endpoint, for as long as the block runs; its base URL. Port 0: any that is free.

    Raises InputError where the port is taken.
    """
    runner = web.AppRunner(
        Service(model).application(), access_log=None, shutdown_timeout=STOP_SECONDS
    )
    await runner.setup()
    try:
        yield await _listen(runner, port)
    finally:
        with anyio.CancelScope(shield=True):
            await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> str:
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
    except OSError as e:
        raise InputError(f"port {port} on {LOOPBACK} is not free; name another") from e
    return f"http://{LOOPBACK}:{runner.addresses[0][1]}/v1"


async def serve_model(model: Model, port: int, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `announce` is told the base URL."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with serving(model, port) as url:
            announce(url)
            async for _ in signals:
                return
