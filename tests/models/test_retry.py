"""Retry: bounded, patient, and only where it helps."""

from __future__ import annotations

import pytest

from nex.data.messages import UNSET
from nex.errors import ModelError
from nex.models.compatible import Compatible, Endpoint
from nex.models.resolve import closing
from nex.models.retry import Patience, Retry
from tests.models.provider import Answer, Provider, answer, refusal, serving

pytestmark = pytest.mark.anyio
HELLO = answer({"content": "Hello."})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def ask(provider: Provider, attempts: int = 4) -> str:
    patience = Patience(attempts, first_delay=0.01, jitter=0.02)
    async with closing(Retry(Compatible("m", Endpoint(provider.url)), patience)) as model:
        reply = await model.complete([{"role": "user", "content": []}], (), UNSET)
    return reply.message["content"][0].get("text", "")


async def test_transient_faults_are_asked_again() -> None:
    cut = Answer(HELLO.body, cut=10)
    async with serving([refusal(503, "busy"), cut, refusal(429, "slow"), HELLO]) as provider:
        assert await ask(provider) == "Hello."
        assert len(provider.asked) == 4


async def test_attempts_are_bounded() -> None:
    async with serving([refusal(500, "oops")]) as provider:
        with pytest.raises(ModelError, match="3 attempts") as caught:
            await ask(provider, attempts=3)
        assert len(provider.asked) == 3
    assert not caught.value.transient


async def test_a_fatal_fault_is_asked_once() -> None:
    async with serving([refusal(401, "bad key")]) as provider:
        with pytest.raises(ModelError, match="check the key"):
            await ask(provider)
        assert len(provider.asked) == 1


async def test_the_provider_says_how_long_to_wait() -> None:
    async with serving([refusal(429, "slow", Retry_After="0.3"), HELLO]) as provider:
        await ask(provider)
        assert 0.3 <= provider.times[1] - provider.times[0] < 0.5


async def test_nobody_sleeps_for_a_day() -> None:
    async with serving([refusal(429, "slow", Retry_After="86400")]) as provider:
        with pytest.raises(ModelError, match="86400 s") as caught:
            await ask(provider)
        assert len(provider.asked) == 1
    assert caught.value.code == "retry_after_exceeds_cap"
