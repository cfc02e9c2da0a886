"""scripted: a model that plays given replies; for tests, documentation and dry runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
from pydantic import ValidationError

from nex.data.frozen import Frozen
from nex.data.jsons import Json
from nex.data.messages import (
    FREE,
    Message,
    Reply,
    Settings,
    Signature,
    ToolCall,
    Usage,
    text_of,
    text_part,
)
from nex.errors import InputError, ModelError


class Line(Frozen):
    """One reply of a script."""

    when: str = ""
    """Text that the opening of the conversation must contain."""
    text: str = ""
    calls: tuple[tuple[str, Json], ...] = ()
    """(name, arguments) of the units to call."""
    reasoning: str | None = None
    usage: tuple[int, int] = (0, 0)
    """Input and output tokens."""
    finish: str | None = None
    """None: tool_calls where there are calls, else stop."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """Plays one list of replies per conversation.

    Stateless: which reply comes next follows from how many turns of the assistant the
    conversation has, and which list from the first key that its opening (system and user)
    contains. So one Scripted serves any number of agents and rollouts at once.
    """

    scripts: Mapping[str, Sequence[Reply]]
    """By the text that the opening must contain; "" fits every conversation."""
    name: str = "scripted"

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The next reply; ModelError (script_ended) where there is none."""
        turn = sum(message["role"] == "assistant" for message in messages)
        replies = self._script(messages)
        if turn < len(replies):
            return replies[turn]
        opening = text_of(messages[-1]["content"])[:60] if messages else ""
        raise ModelError(
            f"the script has {len(replies)} replies for this conversation and {turn} are used up; "
            f"its last message is {opening!r}",
            "script_ended",
        )

    def _script(self, messages: Sequence[Message]) -> Sequence[Reply]:
        if len(self.scripts) == 1 and "" in self.scripts:
            return self.scripts[""]
        opening = "\n".join(
            text_of(message["content"])
            for message in messages[:2]
            if message["role"] != "assistant"
        )
        return next((script for key, script in self.scripts.items() if key in opening), ())


def scripted(*replies: Reply | str, name: str = "scripted") -> Scripted:
    """A model that plays these replies in every conversation; a text is a reply without calls."""
    return Scripted({"": [says(r) if isinstance(r, str) else r for r in replies]}, name)


def read_script(path: Path) -> Scripted:
    """The script in a file of JSON lines, each a `Line`. Raises InputError with the line's number."""
    scripts: dict[str, list[Reply]] = {}
    try:
        lines = path.read_bytes().splitlines()
    except OSError as e:
        raise InputError(f"{path}: {e.strerror}; scripted:FILE needs a file of JSON lines") from e
    for number, text in enumerate(lines, 1):
        if text.strip():
            line = _line(path, number, text)
            scripts.setdefault(line.when, []).append(_reply(line))
    return Scripted(dict(sorted(scripts.items(), key=lambda item: item[0] == "")))


def _line(path: Path, number: int, text: bytes) -> Line:
    try:
        return Line.model_validate_json(text)
    except ValidationError as e:
        defect = e.errors()[0]
        where = ".".join(map(str, defect["loc"]))
        raise InputError(f"{path}:{number}: {where}: {defect['msg']}".replace(": : ", ": ")) from e


def _reply(line: Line) -> Reply:
    reply = asks(*line.calls, text=line.text)
    if line.reasoning is not None:
        reply.message["reasoning"] = line.reasoning
    return Reply(reply.message, Usage(*line.usage), line.finish or reply.finish, reply.model)


def says(text: str, *, usage: Usage | None = None) -> Reply:
    """A reply that is one text."""
    return asks(text=text, usage=usage)


def asks(*calls: tuple[str, Json | str], text: str = "", usage: Usage | None = None) -> Reply:
    """A reply that calls units: (name, arguments), arguments as JSON or as the raw text."""
    message: Message = {"role": "assistant", "content": [text_part(text)] if text else []}
    if calls:
        message["tool_calls"] = [_call(n, *call) for n, call in enumerate(calls)]
    return Reply(message, usage or FREE, "tool_calls" if calls else "stop", "scripted")


def _call(number: int, name: str, arguments: Json | str) -> ToolCall:
    text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    return {
        "id": f"call_{number}",
        "type": "function",
        "function": {"name": name, "arguments": text},
    }
