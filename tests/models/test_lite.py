"""litellm as a Model, against the same server; in a process of its own.

litellm keeps loggers and tasks for as long as its process lives, so this one does not import it.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import anyio
import pytest

from nex.data.jsons import Json
from nex.models.lite import lite_price
from nex.models.resolve import closing, resolve
from nex.runtime.model import Price
from tests.models.provider import Answer, answer, refusal, serving

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        importlib.util.find_spec("litellm") is None, reason="litellm is not installed"
    ),
]
ROOT = Path(__file__).parents[2]
CLIENT = """
import asyncio
import sys
import anyio
from nex import Agent, run, tool
from nex.models.lite import LiteLLM
assert "litellm" not in sys.modules

@tool
async def price(sku: str) -> float:
    "Price of one item."
    return 12.5

async def main():
    for name in sys.argv[2:]:
        model = LiteLLM(name, sys.argv[1], "k")
        result = await run(Agent("clerk", "Answer.", (price,)), "What does A1 cost?", model=model)
        print(name, result.stop_reason, result.text, result.usage.tokens, result.cost, sep="|")
    await LiteLLM("any").aclose()
    print(len(asyncio.all_tasks()) - 1)

anyio.run(main)
"""
FAULTS = {
    "auth": refusal(401, "bad key"),
    "rate_limited": refusal(429, "slow down"),
    "context_overflow": refusal(400, "maximum context length is 8192 tokens"),
    "bad_request": refusal(400, "bad schema"),
    "unknown_model": refusal(404, "no such model"),
    "unavailable": refusal(500, "oops"),
}
CALL: Json = {"type": "function", "function": {"name": "price", "arguments": '{"sku":"A1"}'}}


def script(asked: Json) -> Answer:
    """A fault where the model's name is one, else a call of the tool and then an answer."""
    name, messages = asked["model"], asked["messages"]
    if isinstance(name, str) and name in FAULTS:
        return FAULTS[name]
    assert isinstance(messages, list)
    if len(messages) > 2:
        return answer({"content": "12.5"}, model="gpt-4o-mini")
    calls: Json = {"content": None, "tool_calls": [{"id": "c", **CALL}]}
    return answer(calls, "tool_calls", model="gpt-4o-mini")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_agents_work_through_litellm_and_faults_have_the_same_codes() -> None:
    names = ["gpt-4o-mini", *FAULTS]
    async with serving(script) as provider:
        done = await anyio.run_process(
            [sys.executable, "-W", "error::ResourceWarning", "-c", CLIENT, provider.url]
            + [f"openai/{name}" for name in names],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert len(provider.asked) == 2 + len(FAULTS)
    *lines, left = done.stdout.decode().splitlines()
    worked, *failed = (line.split("|") for line in lines)
    assert worked[1:4] == ["answered", "12.5", "28"]
    assert float(worked[4]) == pytest.approx((22 * 0.15 + 6 * 0.6) / 1e6)
    assert [line[1] for line in failed] == list(FAULTS)
    assert left == "0", "tasks of litellm"


def test_prices_come_from_the_package_without_loading_it() -> None:
    assert lite_price("anthropic/claude-opus-4-5") == Price(5.0, 25.0)
    assert lite_price("gemini/gemini-2.5-pro") == Price(1.25, 10.0)
    assert lite_price("nobody/knows") is None
    assert "litellm" not in sys.modules


async def test_naming_a_model_loads_nothing() -> None:
    async with closing(resolve("anthropic/claude-opus-5")) as model:
        assert model.name == "anthropic/claude-opus-5"
    assert "litellm" not in sys.modules
