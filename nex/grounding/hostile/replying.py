"""Servers whose replies are not what replies should be."""

from __future__ import annotations

import json
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
    content,
    notify,
    raw,
    reply,
    send,
)

MEBIBYTE = 1 << 20


def before(data: bytes) -> Act:
    """These bytes, then an ordinary reply."""

    def act(asked: Asked) -> None:
        raw(data)
        answer(asked)

    return act


def instead(text: str) -> Act:
    """This line, with the request's id for ID, and no other reply."""

    def act(asked: Asked) -> None:
        raw(text.replace("ID", json.dumps(asked.id)).encode("utf-8", "surrogatepass") + b"\n")

    return act


def blocks(*kinds: object) -> Act:
    """A reply of these blocks of content."""
    return lambda asked: reply(asked, {"content": [*kinds]})


def hangs(_asked: Asked) -> None:
    time.sleep(FOREVER)


def drips(asked: Asked) -> None:
    for byte in json.dumps({"jsonrpc": "2.0", "id": asked.id, "result": {}}).encode():
        raw(bytes([byte]))
        time.sleep(0.2)


def answers_late(asked: Asked) -> None:
    """After any deadline; what it says then must not be taken for the next call's reply."""
    time.sleep(2.5)
    answer(asked, "too late")


def forgets_the_end(asked: Asked) -> None:
    raw(json.dumps({"jsonrpc": "2.0", "id": asked.id, "result": content("done")}).encode())
    time.sleep(FOREVER)


def answers_twice(asked: Asked) -> None:
    answer(asked)
    answer(asked, "again")


def answers_ahead(asked: Asked) -> None:
    """Replies to requests that have not been made yet."""
    for number in range(100, 105):
        send({"jsonrpc": "2.0", "id": number, "result": content("early")})
    answer(asked)


def never_ends(_asked: Asked) -> None:
    while True:
        raw(b"x" * 65536)


def giant(_asked: Asked) -> None:
    OUT.write(b'{"jsonrpc":"2.0","id":0,"result":"')
    for _ in range(100):
        OUT.write(b"y" * MEBIBYTE)
    raw(b'"}\n')


def many_blocks(asked: Asked) -> None:
    """Small enough for any cap on bytes, large once each block is an object."""
    block = b'{"type":"text","text":"a"},'
    head = b'{"jsonrpc":"2.0","id":%b,"result":{"content":[' % json.dumps(asked.id).encode()
    raw(head + block * 270_000 + block[:-1] + b"]}}\n")


def many_lists(asked: Asked) -> None:
    head = b'{"jsonrpc":"2.0","id":%b,"result":{"content":[' % json.dumps(asked.id).encode()
    raw(head + b"[]," * 2_000_000 + b"[]]}}\n")


def deep(_asked: Asked) -> None:
    raw(b"[" * 200_000 + b"]" * 200_000 + b"\n")


def nested_note(asked: Asked) -> None:
    notify("notifications/message", {"level": "info", "data": nested(300)})
    answer(asked)


def nested_request(asked: Asked) -> None:
    params: Json = {"messages": [nested(300)], "maxTokens": 1}
    send({"jsonrpc": "2.0", "id": "s", "method": "sampling/createMessage", "params": params})
    answer(asked)


def nested(levels: int) -> Json:
    """An object within an object, so many times."""
    value: Json = {}
    for _ in range(levels):
        value = {"a": value}
    return value


def _one(name: str, does: str, act: Act, *holds: Holds) -> Behaviour:
    return Behaviour(name, does, "call", holds or ("lost",), act)


REPLY = '{"jsonrpc":"2.0","id":ID,"result":{"content":[{"type":"text","text":"%s"}]}}'
REPLYING = (
    _one("invalid-utf8", "bytes that are no UTF-8", before(b'\xff\xfe{"jsonrpc"\n')),
    _one("lone-surrogate", "half of a letter in a reply", instead(REPLY % r"\ud800"),
         "lost", "served"),
    _one("byte-order-mark", "a byte-order mark before the reply", instead("\ufeff" + REPLY % "x"),
         "lost", "served"),
    _one("nul-bytes", "NUL bytes before the reply", before(b"\x00\x00\x00{\n"), "lost", "served"),
    _one("broken-json", "a message cut off in the middle", before(b'{"jsonrpc": "2.0", "id": \n')),
    _one("no-object", "42, null and an empty list as messages", before(b"42\nnull\n[]\n"),
         "lost", "served"),
    _one("nan", "NaN in a reply",
         instead('{"jsonrpc":"2.0","id":ID,"result":{"content":[],"structuredContent":{"a":NaN}}}')),
    _one("endless-number", "a number of 200,000 digits",
         instead('{"jsonrpc":"2.0","id":ID,"result":{"content":[],"structuredContent":{"a":'
                 + "9" * 200_000 + "}}}"), "lost", "served"),
    _one("wrong-id", "the reply to a request that nobody made",
         lambda _: send({"jsonrpc": "2.0", "id": "zzz", "result": {}})),
    _one("null-id", "a reply to null", lambda _: send({"jsonrpc": "2.0", "id": None, "result": {}})),
    _one("no-id", "a reply to nothing", lambda _: send({"jsonrpc": "2.0", "result": {}})),
    _one("no-version", "a reply that is no JSON-RPC",
         lambda asked: send({"id": asked.id, "result": content("x")})),
    _one("answers-twice", "two replies to one call", answers_twice, "served"),
    Behaviour("answers-ahead", "replies to calls that were not made yet", "call",
              ("served", "lost"), answers_ahead, last=True),
    _one("result-and-error", "a result and an error in one",
         instead('{"jsonrpc":"2.0","id":ID,"result":{"content":[]},"error":'
                 '{"code":1,"message":"x"}}'), "lost", "served"),
    _one("duplicate-keys", "an object that names a key twice",
         instead('{"jsonrpc":"2.0","id":ID,"id":7,"result":{"content":[]},"result":3}')),
    _one("no-content", "a result without content", instead('{"jsonrpc":"2.0","id":ID,"result":{}}'),
         "lost", "served"),
    _one("string-result", "a text where the result belongs",
         instead('{"jsonrpc":"2.0","id":ID,"result":"ok"}')),
    _one("hologram", "content of an unknown type", blocks({"type": "hologram", "x": 1})),
    _one("bad-base64", "an image that is none",
         blocks({"type": "image", "mimeType": "image/png", "data": "!!!"}), "served", "lost"),
    _one("hostile-resource", "a link to the host's files",
         blocks({"type": "resource_link", "uri": "file:///etc/shadow", "name": "../x"}),
         "served", "lost"),
    _one("terminal-reply", "a reply full of terminal codes",
         lambda asked: answer(asked, "\x1b]0;owned\x07\x1b[2J\r\n\x9b31m"), "served"),
    _one("false-code", "claims of nex's own: a code, a virtual time of a thousand years",
         lambda asked: reply(asked, content("x")
                             | {"_meta": {"nex/seconds": 3.2e10, "nex/code": "c" * 100_000}}),
         "served"),
    _one("many-blocks", "270,000 blocks of content in 7 MB", many_blocks),
    _one("many-lists", "2,000,000 empty lists in 6 MB", many_lists),
    _one("nested-reply", "a reply of 300 levels",
         lambda asked: reply(asked, content("x") | {"structuredContent": nested(300)}),
         "lost", "served"),
    _one("nested-note", "a notification of 300 levels before the reply", nested_note,
         "lost", "served"),
    _one("nested-request", "a request of 300 levels before the reply", nested_request,
         "lost", "served"),
    _one("deep-json", "JSON of 200,000 levels", deep),
    _one("endless-line", "a line that never ends", never_ends, "ended"),
    _one("giant-line", "a line of 100 MB", giant, "ended"),
    _one("hang", "never answers a call", hangs, "late"),
    _one("drip", "a byte every 0.2 s", drips, "late"),
    _one("no-line-end", "a reply whose line never ends", forgets_the_end, "late"),
    _one("late-reply", "answers when nobody waits any more", answers_late, "late"),
)  # fmt: skip
