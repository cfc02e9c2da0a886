"""nex inside smolagents, which is synchronous: a nex agent, run to its end, is one of its tools."""

import anyio
from smolagents import LogLevel, Model, Tool, ToolCallingAgent
from smolagents.models import (
    ChatMessage,
    ChatMessageToolCall as Call,
    ChatMessageToolCallFunction as Function,
    MessageRole,
)

from nex import Agent, run, tool
from nex.models.scripted import asks, scripted


@tool
async def price(sku: str) -> float:
    """Price of one item in euros."""
    return {"A1": 12.5}[sku]


answers = scripted(asks(("price", {"sku": "A1"})), "Three A1 cost 37.50 euros.")
clerk = Agent("clerk", "Answer questions about prices.", [price], answers)


class AskClerk(Tool):
    name = "ask_clerk"
    description = "Answers questions about prices."
    inputs = {"request": {"type": "string", "description": "The question."}}  # noqa: RUF012
    output_type = "string"

    def forward(self, request: str) -> str:
        return anyio.run(lambda: run(clerk, request, seconds=30)).text


class Policy(Model):
    """Stands for their model: it asks the clerk and repeats the answer."""

    def generate(self, messages, **_options) -> ChatMessage:
        last = messages[-1].content[0]["text"].removeprefix("Observation:\n")
        call = Function(name="ask_clerk", arguments={"request": "What do three A1 cost?"})
        if "37.50" in last:
            call = Function(name="final_answer", arguments={"answer": last})
        return ChatMessage(MessageRole.ASSISTANT, "", [Call(call, "1", "function")])


desk = ToolCallingAgent([AskClerk()], Policy(), verbosity_level=LogLevel.OFF)
print(desk.run("What do three A1 cost?"))
