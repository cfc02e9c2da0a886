"""Servers that go wrong before they offer anything."""

from __future__ import annotations

import os
import sys
import time

from nex.grounding.hostile.wire import Asked, Behaviour, raw, reply, send

FOREVER = 1e6


def exits(_asked: Asked) -> None:
    sys.exit(0)


def crashes(_asked: Asked) -> None:
    os.write(2, b"ImportError: no module named cupboard\n")
    sys.exit(3)


def is_mute(_asked: Asked) -> None:
    time.sleep(FOREVER)


def says_a_banner(_asked: Asked) -> None:
    raw(b"Welcome! This is no message.\n\x1b[2Jand this clears a terminal\n")


def closes_stdout(_asked: Asked) -> None:
    os.close(1)
    time.sleep(FOREVER)


def gushes(_asked: Asked) -> None:
    while True:
        raw(b"x" * 65536)


def speaks_an_old_protocol(asked: Asked) -> None:
    info = {"name": "hostile", "version": "1"}
    reply(asked, {"protocolVersion": "1999-01-01", "capabilities": {}, "serverInfo": info})


def greets_with_nonsense(asked: Asked) -> None:
    reply(asked, {"hello": 1})


def greets_with_an_error(asked: Asked) -> None:
    error = {"code": -32603, "message": "\x1b[31mnot today\x1b[0m\r\nreally"}
    send({"jsonrpc": "2.0", "id": asked.id, "error": error})


def greets_with_a_list(_asked: Asked) -> None:
    raw(b'[{"jsonrpc":"2.0","id":0,"result":{}}]\n')


STARTING = (
    Behaviour("exit-at-start", "exits with code 0", "start", ("refused",), exits),
    Behaviour("crash-at-start", "writes on stderr, exits with 3", "start", ("refused",), crashes),
    Behaviour("mute", "never answers the handshake", "start", ("refused late",), is_mute),
    Behaviour("banner", "talks and clears the screen first", "start", ("served",), says_a_banner),
    Behaviour("closed-at-start", "closes its stdout, stays", "start",
              ("refused", "refused late"), closes_stdout),
    Behaviour("gush-at-start", "a line without end at once", "start", ("refused",), gushes),
    Behaviour("old-protocol", "speaks a version of 1999", "hello", ("refused",),
              speaks_an_old_protocol),
    Behaviour("nonsense-hello", "a handshake of the wrong shape", "hello", ("refused",),
              greets_with_nonsense),
    Behaviour("error-hello", "an error full of terminal codes", "hello", ("refused",),
              greets_with_an_error),
    Behaviour("batch-hello", "a JSON list where a message belongs", "hello", ("refused",),
              greets_with_a_list),
)  # fmt: skip
