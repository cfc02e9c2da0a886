"""Model: messages and signatures in, one reply out; no state between calls."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast, runtime_checkable

from nex.data.messages import Message, Reply, Settings, Signature, text_part
from nex.errors import InputError


@runtime_checkable
class Model(Protocol):
    """Whatever answers. It may keep connections, never a conversation.

    Raises ModelError where no reply can be had.
    """

    @property
    def name(self) -> str:
        """What trajectories and price tables call it."""
        ...

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The next turn of the conversation; `messages` and `tools` are not changed."""
        ...


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens."""

    input: float
    output: float

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """What so many tokens cost, in US dollars."""
        return (input_tokens * self.input + output_tokens * self.output) / 1_000_000


@runtime_checkable
class Priced(Protocol):
    """A model whose price is known (or known to be unknown) before it is asked."""

    @property
    def price(self) -> Price | None:
        """None: no price is known."""
        ...


@runtime_checkable
class Closing(Protocol):
    """A model, or a wrapper of one, that keeps a connection."""

    async def aclose(self) -> None:
        """Let go of it; the next question opens another."""
        ...


Answer = Reply | Message | str
Ask2 = Callable[[Sequence[Message], Sequence[Signature]], Awaitable[Answer]]
Ask3 = Callable[[Sequence[Message], Sequence[Signature], Settings], Awaitable[Answer]]
ModelLike = Model | Ask2 | Ask3


@dataclass(frozen=True, slots=True)
class FunctionModel:
    """A model that is an async function of messages, tools and settings."""

    name: str
    function: Ask3

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """Whatever the function answers; a text becomes a message of the assistant."""
        answer = await self.function(messages, tools, settings)
        if isinstance(answer, Reply):
            return answer
        message: Message = _assistant(answer) if isinstance(answer, str) else answer
        finish = "tool_calls" if message.get("tool_calls") else "stop"
        return Reply(message, finish=finish, model=self.name)


def _assistant(text: str) -> Message:
    return {"role": "assistant", "content": [text_part(text)]}


def as_model(model: ModelLike) -> Model:
    """A Model as it is; an async callable `(messages, tools[, settings])` as a Model.

    Raises InputError for a callable of another shape.
    """
    if isinstance(model, Model):
        return model
    name = getattr(model, "__name__", type(model).__name__)
    try:
        taken = len(inspect.signature(model).parameters)
    except (TypeError, ValueError) as e:
        raise InputError(f"{model!r} is no model: give an object with `complete`") from e
    if taken == 3:
        return FunctionModel(name, cast("Ask3", model))
    if taken == 2:
        return FunctionModel(name, _widened(cast("Ask2", model)))
    raise InputError(
        f"model function {name!r} takes {taken} arguments; "
        "it must take (messages, tools) or (messages, tools, settings)"
    )


def _widened(function: Ask2) -> Ask3:
    async def ask(
        messages: Sequence[Message], tools: Sequence[Signature], _settings: Settings
    ) -> Answer:
        return await function(messages, tools)

    return ask
