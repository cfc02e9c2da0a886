"""What passes between an agent and a model, in the shape that goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NotRequired, Required, TypedDict

from nex.data.frozen import sealed
from nex.data.jsons import Json, JsonValue

Role = Literal["system", "user", "assistant", "tool"]
UnitKind = Literal["agent", "tool", "workflow", "stub", "person"]
Status = Literal["ok", "error", "truncated", "cancelled"]


class Part(TypedDict, total=False):
    """One piece of content.

    `type` says which keys are set: text -> `text`; image, audio, resource -> `mime` with `blob`
    (the digest of bytes stored once) or `uri`; provider -> `block`, an opaque value that goes
    back to the provider unchanged.
    """

    type: Required[Literal["text", "image", "audio", "resource", "provider"]]
    text: str
    mime: str
    blob: str
    uri: str
    block: JsonValue


class FunctionCall(TypedDict):
    """The unit that a model names; `arguments` is the JSON text exactly as the model wrote it."""

    name: str
    arguments: str


class ToolCall(TypedDict):
    """One request of a model to call a unit; `id` pairs it with its result."""

    id: str
    type: Literal["function"]
    function: FunctionCall


class Message(TypedDict):
    """One turn. Assistant turns may carry `tool_calls`; tool turns carry `tool_call_id`."""

    role: Role
    content: list[Part]
    tool_calls: NotRequired[list[ToolCall]]
    tool_call_id: NotRequired[str]
    name: NotRequired[str]
    reasoning: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Signature:
    """How a unit is called: name, what it promises, JSON Schemas of its arguments and result."""

    name: str
    description: str
    input: Json
    output: Json | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What one reply took: tokens, and cost in US dollars (None: the model has no known price)."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    estimated: bool = False
    """Whether the tokens are nex's own estimate: the provider gave none, or none to believe."""

    @property
    def tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens


FREE = Usage()


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is asked; None leaves a setting to the provider."""

    seed: int | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    top_p: float | None = None


UNSET = Settings()


@sealed
class Reply:
    """One turn of a model. `finish` is the provider's reason: stop, tool_calls, length, ..."""

    message: Message
    usage: Usage = FREE
    finish: str = "stop"
    model: str = ""
    extra: Json = field(default_factory=dict[str, JsonValue])
    """What the provider gave beside the message, unchanged: logprobs, token ids."""
    attempts: int = 1
    """How often the provider was asked until this reply came."""


@sealed
class Result:
    """What a unit gives back. Whatever is not `ok` has a machine code and a text that teaches."""

    content: list[Part]
    status: Status = "ok"
    value: JsonValue = None
    """The typed result where the unit has one; `content` always says the same for a model."""
    code: str | None = None
    seconds: float = 0.0
    """Virtual time that the call took in its World; 0 where there is no virtual clock."""

    @property
    def text(self) -> str:
        """All text parts, joined."""
        return text_of(self.content)


def text_part(text: str) -> Part:
    """A text as content."""
    return {"type": "text", "text": text}


def text_of(content: list[Part]) -> str:
    """The text parts of a content, joined by line breaks."""
    if len(content) == 1:
        return content[0].get("text", "")
    return "\n".join(part["text"] for part in content if "text" in part)


def said(text: str) -> Result:
    """An ordinary result that is one text."""
    return Result([{"type": "text", "text": text}])


def refused(code: str, text: str) -> Result:
    """An error result: a machine code and a sentence that tells the model what to mend."""
    return Result([{"type": "text", "text": text}], status="error", code=code)
