"""One line of a server: a message within bounds, or none, in time linear to its size."""

from __future__ import annotations

import time

import anyio
import orjson
import pytest

from nex.grounding.docker.messages import MOST_MEMBERS, is_chatter, parsed

MIB = 1 << 20


def reply(result: object) -> bytes:
    return orjson.dumps({"jsonrpc": "2.0", "id": 1, "result": result})


def read(line: bytes) -> bool:
    """Whether it is a message; it must be said soon."""
    began = time.perf_counter()
    found = anyio.run(parsed, line)
    assert time.perf_counter() - began < 3
    return found is not None


@pytest.mark.parametrize(
    "text",
    [
        "a,b;[c],{d}\n" * (MIB // 2),
        '"quoted", \\"twice\\", [1,2]\\\\' * (MIB // 8),
        "ends in a brace {",
        "\u2028 grüß dich",
    ],
)
def test_a_long_text_is_a_message_whatever_stands_in_it(text: str) -> None:
    assert read(reply({"content": [{"type": "text", "text": text}]}))


@pytest.mark.parametrize(
    "line",
    [
        reply({"structuredContent": {"rows": [[1]] * 60_000}}),
        reply({"structuredContent": {"rows": ["x"] * 120_000}}),
        reply({"structuredContent": {str(n): n for n in range(60_000)}}),
        reply({"content": [{"type": "text"}] * (MOST_MEMBERS + 1)}),
        b'{"jsonrpc":"2.0","id":1,"result":{"a":"' + rb"\"" * MIB,
        b"[" * MIB,
        b"[]",
        b"null",
    ],
)
def test_more_than_a_message_may_hold_is_none(line: bytes) -> None:
    assert not read(line)


def test_rows_by_the_thousand_are_a_message() -> None:
    rows = [{"id": n, "name": f"row {n}", "price": n / 4} for n in range(5_000)]
    assert read(reply({"content": [], "structuredContent": {"rows": rows}}))


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        (b"Welcome!", True),
        (b"42", True),
        (b'\xef\xbb\xbf{"jsonrpc"', False),
        (b"\x00\x00{", False),
        (b" [1", False),
        (b"\xff\xfe", False),
    ],
)
def test_talk_is_told_from_a_message_gone_wrong(line: bytes, plain: bool) -> None:
    assert is_chatter(line) == plain
