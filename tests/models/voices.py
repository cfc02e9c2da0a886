"""Models for the tests of wrappers: they answer at once, or refuse as a provider would."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from nex.data.messages import Message, Reply, Settings, Signature, text_part
from nex.models.scripted import says

Answers = Callable[[int], Awaitable[Reply]]
HELLO: list[Message] = [{"role": "user", "content": [text_part("Hello?")]}]


async def counts(nth: int) -> Reply:
    """Which question it was."""
    return says(str(nth))


@dataclass
class Voice:
    """Answers its n-th question with `answers(n)`; n from 1."""

    answers: Answers = counts
    name: str = "voice"
    asked: list[Settings] = field(default_factory=list[Settings])
    closed: int = 0

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        self.asked.append(settings)
        return await self.answers(len(self.asked))

    async def aclose(self) -> None:
        self.closed += 1
