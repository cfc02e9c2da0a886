"""nex inside openai-agents: a nex agent, with its own tools and model, is one of its tools."""

import anyio
from agents import Agent as TheirAgent, Model, ModelResponse, Runner, Usage, function_tool
from agents.tracing import set_tracing_disabled
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
)

from nex import Agent, run, tool
from nex.models.scripted import asks, scripted


@tool
async def price(sku: str) -> float:
    """Price of one item in euros."""
    return {"A1": 12.5}[sku]


answers = scripted(asks(("price", {"sku": "A1"})), "Three A1 cost 37.50 euros.")
clerk = Agent("clerk", "Answer questions about prices.", [price], answers)


@function_tool
async def ask_clerk(request: str) -> str:
    """Answers questions about prices."""
    return (await run(clerk, request, seconds=30)).text


class Policy(Model):
    """Stands for their model: it asks the clerk and repeats the answer."""

    async def get_response(self, *, input, **_options) -> ModelResponse:
        told = [item["output"] for item in input if "output" in item]
        call = {"name": "ask_clerk", "arguments": '{"request": "What do three A1 cost?"}'}
        said = ResponseFunctionToolCall(**call, call_id="1", type="function_call")
        if told:
            text = ResponseOutputText(text=told[0], annotations=[], type="output_text")
            kind = {"role": "assistant", "status": "completed", "type": "message"}
            said = ResponseOutputMessage(id="m", content=[text], **kind)
        return ModelResponse(output=[said], usage=Usage(), response_id=None)

    stream_response = get_response


set_tracing_disabled(True)
desk = TheirAgent("desk", tools=[ask_clerk], model=Policy())
print(anyio.run(Runner.run, desk, "What do three A1 cost?").final_output)
