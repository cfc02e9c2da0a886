"""nex inside langgraph: a nex agent, with its own tools and model, is a node and a tool."""

import anyio
from langchain_core.tools import tool as their_tool
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode

from nex import Agent, run, tool
from nex.models.scripted import asks, scripted


@tool
async def price(sku: str) -> float:
    """Price of one item in euros."""
    return {"A1": 12.5}[sku]


model = scripted(asks(("price", {"sku": "A1"})), "Three A1 cost 37.50 euros.")
clerk = Agent("clerk", "Answer questions about prices.", [price], model)


@their_tool
async def ask_clerk(request: str) -> str:
    """Answers questions about prices."""
    return (await run(clerk, request, seconds=30)).text


def decide(state: MessagesState) -> dict:
    """Stands for their model: it asks the clerk about what it was asked."""
    call = {"name": "ask_clerk", "args": {"request": state["messages"][0].content}, "id": "1"}
    return {"messages": [{"role": "assistant", "content": "", "tool_calls": [call]}]}


graph = StateGraph(MessagesState)
graph.add_node("decide", decide)
graph.add_node("tools", ToolNode([ask_clerk]))
graph.add_edge(START, "decide")
graph.add_edge("decide", "tools")
graph.add_edge("tools", END)

question = {"messages": [{"role": "user", "content": "What do three A1 cost?"}]}
state = anyio.run(graph.compile().ainvoke, question)
print(state["messages"][-1].content)
