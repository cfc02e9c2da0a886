"""langgraph driven by nex: `nex serve --model teacher` works on a task of an environment.

OPENAI_BASE_URL=... python driven_langgraph.py ENVIRONMENT
"""

import os
import sys
from pathlib import Path

from langchain_core.messages import ToolMessage
from langchain_openai import ChatOpenAI
from langgraph.graph import END, START, MessagesState, StateGraph

from nex.environment.folder import read_environment
from nex.environment.live import open_environment
from nex.models.wire import write_tool
from nex.rollout.trial import Trial

environment = read_environment(Path(sys.argv[1]))
task = environment.tasks[0]
trial = Trial(open_environment(environment, "direct").site, task)
model = ChatOpenAI(model="teacher", base_url=os.environ["OPENAI_BASE_URL"], api_key="any")
model = model.bind_tools([write_tool(signature) for signature in trial.signatures])


def decide(state: MessagesState) -> dict:
    """One turn of the model."""
    return {"messages": [model.invoke(state["messages"])]}


def act(state: MessagesState) -> dict:
    """The calls of that turn, at the environment."""
    calls = state["messages"][-1].tool_calls
    told = [(trial.call(call["name"], call["args"]).text, call["id"]) for call in calls]
    return {"messages": [ToolMessage(text, tool_call_id=id) for text, id in told]}


def ended(state: MessagesState) -> str:
    """Over, once it called `finish`."""
    return END if state["messages"][-2].tool_calls[-1]["name"] == "finish" else "decide"


graph = StateGraph(MessagesState).add_node(decide).add_node(act)
graph.add_edge(START, "decide").add_edge("decide", "act").add_conditional_edges("act", ended)
graph.compile().invoke({"messages": [("user", task.instruction)]}, {"recursion_limit": 100})
print("passed" if trial.verdict().passed else trial.verdict().unmet)
