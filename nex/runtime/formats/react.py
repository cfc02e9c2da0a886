"""react: thought, action and its input in lines, as the papers on reasoning and acting write them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.runtime.formats.format import Malformed
from nex.runtime.formats.text import Called, Text, Tools

_ACTION = re.compile(r"^Action:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_INPUT = re.compile(r"\s*Action Input:\s*")
_ANSWER = re.compile(r"^Final Answer:[ \t]?", re.MULTILINE)
_OBSERVED = re.compile(r"^Observation:", re.MULTILINE)
_DECODER = json.JSONDecoder()
LESSON = """\
Reply in these lines and stop after them; the observation comes back to you:
Thought: what to do next, and why
Action: TOOL
Action Input: {"PARAMETER": VALUE}
Repeat the last two lines to call several tools. When you know the answer, reply:
Final Answer: the answer"""


def _say(text: str, calls: Sequence[Called], _tools: Tools) -> str:
    if not calls:
        return f"Final Answer: {text}" if text else ""
    lines = [f"Thought: {text}"] if text else []
    for name, arguments in calls:
        lines += [f"Action: {name}", f"Action Input: {orjson.dumps(arguments).decode()}"]
    return "\n".join(lines)


def _hear(text: str, _tools: Tools) -> tuple[str, list[Called]]:
    """What follows an `Observation:` that the model made up is not heard."""
    first = _ACTION.search(text)
    made_up = _OBSERVED.search(text, first.end()) if first else None
    heard = text[: made_up.start()] if made_up else text
    answer = _ANSWER.search(heard)
    if first is None:
        return _answered(heard, answer), []
    if answer is not None:
        raise Malformed("the reply holds both an Action and a Final Answer; give one of them")
    thought = heard[: first.start()].removeprefix("Thought:").strip()
    return thought, [_call(heard, action) for action in _ACTION.finditer(heard)]


def _answered(text: str, answer: re.Match[str] | None) -> str:
    if answer is not None:
        return text[answer.end() :]
    if text.startswith("Thought:"):
        raise Malformed("after the Thought there is neither an Action nor a Final Answer")
    return text


def _call(text: str, action: re.Match[str]) -> Called:
    name = action[1]
    if not name:
        raise Malformed("an `Action:` line names no tool")
    begun = _INPUT.match(text, action.end())
    if begun is None:
        raise Malformed(f"after `Action: {name}` there is no line `Action Input: {{...}}`")
    try:
        value = cast("JsonValue", _DECODER.raw_decode(text, begun.end())[0])
    except (json.JSONDecodeError, RecursionError) as e:
        raise Malformed(f"the Action Input of {name} is not JSON: {e}") from e
    if not isinstance(value, dict):
        raise Malformed(f"the Action Input of {name} must be a JSON object, not {value!r:.40}")
    arguments: Json = value
    return name, arguments


REACT = Text("react", LESSON, _say, _hear, "Observation: ", "")
