"""xml: a call is an element, each argument an element in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, unescape

import orjson

from nex.data.jsons import Json, JsonValue
from nex.runtime.formats.format import Malformed
from nex.runtime.formats.text import Called, Text, Tools, properties

_CALL = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)
_NAME = re.compile(r"\A\s*<name>([^<]*)</name>")
_ARGUMENT = re.compile(r'\s*<argument name="([^"<]*)"( type="json")?>(.*?)</argument>', re.DOTALL)
_QUOTE = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
_UNQUOTE = {mark: sign for sign, mark in _QUOTE.items()}
LESSON = """\
To call tools, end your reply with one element for each call:
<tool_call>
<name>TOOL</name>
<argument name="PARAMETER">VALUE</argument>
</tool_call>
A text is written as it is, with &lt; and &amp; for < and &; every other value as JSON.
Results come back in <tool_result> elements. A reply without a call is your answer."""


def _say(text: str, calls: Sequence[Called], tools: Tools) -> str:
    written = [_element(name, arguments, tools) for name, arguments in calls]
    return "\n".join([text, *written] if text else written)


def _element(name: str, arguments: Json, tools: Tools) -> str:
    texts = _texts(name, tools)
    lines = [f"<name>{escape(name, _QUOTE)}</name>"]
    for key, value in arguments.items():
        said, mark = _json(value), ' type="json"' if key in texts else ""
        if key in texts and isinstance(value, str):
            said, mark = value, ""
        lines.append(f'<argument name="{escape(key, _QUOTE)}"{mark}>{escape(said)}</argument>')
    return "\n".join(["<tool_call>", *lines, "</tool_call>"])


def _json(value: JsonValue) -> str:
    return orjson.dumps(value).decode()


def _texts(name: str, tools: Tools) -> set[str]:
    """Parameters that are texts and nothing else: their values need no quotes."""
    found = properties(name, tools).items()
    return {key for key, schema in found if schema.get("type") == "string"}


def _hear(text: str, tools: Tools) -> tuple[str, list[Called]]:
    calls = [_call(inner, tools) for inner in _CALL.findall(text)]
    rest = _CALL.sub("", text)
    if "<tool_call>" in rest:
        raise Malformed("a <tool_call> is not closed; end it with </tool_call>")
    if "</tool_call>" in rest:
        raise Malformed("a </tool_call> closes nothing; begin the call with <tool_call>")
    return (rest.rstrip("\n") if calls else text), calls


def _call(inner: str, tools: Tools) -> Called:
    named = _NAME.match(inner)
    if named is None:
        raise Malformed("a <tool_call> does not begin with <name>TOOL</name>")
    name = unescape(named[1], _UNQUOTE).strip()
    rest = inner[named.end() :]
    found = _ARGUMENT.findall(rest)
    odd = _ARGUMENT.sub("", rest).strip()
    if odd:
        raise Malformed(
            f'the call of {name} holds {odd[:60]!r}; it may hold <argument name="...">...</argument>'
        )
    texts = _texts(name, tools)
    return name, {
        unescape(key, _UNQUOTE): _value(key in texts and not mark, value)
        for key, mark, value in found
    }


def _value(is_text: bool, written: str) -> JsonValue:
    said = unescape(written)
    if is_text:
        return said
    try:
        return orjson.loads(said)
    except orjson.JSONDecodeError:
        return said


XML = Text("xml", LESSON, _say, _hear, '<tool_result name="{}">\n', "\n</tool_result>")
