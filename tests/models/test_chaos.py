"""Faults of providers, over real HTTP on loopback: each has its end, and none ends a run that
asking again can save. The rows are those of the fault table: M1 to M14, K1."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import anyio
import orjson
import pytest

from nex import Agent, Limits, run, tool
from nex.data.jsons import Json, JsonValue
from nex.data.streams import Stream
from nex.models.compatible import Compatible, Endpoint
from nex.models.rate import RateLimit
from nex.models.resolve import closing
from nex.models.retry import Patience, Retry
from nex.runtime.model import Model
from nex.runtime.run import RunResult
from tests.models.provider import Answer, Provider, answer, chunk, refusal, serving, streamed

pytestmark = pytest.mark.anyio
QUICK = Patience(attempts=8, first_delay=0.005, longest_delay=0.05, jitter=0.1, longest_wait=5.0)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@tool
async def look(at: int) -> str:
    """Looks."""
    return f"seen {at}"


def turn(asked: Json) -> Answer:
    """Three looks and an answer, by the turns that there were."""
    messages = asked["messages"]
    assert isinstance(messages, list)
    turns = sum(isinstance(m, dict) and m["role"] == "assistant" for m in messages)
    if turns == 3:
        return answer({"content": "done"})
    arguments = orjson.dumps({"at": turns}).decode()
    call: Json = {"id": f"c{turns}", "type": "function"}
    call["function"] = {"name": "look", "arguments": arguments}
    return answer({"content": None, "tool_calls": [call]}, "tool_calls")


def valid(asked: Json) -> bool:
    """Whether a provider would take this history: every call has its one result, in order."""
    messages = asked["messages"]
    assert isinstance(messages, list)
    waiting: list[JsonValue] = []
    for message in messages:
        assert isinstance(message, dict)
        if message["role"] == "tool":
            if not waiting or waiting.pop(0) != message["tool_call_id"]:
                return False
        elif waiting:
            return False
        calls = message.get("tool_calls", [])
        assert isinstance(calls, list)
        waiting += [call["id"] for call in calls if isinstance(call, dict)]
    return not waiting


def asking(
    provider: Provider, patience: Patience = QUICK, *, stream: bool = False, idle: float = 5.0
) -> Model:
    endpoint = Endpoint(provider.url, idle_seconds=idle, total_seconds=5.0, stream=stream)
    return Retry(RateLimit(Compatible("m", endpoint)), patience)


async def work(model: Model, seconds: float = 20.0, limits: Limits = Limits()) -> RunResult:  # noqa: B008
    agent = Agent("clerk", "Look, then answer.", (look,))
    async with closing(model):
        return await run(agent, "Look!", model=model, seconds=seconds, limits=limits)


async def test_m1_a_provider_that_says_how_long_is_given_that_long() -> None:
    busy = refusal(429, "slow down", Retry_After="0.3")
    plan = [busy, busy]

    def script(asked: Json) -> Answer:
        return plan.pop() if plan else turn(asked)

    async with serving(script) as provider:
        result = await work(asking(provider))
    gaps = [b - a for a, b in zip(provider.times, provider.times[1:], strict=False)]
    assert all(0.3 <= gap < 0.3 + QUICK.jitter + 0.3 for gap in gaps[:2])
    assert result.status == "completed"
    attempts = [step.reply.attempts for step in result.trajectory.steps if step.reply]
    assert attempts == [3, 1, 1, 1]


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DATED = {"Date": format_datetime(NOON, usegmt=True)}


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        ({"Retry-After": "-1"}, "completed", "answered"),
        ({"Retry-After": "banana"}, "completed", "answered"),
        ({"Retry-After": "1e9"}, "completed", "answered"),
        ({"retry-after-ms": "20"}, "completed", "answered"),
        ({"Retry-After": format_datetime(NOON, usegmt=True), **DATED}, "completed", "answered"),
        ({"Retry-After": "86400"}, "infra_error", "retry_after_exceeds_cap"),
        (
            {"Retry-After": format_datetime(NOON + timedelta(days=1), usegmt=True), **DATED},
            "infra_error",
            "retry_after_exceeds_cap",
        ),
    ],
)
async def test_m2_every_other_kind_of_waiting_is_understood_or_ignored(
    headers: dict[str, str], status: str, reason: str
) -> None:
    """K1 too: dates count from the provider's own clock, whatever ours says."""
    plan = [refusal(429, "slow down", **headers)]

    def script(asked: Json) -> Answer:
        return plan.pop() if plan else turn(asked)

    async with serving(script) as provider:
        with anyio.fail_after(3):
            result = await work(asking(provider))
    assert (result.status, result.stop_reason) == (status, reason)


@dataclass
class Allowance:
    """A provider that allows so many questions a second, and counts those that it refused."""

    per_second: float
    left: float = 0.0
    at: float = field(default_factory=anyio.current_time)
    refused: int = 0

    def script(self, asked: Json) -> Answer:
        now = anyio.current_time()
        self.left = min(self.per_second / 2, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left < 1:
            self.refused += 1
            return refusal(429, "slow down")
        self.left -= 1
        return turn(asked)


async def test_m3_a_storm_is_ridden_out_by_all_together() -> None:
    allowance = Allowance(150.0)
    statuses: list[str] = []
    async with serving(allowance.script) as provider:
        model = asking(provider, Patience(12, first_delay=0.05, longest_delay=1.0))

        async def rollout() -> None:
            agent = Agent("clerk", "Look, then answer.", (look,))
            statuses.append((await run(agent, "Look!", model=model, seconds=60)).status)

        async with closing(model), anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(rollout)
    assert statuses == ["completed"] * 50
    assert len(provider.asked) == 200 + allowance.refused
    assert len(provider.asked) <= 1.3 * 200


def faulty(chance: Stream, share: float) -> list[Answer | None]:
    """Which of the next questions meet which fault."""
    cut = Answer(answer({"content": "done"}).body, cut=25)
    faults = [refusal(status, "oops") for status in (500, 502, 503, 529)] + [cut]
    return [chance.choice(faults) if chance.chance(share) else None for _ in range(4000)]


async def test_m4_faults_that_pass_cost_attempts_and_nothing_else() -> None:
    fates = iter(faulty(Stream("chaos"), 0.2))
    results: list[RunResult] = []

    def script(asked: Json) -> Answer:
        assert valid(asked)
        return next(fates) or turn(asked)

    async with serving(script) as provider:
        model = asking(provider)

        async def rollout() -> None:
            agent = Agent("clerk", "Look, then answer.", (look,))
            results.append(await run(agent, "Look!", model=model, seconds=60))

        async with closing(model), anyio.create_task_group() as group:
            for _ in range(60):
                group.start_soon(rollout)
    assert Counter(result.status for result in results) == {"completed": 60}
    replies = [s.reply for r in results for s in r.trajectory.steps if s.reply]
    assert sum(reply.attempts for reply in replies) == len(provider.asked)
    assert len({orjson.dumps(r.trajectory.messages) for r in results}) == 1


async def test_m4_faults_that_stay_end_in_bounded_attempts() -> None:
    async with serving([refusal(503, "down")]) as provider:
        result = await work(asking(provider))
    assert (result.status, result.stop_reason) == ("infra_error", "unavailable")
    assert len(provider.asked) == QUICK.attempts


STALLS = [
    streamed(chunk({"content": "half"}), pause=30.0),
    streamed(*[chunk({"content": "x"})] * 500, pause=0.02),
]


@pytest.mark.parametrize("stalled", STALLS)
async def test_m5_a_stalled_stream_ends_in_time_and_its_text_is_no_answer(stalled: Answer) -> None:
    began = anyio.current_time()
    async with serving([stalled]) as provider:
        once = Patience(attempts=2, first_delay=0.01)
        endpoint = Endpoint(provider.url, idle_seconds=0.5, total_seconds=1.0, stream=True)
        result = await work(Retry(Compatible("m", endpoint), once))
        assert len(provider.asked) == 2
    assert (result.status, result.stop_reason) == ("infra_error", "timeout")
    assert anyio.current_time() - began < 2.0 + 2
    assert "half" not in result.text
    assert all(m["role"] != "assistant" for m in result.trajectory.messages)


async def test_m6_a_stream_cut_within_a_call_is_discarded_whole() -> None:
    head: JsonValue = [{"index": 0, "id": "c", "function": {"name": "look", "arguments": '{"at'}}]
    cut = streamed(chunk({"tool_calls": head}), done=False)
    plan = [cut, cut]

    def script(asked: Json) -> Answer:
        assert valid(asked)
        return plan.pop() if plan else turn(asked)

    async with serving(script) as provider:
        result = await work(asking(provider, stream=True))
    assert result.text == "done"
    assert len(provider.asked) == 6
    calls = [c.arguments for step in result.trajectory.steps for c in step.calls]
    assert calls == [{"at": 0}, {"at": 1}, {"at": 2}]


async def test_m9_an_overflow_is_never_asked_again() -> None:
    async with serving([refusal(400, "maximum context length is 8192 tokens")]) as provider:
        result = await work(asking(provider))
        assert len(provider.asked) == 1
    assert (result.status, result.stop_reason) == ("failed", "context_overflow")
    async with serving([answer({"content": "half a sen"}, "length")]) as provider:
        result = await work(asking(provider))
        assert len(provider.asked) == 1
    assert (result.status, result.stop_reason) == ("failed", "reply_cut")
    assert result.text == "half a sen"


ODD: list[tuple[Answer, str, str]] = [
    (answer({"content": None}), "failed", "empty_reply"),
    (answer({"content": None, "refusal": "I will not."}), "completed", "answered"),
    (answer({"content": ""}, "content_filter"), "failed", "content_filter"),
    (answer({"content": "fine"}, "eos_token"), "completed", "answered"),
    (answer({"content": "fine"}, "error"), "completed", "answered"),
    (answer({"content": None, "tool_calls": []}, "tool_calls"), "failed", "empty_reply"),
]


@pytest.mark.parametrize(("odd", "status", "reason"), ODD)
async def test_m10_every_odd_reply_has_its_end(odd: Answer, status: str, reason: str) -> None:
    async with serving([odd]) as provider:
        result = await work(asking(provider))
    assert (result.status, result.stop_reason) == (status, reason)


def circling(_asked: Json) -> Answer:
    call: Json = {"id": "c", "type": "function"}
    call["function"] = {"name": "look", "arguments": '{"at":1}'}
    return answer({"content": None, "tool_calls": [call]}, "tool_calls")


@pytest.mark.parametrize(
    ("limits", "seconds", "reason"),
    [
        (Limits(steps=12), 20.0, "step_limit"),
        (Limits(tokens=100), 20.0, "token_limit"),
        (Limits(), 0.2, "time_limit"),
    ],
)
async def test_m11_every_budget_ends_a_loop(limits: Limits, seconds: float, reason: str) -> None:
    async with serving(circling) as provider:
        result = await work(asking(provider), seconds, limits)
    assert (result.status, result.stop_reason) == ("budget_exhausted", reason)


FATAL = [(401, "auth"), (403, "auth"), (404, "unknown_model")]


@pytest.mark.parametrize(("status", "reason"), FATAL)
async def test_m13_who_is_not_known_is_not_asked_again(status: int, reason: str) -> None:
    async with serving([refusal(status, "no")]) as provider:
        result = await work(asking(provider))
        assert len(provider.asked) == 1
    assert (result.status, result.stop_reason) == ("infra_error", reason)


USAGES: Sequence[JsonValue] = [
    None,
    {"prompt_tokens": -100, "completion_tokens": -1},
    {"prompt_tokens": 10**30, "completion_tokens": 10**30},
    {"prompt_tokens": "many", "completion_tokens": []},
    7,
]


@pytest.mark.parametrize("usage", USAGES)
async def test_m14_a_budget_holds_whatever_the_provider_says_of_usage(usage: JsonValue) -> None:
    def script(asked: Json) -> Answer:
        body = orjson.loads(circling(asked).body)
        return Answer(
            orjson.dumps(body | {"usage": None}).replace(
                b"null}", json.dumps(usage).encode() + b"}"
            )
        )

    async with serving(script) as provider:
        result = await work(asking(provider), limits=Limits(tokens=2000))
        assert 3 <= len(provider.asked) <= 30
    assert (result.status, result.stop_reason) == ("budget_exhausted", "token_limit")
    assert result.usage.estimated
    assert 2000 <= result.usage.tokens < 4000


async def test_m7_ten_megabytes_of_arguments_are_one_observation() -> None:
    long = orjson.dumps({"at": "x" * 10_000_000}).decode()
    plan = [0]

    def script(_asked: Json) -> Answer:
        if plan:
            plan.pop()
            call: Json = {"id": "c", "type": "function"}
            call["function"] = {"name": "look", "arguments": long}
            return answer({"content": None, "tool_calls": [call]}, "tool_calls")
        return answer({"content": "done"})

    async with serving(script) as provider:
        result = await work(asking(provider))
    [made] = result.trajectory.steps[0].calls
    assert result.text == "done"
    assert made.result is not None
    assert made.result.code == "invalid_arguments"
