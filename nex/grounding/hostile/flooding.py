"""Servers that say too much, and servers that end in the middle."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time

from nex.grounding.hostile.starting import FOREVER
from nex.grounding.hostile.wire import (
    OUT,
    Act,
    Asked,
    Behaviour,
    Holds,
    Json,
    answer,
    notify,
    raw,
    send,
)


def notes(_asked: Asked) -> None:
    while True:
        notify("notifications/message", {"level": "info", "data": "x" * 20})


def progress(asked: Asked) -> None:
    for number in range(1_000):
        notify("notifications/progress", {"progressToken": asked.id, "progress": number})
    answer(asked)


def requests(method: str) -> Act:
    """A flood of requests to the client, then an ordinary reply."""

    def act(asked: Asked) -> None:
        for number in range(1_000):
            params: Json = {"messages": list[object](), "maxTokens": 1}
            send({"jsonrpc": "2.0", "id": f"s{number}", "method": method, "params": params})
        answer(asked)

    return act


def list_changes(asked: Asked) -> None:
    for _ in range(1_000):
        notify("notifications/tools/list_changed", {})
    answer(asked)


def mutters(asked: Asked) -> None:
    for _ in range(320):
        os.write(2, b"m" * 65536)
    answer(asked)


def mutters_on(asked: Asked) -> None:
    """On stderr, beside everything else, for ever."""

    def mutter() -> None:
        while True:
            os.write(2, b"\x1b[2Jm" * 4096)

    threading.Thread(target=mutter, daemon=True).start()
    answer(asked)


def chatters(asked: Asked) -> None:
    raw(b"thinking ...\n" * 500)
    answer(asked)


def chatters_on(_asked: Asked) -> None:
    while True:
        raw(b"thinking ...\n" * 500)


def dies(_asked: Asked) -> None:
    os.write(2, b"the cupboard is bare\n")
    os._exit(9)


def crashes(_asked: Asked) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def dies_within(asked: Asked) -> None:
    OUT.write(b'{"jsonrpc":"2.0","id":%b,"resu' % json.dumps(asked.id).encode())
    OUT.flush()
    os._exit(0)


def dies_after(asked: Asked) -> None:
    answer(asked)
    os._exit(4)


def closes_stdout(_asked: Asked) -> None:
    os.close(1)
    time.sleep(FOREVER)


def closes_stdin(asked: Asked) -> None:
    answer(asked)
    os.close(0)
    time.sleep(FOREVER)


def stays(_asked: Asked) -> None:
    time.sleep(FOREVER)


def ignores_signals(_asked: Asked) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)


def leaves_a_child(_asked: Asked) -> None:
    if os.fork() == 0:
        sys.stdin.close()
        time.sleep(FOREVER)


def leaves_a_daemon(_asked: Asked) -> None:
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        ignores_signals(_asked)
        time.sleep(60)
        os._exit(0)


def leaves_zombies(_asked: Asked) -> None:
    for _ in range(50):
        if os.fork() == 0:
            os._exit(0)


def _one(name: str, does: str, act: Act, *holds: Holds) -> Behaviour:
    return Behaviour(name, does, "call", holds or ("served",), act)


FLOODING = (
    _one("notification-flood", "notifications without end", notes, "ended"),
    _one("progress-flood", "1,000 notes on the progress of a call", progress),
    _one("sampling-flood", "1,000 requests for the client's model",
         requests("sampling/createMessage")),
    _one("elicitation-flood", "1,000 questions to the user", requests("elicitation/create")),
    _one("roots-flood", "1,000 questions for folders", requests("roots/list")),
    _one("unknown-requests", "1,000 requests of a method that is none", requests("nex/evidence")),
    _one("ping-flood", "1,000 pings", requests("ping")),
    _one("list-changes", "1,000 notes that the list of tools changed", list_changes),
    _one("stderr-flood", "20 MB on stderr", mutters),
    _one("stderr-on-and-on", "stderr without end, beside its replies", mutters_on),
    _one("chatter", "500 lines of talk on stdout", chatters),
    _one("endless-chatter", "talk on stdout without end", chatters_on, "ended"),
)  # fmt: skip
ENDING = (
    _one("exit-in-call", "exits in the middle of a call", dies, "ended"),
    _one("crash-in-call", "is killed by a signal in a call", crashes, "ended"),
    _one("half-reply", "half a reply, then exits", dies_within, "ended"),
    Behaviour("exit-after-call", "exits once it has answered", "call", ("served",), dies_after,
              last=True),
    _one("closed-in-call", "closes its stdout, stays", closes_stdout, "ended", "late"),
    Behaviour("deaf", "closes its stdin, stays", "call", ("served",), closes_stdin, last=True),
    Behaviour("stays", "goes on when its input has ended", "close", ("served",), stays),
    Behaviour("ignores-signals", "ignores every signal that it can", "start", ("served",),
              ignores_signals, also=(("close", stays),)),
    Behaviour("child", "leaves a child that holds its pipes", "start", ("served",), leaves_a_child),
    Behaviour("daemon", "leaves a child in a session of its own", "start", ("served",),
              leaves_a_daemon, contained=True),
    Behaviour("zombies", "leaves 50 dead children", "start", ("served",), leaves_zombies),
)  # fmt: skip
