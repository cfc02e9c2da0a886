"""RateLimit: as fast as the provider allows, found by asking; shared by all that ask through it.

Additive increase, multiplicative decrease (Chiu and Jain, 1989), on questions per second. As long
as nothing is refused there is no pace at all, only a window that grows with every reply.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import anyio

from nex.data.messages import Message, Reply, Settings, Signature
from nex.errors import ModelError
from nex.runtime.model import Closing, Model

NO_PACE = float("inf")
WINDOW = 32


@dataclass(frozen=True, slots=True)
class Pace:
    """How a rate limit is found."""

    window: int = 32
    """Questions at once before the first reply; each reply admits three more."""
    cut: float = 0.7
    """What is left of the pace after a refusal."""
    growth: float = 0.1
    """How much of the pace at the last refusal is added each second."""
    calm: float = 5.0
    """Seconds without a refusal after which it grows by a quarter of itself each second."""
    noise: float = 0.2
    """Share of refusals, over the last WINDOW questions or so, that says nothing about the pace:
    some providers refuse at random."""
    first: float = 4.0
    """Questions per second that are tried at least after the first refusal."""
    slowest: float = 0.02
    """Questions per second, however often it is refused."""
    longest_hold: float = 120.0
    """Seconds that all wait where a provider asks for it; for longer, only who was asked does."""


USUAL = Pace()


class RateLimit:
    """A Model that asks another one no faster than it allows, and never retries.

    Refusals (code rate_limited) that are no accident slow all down at once, and a provider that says how long to
    wait is heeded by all. Put it inside of Retry, so that each attempt waits for its turn.
    """

    def __init__(self, model: Model, pace: Pace = USUAL) -> None:
        self._model = model
        self._terms = pace
        self._pace = NO_PACE
        """Questions per second; NO_PACE until one was refused."""
        self._step = 0.0
        """What a second adds to it."""
        self._window = pace.window
        self._in_flight = 0
        self._pressed = False
        """Whether the pace kept somebody waiting: only then is there reason to raise it."""
        self._next = 0.0
        """When the next question may leave."""
        self._slowed = -1.0
        """When the pace was cut last: of questions that left before, no refusal counts."""
        self._cuts = 0
        self._refused = 0.0
        """The share of refusals of late."""
        self._answered: deque[float] = deque(maxlen=1024)
        """When the last questions left that were answered, as long as there is no pace."""
        self._line = anyio.Lock()
        """Who waits leaves in the order of coming."""
        self._room: anyio.Event | None = None
        """Set when a question ends; None where nobody waits for that."""

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
        """The other model's reply, as soon as it may be asked."""
        left = anyio.current_time()
        if self._pace != NO_PACE or self._in_flight >= self._window or left < self._next:
            left = await self._turn()
        self._in_flight += 1
        try:
            reply = await self._model.complete(messages, tools, settings)
        except ModelError as e:
            if e.code == "rate_limited":
                self._slow(left, e.retry_after)
            raise
        finally:
            self._in_flight -= 1
            if self._room is not None:
                self._room.set()
        self._speed(left)
        return reply

    async def _turn(self) -> float:
        """Wait in line; the moment of leaving."""
        async with self._line:
            while self._in_flight >= self._window:
                self._room = anyio.Event()
                await self._room.wait()
                self._room = None
            self._pressed = self._next > anyio.current_time()
            while (wait := self._next - anyio.current_time()) > 0:  # noqa: ASYNC110 - it moves
                await anyio.sleep(wait)
            left = anyio.current_time()
            self._next = left + 1 / self._pace
            return left

    def _speed(self, left: float) -> None:
        self._window += 3
        self._refused -= self._refused / WINDOW
        if self._pace == NO_PACE:
            self._answered.append(left)
        elif self._pressed:
            self._pace += self._growth()

    def _growth(self) -> float:
        """What one reply adds to the pace."""
        if self._cuts == 1:  # the first pace is a guess: double it each second until the next cut
            return 1.0
        if anyio.current_time() - self._slowed > self._terms.calm:
            return 0.25
        return self._step / self._pace

    def _slow(self, left: float, asked: float | None) -> None:
        now = anyio.current_time()
        if asked is not None and asked <= self._terms.longest_hold:
            self._next = max(self._next, now + asked)
        self._refused += (1 - self._refused) / WINDOW
        if left <= self._slowed or self._refused <= self._terms.noise:
            return
        self._slowed = now
        self._cuts += 1
        known = max(self._terms.first, self._observed(now)) if self._pace == NO_PACE else self._pace
        self._pace = max(self._terms.slowest, known * self._terms.cut)
        self._step = known * self._terms.growth
        self._next = max(self._next, now + 1 / self._pace)

    def _observed(self, now: float) -> float:
        """Replies in the last second."""
        return float(sum(at > now - 1 for at in self._answered))
