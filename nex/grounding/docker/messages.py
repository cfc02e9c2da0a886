"""From one line of a server to a JSON-RPC message, by the strict letter, within bounds."""

from __future__ import annotations

import re
from typing import cast

import anyio.to_thread
import mcp_types as types
import orjson

from nex.data.jsons import Json, JsonValue

LONG = 256 << 10
"""Lines beyond this are parsed in a thread, so that the loop goes on."""
SHORT = 64 << 10
"""Lines up to this hold too few values to be counted first."""
MOST_VALUES = 50_000
"""Values in one message: what is small as text may be large as objects."""
MOST_MEMBERS = 1_000
"""Tools of a page, blocks of a reply."""
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
"""A JSON string; one without an end too, so that no search begins within it."""


async def parsed(line: bytes) -> types.JSONRPCMessage | None:
    """The message that a line holds; None for one that holds none, or more than a message may."""
    if len(line) > LONG:
        return await anyio.to_thread.run_sync(_parse, line)
    return _parse(line)


def is_chatter(line: bytes) -> bool:
    """Whether a line is plain talk, such as a banner, and not a message gone wrong."""
    try:
        text = line.decode().lstrip("\ufeff\x00 \t\r")
    except UnicodeDecodeError:
        return False
    return not text.startswith(("{", "["))


def _parse(line: bytes) -> types.JSONRPCMessage | None:
    try:
        if len(line) > SHORT and _values(line) > MOST_VALUES:
            return None
        message = cast("JsonValue", orjson.loads(line))
        if not isinstance(message, dict) or _crowded(message):
            return None
        return types.jsonrpc_message_adapter.validate_python(message, by_name=False)
    except (ValueError, RecursionError):
        return None


def _values(line: bytes) -> int:
    """About how many values the JSON of a line holds, without making any of them."""
    strings = (line.count(b'"') - line.count(b'\\"')) // 2
    if strings > 2 * MOST_VALUES:
        return strings
    bare = STRING.sub(b"", line)
    return bare.count(b",") + bare.count(b"[") + bare.count(b"{")


def _crowded(message: Json) -> bool:
    """Whether a list that the client checks member by member is too long to be checked."""
    for part in ("result", "params"):
        inner = message.get(part)
        for value in inner.values() if isinstance(inner, dict) else ():
            if isinstance(value, list) and len(value) > MOST_MEMBERS:
                return True
    return False
