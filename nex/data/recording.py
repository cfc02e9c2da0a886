"""Recordings: what a real tool server answered, call by call, and how long it took."""

from __future__ import annotations

from typing import Literal

from nex.data.frozen import Filed, Frozen
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, text_part

Origin = Literal["known", "guessed", "varied", "wrong", "agent"]
"""Who thought of a call: the catalogue, a guess, a change of one of those, a change that must be
refused, or an agent."""
MOST_TEXT = 2_000
"""Characters of a reply that are kept; its size is always known."""


class RecordedTool(Frozen):
    """A tool as it was listed."""

    name: str
    description: str = ""
    input: Json
    output: Json | None = None

    @property
    def signature(self) -> Signature:
        """The same as agents get it."""
        return Signature(self.name, self.description, self.input, self.output)


class RecordedCall(Frozen):
    """One call and its reply."""

    tool: str
    arguments: Json
    origin: Origin
    ok: bool
    code: str = ""
    """Machine code of an error."""
    text: str
    """The start of the reply."""
    size: int
    """Characters of the whole reply."""
    value: JsonValue = None
    """The structured reply, where there is one and all of the text was kept."""
    seconds: float
    """Wall time from request to reply; 0 where it was not measured."""

    @property
    def result(self) -> Result:
        """The reply, as far as it was kept."""
        status = "ok" if self.ok else "error"
        code = None if self.ok else self.code or "tool_error"
        return Result([text_part(self.text)], status, self.value, code, self.seconds)


class Recording(Filed):
    """A server's tools and a session's calls, in the order in which they were made."""

    schema_version: Literal["nex.recording/1"] = "nex.recording/1"
    server: str
    packages: tuple[str, ...] = ()
    """The exact pins of what answered."""
    protocol: str = ""
    sandbox: str = ""
    tools: tuple[RecordedTool, ...]
    calls: tuple[RecordedCall, ...]


def recorded_call(
    tool: str, arguments: Json, origin: Origin, result: Result, seconds: float
) -> RecordedCall:
    """What is kept of a call."""
    text, ok = result.text, result.status == "ok"
    whole = len(text) <= MOST_TEXT
    return RecordedCall(
        tool=tool,
        arguments=arguments,
        origin=origin,
        ok=ok,
        code="" if ok else result.code or "tool_error",
        text=text[:MOST_TEXT],
        size=len(text),
        value=result.value if whole else None,
        seconds=round(seconds, 5),
    )
