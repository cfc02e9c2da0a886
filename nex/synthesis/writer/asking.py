"""Writer: a model that is asked for text within limits, and asked again where it does not fit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import anyio

from nex.data.messages import Message, Reply, Settings, text_of
from nex.errors import InputError, ModelError, NexError
from nex.runtime.budget import Budget, Limits
from nex.runtime.model import Model
from nex.runtime.reservation import Reservation
from nex.synthesis.writer.memory import Memory, Said, question_key
from nex.synthesis.writer.prompts import message, version

MOST_CHARACTERS = 64_000
"""A reply longer than this is refused."""
SHOWN = 4_000
"""Characters of a reply that did not fit which the model sees again."""
_UNUSABLE = frozenset({"bad_reply", "timeout"})
"""Codes of failures that are about this reply; others are about the provider."""

Made = TypeVar("Made")


class Misfit(InputError):
    """A reply that is of no use; the text says why, to the model and to people."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a writer may take."""

    rounds: int = 3
    """Replies to one question, the first one included."""
    seconds: float = 120.0
    """For one reply."""
    max_tokens: int = 8192
    """Of one reply."""
    max_cost: float | None = None
    """US dollars for everything that it is asked; None: no limit."""
    memory: Memory | None = None
    """Where replies are kept; None: nowhere."""


USUAL = Terms()


class Writer:
    """A Model with the limits under which it writes; it never decides about what it wrote."""

    def __init__(self, model: Model, terms: Terms = USUAL) -> None:
        self.model = model
        self.terms = terms
        self.asked = 0
        """Questions that reached the model."""
        self.remembered = 0
        """Questions that were answered from memory."""
        self.cost = 0.0
        """US dollars, as far as they are known."""
        self._budget = Budget(Limits(cost=terms.max_cost), (), None)
        self._settings = Settings(max_tokens=terms.max_tokens)

    @property
    def name(self) -> str:
        """The model's."""
        return self.model.name

    async def ask(self, prompt: str, messages: Sequence[Message]) -> str:
        """The text of one reply to a prompt of that name.

        Raises Misfit for a reply that is empty, cut, too long or too late, BudgetExceeded where
        nothing may be spent any more, ModelError where the provider is at fault.
        """
        key = question_key(version(prompt), self.name, messages)
        memory = self.terms.memory
        if memory is not None and (known := memory.find(key)) is not None:
            self.remembered += 1
            return known
        text = _text(await self._reply(messages))
        if memory is not None:
            memory.keep(key, Said(model=self.name, prompt=version(prompt), text=text))
        return text

    async def _reply(self, messages: Sequence[Message]) -> Reply:
        async with Reservation(self._budget, self.model, messages, self._settings):
            self.asked += 1
            try:
                with anyio.fail_after(self.terms.seconds):
                    reply = await self.model.complete(messages, (), self._settings)
            except TimeoutError as e:
                raise Misfit(f"no reply came within {self.terms.seconds:g} seconds") from e
            except ModelError as e:
                if e.code in _UNUSABLE:
                    raise Misfit(str(e)) from e
                raise
        self._budget.charge(reply.usage)
        self.cost += reply.usage.cost or 0.0
        return reply


def _text(reply: Reply) -> str:
    if reply.finish == "length":
        raise Misfit("the reply was cut off at the most tokens it may have; be brief")
    text = text_of(reply.message["content"]).strip()
    if not text:
        raise Misfit("the reply is empty")
    if len(text) > MOST_CHARACTERS:
        raise Misfit(f"the reply has {len(text)} characters, {MOST_CHARACTERS} at most; be brief")
    return text


async def side_by_side(work: Sequence[Callable[[], Awaitable[None]]], most: int) -> None:
    """Do all of the work, so much of it at once; the first NexError ends the rest and is raised."""
    failures: list[NexError] = []
    limiter = anyio.CapacityLimiter(most)

    async def one(job: Callable[[], Awaitable[None]]) -> None:
        try:
            async with limiter:
                await job()
        except NexError as e:
            failures.append(e)
            group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for job in work:
            group.start_soon(one, job)
    if failures:
        raise failures[0]


async def drafted(
    writer: Writer, prompt: str, messages: Sequence[Message], read: Callable[[str], Made]
) -> Made:
    """What `read` makes of a reply; where it raises InputError the model is told and asked again.

    Raises Misfit with the last reason once the rounds are used up, and what `Writer.ask` raises.
    """
    reason = ""
    said = list(messages)
    for _ in range(writer.terms.rounds):
        text = ""
        try:
            text = await writer.ask(prompt, said)
            return read(text)
        except InputError as e:
            reason = str(e)
        turn = [message("assistant", text[:SHOWN])] if text else []
        again = (
            f"That cannot be used: {reason}\nReply again, whole, in the form that was asked for."
        )
        said = [*messages, *turn, message("user", again)]
    raise Misfit(f"{reason} ({writer.terms.rounds} replies of {writer.name})")
