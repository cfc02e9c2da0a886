# ruff: noqa: ARG001 - every tool takes a text
"""An MCP server that does as it is told, odd things included. Standard library only.

It runs inside containers, as a script; nothing imports it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import cast

Json = dict[str, object]
OUT = sys.stdout.buffer
KEPT = {"memory": ""}
PLACES = ("/workspace/kept", "/tmp/kept", "/dev/shm/kept")
TOOL: Json = {"description": "", "inputSchema": {"type": "object"}}
MODE = sys.argv[1] if len(sys.argv) > 1 else ""


def send(message: object) -> None:
    """One message on stdout."""
    OUT.write(json.dumps(message).encode() + b"\n")
    OUT.flush()


def raw(data: bytes) -> None:
    """Bytes on stdout as they are."""
    OUT.write(data)
    OUT.flush()


def echo(text: str) -> str:
    """The text."""
    return text


def keep(text: str) -> str:
    """Leave the text wherever a later rollout could find it, and a process that goes on."""
    KEPT["memory"] = os.environ["KEPT"] = text
    for place in PLACES:
        with open(place, "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(text)
    if os.fork() == 0:
        os.setsid()
        time.sleep(1e6)
    return text


def found(text: str) -> str:
    """Where something that was kept is still to be found."""
    places = [place for place in PLACES if os.path.exists(place)]  # noqa: PTH110
    places += [name for name in ("memory",) if KEPT[name]]
    places += ["environment"] if "KEPT" in os.environ else []
    others = [n for n in os.listdir("/proc") if n.isdigit()]  # noqa: PTH208
    places += ["processes"] if len(others) > 3 else []
    return " ".join(places)


def run(text: str) -> str:
    """What an expression gives, or the error that it raises."""
    space: Json = {}
    try:
        exec(text, space)
    except BaseException as e:  # noqa: BLE001 - whatever it was, it is the answer
        return f"{type(e).__name__}: {e}"
    return str(space.get("out"))


def leave(text: str) -> str:
    """Say something on stderr and exit with that code."""
    os.write(2, b"the cupboard is bare\n")
    os._exit(int(text))


def perish(text: str) -> str:
    """End by that signal."""
    os.kill(os.getpid(), int(text))
    time.sleep(9)
    return ""


def devour(text: str) -> str:
    """Take all the memory there is."""
    taken = [bytes(10 << 20)]
    while True:
        taken.append(b"z" * (10 << 20))


def say(text: str) -> str:
    """Put that on stdout as it is, backslash escapes resolved, before the answer."""
    raw(text.encode("latin-1").decode("unicode_escape").encode("latin-1"))
    return "said"


def mute(text: str) -> str:
    """The same, and no answer at all."""
    say(text)
    time.sleep(1e6)
    return ""


def long(text: str) -> str:
    """A text of so many bytes."""
    return "y" * int(text)


def gush(text: str) -> str:
    """Bytes without end and without a line."""
    while True:
        OUT.write(b"x" * 65536)


def notify(text: str) -> str:
    """So many notifications."""
    note = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info"}}
    for _ in range(int(text)):
        OUT.write(json.dumps(note).encode() + b"\n")
    return "noted"


def mutter(text: str) -> str:
    """So many bytes on stderr."""
    for _ in range(int(text) >> 16):
        sys.stderr.write("m" * 65536)
    return "muttered"


def hologram(text: str) -> str:
    """Content of a type that there is not; see `answer`."""
    return ""


def refuse(text: str) -> str:
    """An error of the protocol, in these words."""
    raise ValueError(text)


def hang(text: str) -> str:
    """Never answer."""
    time.sleep(1e6)
    return ""


TOOLS = {
    tool.__name__: tool
    for tool in (
        echo, keep, found, run, leave, perish, devour, say, mute, long, gush, notify, mutter, hang,
        hologram, refuse,
    )
}  # fmt: skip


def answer(message: Json) -> Json:
    """The reply to one request."""
    params = cast("dict[str, Json]", message.get("params"))
    match message["method"]:
        case "initialize":
            info = {"name": "odd", "version": "1"}
            tools: Json = {"tools": {}}
            version = "1999-01-01" if MODE == "old" else "2025-06-18"
            return {
                "result": {"protocolVersion": version, "capabilities": tools, "serverInfo": info}
            }
        case "tools/list":
            return {"result": {"tools": [TOOL | {"name": name} for name in TOOLS]}}
        case "tools/call":
            text = str(params["arguments"].get("text", ""))
            name = str(params["name"])
            try:
                said = TOOLS[name](text)
            except ValueError as e:
                return {"error": {"code": -32602, "message": str(e)}}
            kind = "hologram" if name == "hologram" else "text"
            return {"result": {"content": [{"type": kind, "text": said}]}}
        case _:
            return {"error": {"code": -32601, "message": "no such method"}}


def main() -> None:
    """Serve until stdin ends, or for ever."""
    if MODE == "banner":
        raw(b"Welcome! This is no message.\n")
    if MODE == "mute":
        time.sleep(1e6)
    if MODE == "broken":
        os.write(2, b"ImportError: no module named cupboard\n")
        sys.exit(3)
    if MODE == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for line in sys.stdin:
        message = json.loads(line)
        if "id" in message:
            send({"jsonrpc": "2.0", "id": message["id"]} | answer(message))
    if MODE == "stubborn":
        time.sleep(1e6)


if __name__ == "__main__":
    main()
