"""A scripted OpenAI-compatible provider for benchmarks: a process of its own, on loopback.

The model's name says what it does: "20-50-0" calls a tool 20 times and then answers, each reply
after 50 ms, and 0 % of the questions meet a fault. Faults are drawn by number of question: 429,
503, a reply that is cut, a reply that is not JSON. `GET /ledger` says how many questions came,
and how many were open at most.
"""

from __future__ import annotations

import resource

import anyio
import orjson
from aiohttp import web

from nex.data.streams import Stream

FAULTS = ("busy", "down", "cut", "crooked")
PAGE = '{"key":"alpha","page":2}'


class Provider:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.questions = 0
        self.faults = 0
        self.open = 0
        self.most = 0
        self.chance = Stream("provider benchmark")

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = orjson.loads(await request.read())
        rounds, latency, share = map(int, body["model"].split("-"))
        self.questions += 1
        self.open += 1
        self.most = max(self.most, self.open)
        if latency:
            await anyio.sleep(latency / 1000)
        self.open -= 1
        if share and self.chance.chance(share / 100):
            self.faults += 1
            return await self.fail(request, FAULTS[self.faults % len(FAULTS)])
        return web.Response(body=reply(body, rounds), content_type="application/json")

    async def fail(self, request: web.Request, fault: str) -> web.StreamResponse:
        if fault == "cut":
            response = web.StreamResponse(headers={"Content-Length": "100"})
            await response.prepare(request)
            await response.write(b'{"choices":[{')
            assert request.transport is not None
            request.transport.abort()
            return response
        if fault == "crooked":
            return web.Response(body=b'{"choices":[{"mess', content_type="application/json")
        status = 429 if fault == "busy" else 503
        return web.Response(status=status, text="try again", headers={"retry-after-ms": "5"})

    async def ledger(self, _request: web.Request) -> web.Response:
        return web.json_response({"questions": self.questions, "most": self.most})


def reply(body: dict[str, list[dict[str, str]]], rounds: int) -> bytes:
    """The next turn: a call until the rounds are over, then an answer."""
    turn = sum(message["role"] == "assistant" for message in body["messages"])
    message: dict[str, object] = {"role": "assistant", "content": "done"}
    if turn < rounds:
        function = {"name": "lookup", "arguments": PAGE}
        call = {"id": f"c{turn}", "type": "function", "function": function}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    return orjson.dumps({"model": "m", "choices": [choice], "usage": usage})


async def main() -> None:
    provider = Provider()
    app = web.Application(client_max_size=64 << 20)
    app.router.add_post("/v1/chat/completions", provider.complete)
    app.router.add_get("/ledger", provider.ledger)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await anyio.sleep_forever()


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    anyio.run(main)
