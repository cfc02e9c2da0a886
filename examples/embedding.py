"""nex inside your own program; any async callable (messages, tools) will do as the model."""

import anyio

from nex import Agent, run, tool
from nex.models.scripted import asks, scripted


@tool
async def price(sku: str) -> float:
    """Price of one item in euros."""
    return {"A1": 12.5}[sku]


clerk = Agent("clerk", "Answer questions about prices.", [price])
model = scripted(asks(("price", {"sku": "A1"})), "Three A1 cost 37.50 euros.")
result = anyio.run(lambda: run(clerk, "What do three A1 cost?", model=model, seconds=30))
print(result.value, result.status, result.usage.tokens, len(result.trajectory.steps))
