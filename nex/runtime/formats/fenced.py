"""json: a call is a JSON object in a fenced block of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson

from nex.data.jsons import JsonValue
from nex.runtime.formats.format import Malformed
from nex.runtime.formats.text import Called, Text, Tools

_BLOCK = re.compile(r"^```(?:json)?[ \t]*\n(.*?)\n?^```[ \t]*$\n?", re.MULTILINE | re.DOTALL)
LESSON = """\
To call tools, end your reply with one block for each call:
```json
{"tool": "TOOL", "arguments": {"PARAMETER": VALUE}}
```
A reply without a call is your answer."""
SHAPE = '{"tool": "TOOL", "arguments": {...}}'


def _say(text: str, calls: Sequence[Called], _tools: Tools) -> str:
    blocks = [
        f"```json\n{orjson.dumps({'tool': name, 'arguments': arguments}).decode()}\n```"
        for name, arguments in calls
    ]
    return "\n".join([text, *blocks] if text else blocks)


def _hear(text: str, _tools: Tools) -> tuple[str, list[Called]]:
    """A block without "tool" belongs to the text; a bare object that is all of it is a call."""
    found = [(block, _called(block[1])) for block in _BLOCK.finditer(text)]
    calls = [(block, call) for block, call in found if call is not None]
    if not found:
        whole = _called(text) if text.lstrip().startswith("{") else None
        return ("", [whole]) if whole else (text, [])
    if not calls:
        return text, []
    rest = text
    for block, _ in reversed(calls):
        rest = rest[: block.start()] + rest[block.end() :]
    return rest.rstrip("\n"), [call for _, call in calls]


def _called(block: str) -> Called | None:
    """The call that a block is; None for one that is none. Raises Malformed for half of one."""
    try:
        value: JsonValue = orjson.loads(block)
    except orjson.JSONDecodeError as e:
        if '"tool"' in block:
            raise Malformed(f"a block that names a tool is not JSON: {e}; write {SHAPE}") from e
        return None
    if not isinstance(value, dict) or "tool" not in value:
        return None
    name, arguments = value["tool"], value.get("arguments", {})
    if not isinstance(name, str) or not isinstance(arguments, dict):
        raise Malformed(f"a block that names a tool has the wrong shape; write {SHAPE}")
    return name, arguments


JSON = Text("json", LESSON, _say, _hear, "Result of {}:\n", "")
