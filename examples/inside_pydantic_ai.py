"""nex inside pydantic-ai: a nex agent, with its own tools and model, is one of its tools."""

import anyio
from pydantic_ai import Agent as TheirAgent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from nex import Agent, run, tool
from nex.models.scripted import asks, scripted


@tool
async def price(sku: str) -> float:
    """Price of one item in euros."""
    return {"A1": 12.5}[sku]


model = scripted(asks(("price", {"sku": "A1"})), "Three A1 cost 37.50 euros.")
clerk = Agent("clerk", "Answer questions about prices.", [price], model)


def policy(messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
    """Stands for their model: it asks the clerk and repeats the answer."""
    told = [p for m in messages for p in m.parts if p.part_kind == "tool-return"]
    if told:
        return ModelResponse([TextPart(f"The clerk says: {told[0].content}")])
    return ModelResponse([ToolCallPart("ask_clerk", {"request": "What do three A1 cost?"})])


desk = TheirAgent(FunctionModel(policy))


@desk.tool_plain
async def ask_clerk(request: str) -> str:
    """Answers questions about prices."""
    result = await run(clerk, request, seconds=30)
    return result.text


print(anyio.run(desk.run, "What do three A1 cost?").output)
