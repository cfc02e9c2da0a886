"""Retry: ask again, a bounded number of times, where the same question may succeed later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import anyio

from nex.data.messages import Message, Reply, Settings, Signature
from nex.data.streams import Stream
from nex.errors import ModelError
from nex.runtime.model import Closing, Model


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a model is asked, and how long between."""

    attempts: int = 10
    first_delay: float = 0.5
    """Seconds after the first refusal; twice as long each time."""
    longest_delay: float = 30.0
    jitter: float = 1.0
    """Seconds at most that are added, so that those who were refused together come apart."""
    longest_wait: float = 120.0
    """Seconds that a provider may ask to wait; more ends the question."""


USUAL = Patience()


class Retry:
    """A Model that asks another one several times; only transient errors are retried.

    It waits for as long as the provider asked, or twice as long each time. Raises ModelError:
    retry_after_exceeds_cap where the provider asks for more than anybody waits.
    """

    def __init__(self, model: Model, patience: Patience = USUAL) -> None:
        self._model = model
        self._patience = patience
        self._waits = count()

    @property
    def name(self) -> str:
        """The other model's."""
        return self._model.name

    async def aclose(self) -> None:
        """Let go of what the other model keeps."""
        if isinstance(self._model, Closing):
            await self._model.aclose()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The first reply that comes."""
        for attempt in range(1, self._patience.attempts):
            try:
                return _counted(await self._model.complete(messages, tools, settings), attempt)
            except ModelError as e:
                if not e.transient:
                    raise
                await anyio.sleep(self._delay(e, attempt))
        try:
            reply = await self._model.complete(messages, tools, settings)
            return _counted(reply, self._patience.attempts)
        except ModelError as e:
            if not e.transient or self._patience.attempts == 1:
                raise
            raise ModelError(f"{e} ({self._patience.attempts} attempts)", e.code) from e

    def _delay(self, error: ModelError, attempt: int) -> float:
        patience, asked = self._patience, error.retry_after
        drawn = Stream("retry", self.name, next(self._waits)).unit()
        if asked is None:
            doubled = patience.first_delay * 2 ** (attempt - 1)
            return min(patience.longest_delay, doubled) * (0.5 + drawn / 2)
        if asked > patience.longest_wait:
            raise ModelError(
                f"{error}; it asks to wait {asked:.0f} s, longer than the "
                f"{patience.longest_wait:g} s that a run waits",
                "retry_after_exceeds_cap",
            ) from error
        return asked + patience.jitter * drawn


def _counted(reply: Reply, attempt: int) -> Reply:
    return reply if attempt == 1 else replace(reply, attempts=attempt)
