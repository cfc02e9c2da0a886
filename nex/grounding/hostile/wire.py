"""A polite MCP server over stdio, one moment of which a behaviour takes over."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

Json = dict[str, object]
Id = str | int | None
Moment = Literal["start", "hello", "list", "call", "close"]
"""Before anything; the handshake; the list of tools; a call of the tool `act`; the input's end."""
Holds = Literal["served", "lost", "ended", "late", "refused", "refused late"]
"""What a good client does about it.

served: the call is answered as if nothing were. lost: that call fails at once, the next one works.
ended: the call fails at once and says how the server ended. late: the call fails at its deadline.
refused: the server is turned away at once. refused late: at the deadline of the handshake.
"""
OUT = sys.stdout.buffer
VERSION = "2025-06-18"
SCHEMA: Json = {"type": "object", "properties": {"text": {"type": "string"}}}
ACT: Json = {"name": "act", "description": "Does what this server does.", "inputSchema": SCHEMA}
ECHO: Json = {"name": "echo", "description": "Answers with the text.", "inputSchema": SCHEMA}


@dataclass(frozen=True)
class Asked:
    """One request: its id, what it asks, and how many of its kind came before."""

    id: Id
    params: Json
    before: int = 0


Act = Callable[[Asked], None]


@dataclass(frozen=True)
class Behaviour:
    """One thing that a server may do, and what must hold of a client that meets it."""

    name: str
    does: str
    moment: Moment
    holds: tuple[Holds, ...]
    """Any of these."""
    act: Act
    contained: bool = False
    """Whether it takes a container to hold it: a bare process is not held."""
    last: bool = False
    """Whether the call after it may go unanswered."""
    also: tuple[tuple[Moment, Act], ...] = ()
    """Other moments that it takes over."""


def send(message: object) -> None:
    """One message on stdout."""
    raw(json.dumps(message).encode() + b"\n")


def raw(data: bytes) -> None:
    """Bytes on stdout as they are."""
    OUT.write(data)
    OUT.flush()


def reply(asked: Asked, result: object) -> None:
    """The result of a request."""
    send({"jsonrpc": "2.0", "id": asked.id, "result": result})


def answer(asked: Asked, text: str = "done") -> None:
    """An ordinary reply to a call."""
    reply(asked, content(text))


def content(text: str) -> Json:
    """The result of a call that is one text."""
    return {"content": [{"type": "text", "text": text}]}


def offer(asked: Asked, tools: Sequence[Json], cursor: str = "") -> None:
    """A page of tools."""
    reply(asked, {"tools": [*tools]} | ({"nextCursor": cursor} if cursor else {}))


def notify(method: str, params: Json) -> None:
    """A message that wants no answer; not flushed, so that a flood of them is fast."""
    OUT.write(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode() + b"\n")


def hello(asked: Asked) -> None:
    """An ordinary handshake."""
    info = {"name": "hostile", "version": "1"}
    reply(asked, {"protocolVersion": VERSION, "capabilities": {"tools": {}}, "serverInfo": info})


def called(asked: Asked, act: Act) -> None:
    """Run `act` for the tool of that name, echo for any other."""
    if asked.params.get("name") == "act":
        act(asked)
    else:
        arguments = cast("Json", asked.params.get("arguments") or {})
        answer(asked, str(arguments.get("text", "")))


def serve(behaviour: Behaviour) -> None:
    """Speak MCP on stdin and stdout until the input ends, but for the moment that is taken over."""
    acts: dict[Moment, Act] = {
        "start": lambda _: None,
        "hello": hello,
        "list": lambda asked: offer(asked, [ACT, ECHO]),
        "call": answer,
        "close": lambda _: None,
    }
    acts |= {behaviour.moment: behaviour.act, **dict(behaviour.also)}
    acts["start"](Asked(None, {}))
    counts: dict[str, int] = {}
    for line in sys.stdin:
        message = cast("Json", json.loads(line))
        if "id" in message and "method" in message:
            method = str(message["method"])
            asked = Asked(
                cast("Id", message["id"]),
                cast("Json", message.get("params") or {}),
                counts.get(method, 0),
            )
            counts[method] = counts.get(method, 0) + 1
            _answered(method, asked, acts)
    acts["close"](Asked(None, {}))


def _answered(method: str, asked: Asked, acts: dict[Moment, Act]) -> None:
    if method == "initialize":
        acts["hello"](asked)
    elif method == "tools/list":
        acts["list"](asked)
    elif method == "tools/call":
        called(asked, acts["call"])
    else:
        error = {"code": -32601, "message": "no such method"}
        send({"jsonrpc": "2.0", "id": asked.id, "error": error})
