"""RateLimit: found by asking, on a virtual clock (trio's), so a minute takes no time."""

from __future__ import annotations

from dataclasses import dataclass

import anyio
import pytest
import trio
import trio.testing

from nex.data.messages import UNSET, Reply
from nex.errors import ModelError
from nex.models.rate import Pace, RateLimit
from nex.models.retry import Patience, Retry
from nex.models.scripted import says
from tests.models.voices import HELLO, Voice


@dataclass
class Meter:
    """A provider that allows so many questions a second; a bucket of one second."""

    per_second: float
    latency: float = 0.3
    retry_after: float | None = None
    tokens: float = 0.0
    at: float = 0.0
    refused: int = 0

    async def answer(self, nth: int) -> Reply:
        now = anyio.current_time()
        self.tokens = min(
            max(1.0, self.per_second), self.tokens + (now - self.at) * self.per_second
        )
        self.at = now
        if self.tokens < 1:
            self.refused += 1
            raise ModelError("slow", "rate_limited", transient=True, retry_after=self.retry_after)
        self.tokens -= 1
        await anyio.sleep(self.latency)
        return says(str(nth))


def storm(meter: Meter, asking: int, each: int) -> tuple[int, float]:
    """Questions that reached the provider, and the seconds that all took."""
    voice = Voice(meter.answer)
    model = Retry(RateLimit(voice), Patience(12))

    async def client() -> None:
        for _ in range(each):
            await model.complete(HELLO, (), UNSET)

    async def main() -> float:
        meter.at, meter.tokens = anyio.current_time(), max(1.0, meter.per_second)
        began = anyio.current_time()
        async with anyio.create_task_group() as group:
            for _ in range(asking):
                group.start_soon(client)
        return anyio.current_time() - began

    seconds = trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    return len(voice.asked), seconds


@pytest.mark.parametrize("retry_after", [None, 1.0])
@pytest.mark.parametrize("per_second", [5.0, 40.0])
def test_a_storm_of_refusals_costs_few_questions_and_little_time(
    per_second: float, retry_after: float | None
) -> None:
    meter = Meter(per_second, retry_after=retry_after)
    asked, seconds = storm(meter, 50, 8)
    assert asked <= 1.3 * 400
    assert asked == 400 + meter.refused
    assert seconds <= 1.6 * 400 / per_second


def test_who_is_never_refused_is_never_slowed() -> None:
    asked, seconds = storm(Meter(1e9, latency=1.0), 1000, 2)
    assert asked == 2000
    assert seconds < 15


def test_all_wait_as_long_as_one_was_told() -> None:
    times: list[float] = []

    async def answer(nth: int) -> Reply:
        times.append(anyio.current_time())
        if nth == 1:
            raise ModelError("slow", "rate_limited", transient=True, retry_after=30.0)
        return says("x")

    async def main() -> None:
        limit = RateLimit(Voice(answer), Pace())
        with pytest.raises(ModelError):
            await limit.complete(HELLO, (), UNSET)
        await limit.complete(HELLO, (), UNSET)

    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    assert times[1] - times[0] >= 30.0


def test_a_waiting_question_that_is_cancelled_leaves_the_line() -> None:
    async def main() -> int:
        voice = Voice(Meter(1.0, retry_after=20.0).answer)
        limit = RateLimit(voice)
        with pytest.raises(ModelError):
            await limit.complete(HELLO, (), UNSET)
        with anyio.move_on_after(5):
            await limit.complete(HELLO, (), UNSET)
        await anyio.sleep(60)
        await limit.complete(HELLO, (), UNSET)
        return len(voice.asked)

    assert trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0)) == 2
