"""The same flat work through other projects' loops, where they are installed beside nex.

Each runs in process with a scripted policy: 20 tool calls, then an answer. What is not installed
is named; installing one beside nex (`pip install pydantic-ai-slim`) is enough to measure it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Awaitable, Callable

PEERS = {
    "pydantic-ai": "pydantic_ai",
    "openai-agents": "agents",
    "langgraph": "langgraph",
    "smolagents": "smolagents",
    "inspect-ai": "inspect_ai",
    "mini-swe-agent": "minisweagent",
    "NexAU": "nexau",
}
CALLS = 20
Work = Callable[[], Awaitable[object]]


def installed() -> dict[str, Work]:
    """Peers that are here and that this module can run: name -> one whole run."""
    found: dict[str, Work] = {}
    if importlib.util.find_spec(PEERS["pydantic-ai"]) is not None:
        found["pydantic-ai"] = pydantic_ai_run()
    return found


def missing() -> list[str]:
    """Peers of the field's comparison that were not measured in this run."""
    return [name for name in PEERS if name not in installed()]


def pydantic_ai_run() -> Work:
    """pydantic-ai with its own in-process FunctionModel."""
    from pydantic_ai import Agent  # noqa: PLC0415 - only where it is installed
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart  # noqa: PLC0415
    from pydantic_ai.models.function import FunctionModel  # noqa: PLC0415

    def decide(messages: list[object], _info: object) -> ModelResponse:
        turn = sum(isinstance(message, ModelResponse) for message in messages)
        if turn == CALLS:
            return ModelResponse(parts=[TextPart("done")])
        return ModelResponse(parts=[ToolCallPart("lookup", {"key": "k", "page": turn})])

    async def lookup(key: str, page: int = 1) -> str:
        return f"page {page} of {key}: ".ljust(240, "r")

    agent = Agent(FunctionModel(decide), system_prompt="p" * 800, tools=[lookup])

    async def run() -> object:
        return await agent.run("Look it up.")

    return run
