"""openai-agents driven by nex: `nex serve --model teacher` works on a task of an environment.

OPENAI_BASE_URL=... python driven_openai_agents.py ENVIRONMENT
"""

import json
import os
import sys
from pathlib import Path

from agents import (
    Agent,
    FunctionTool,
    OpenAIChatCompletionsModel,
    Runner,
    StopAtTools,
    set_tracing_disabled,
)
from openai import AsyncOpenAI

from nex.data.messages import Signature
from nex.environment.folder import read_environment
from nex.environment.live import open_environment
from nex.rollout.trial import Trial

environment = read_environment(Path(sys.argv[1]))
task = environment.tasks[0]
trial = Trial(open_environment(environment, "direct").site, task)


def theirs(signature: Signature) -> FunctionTool:
    """A tool of the environment as one of theirs."""

    async def call(_context: object, arguments: str) -> str:
        return trial.call(signature.name, json.loads(arguments)).text

    about = (signature.name, signature.description, signature.input)
    return FunctionTool(*about, call, strict_json_schema=False)


set_tracing_disabled(True)
client = AsyncOpenAI(base_url=os.environ["OPENAI_BASE_URL"], api_key="any")
agent = Agent(
    "worker",
    tools=[theirs(signature) for signature in trial.signatures],
    tool_use_behavior=StopAtTools(stop_at_tool_names=["finish"]),
    model=OpenAIChatCompletionsModel("teacher", client),
)
Runner.run_sync(agent, task.instruction, max_turns=40)
print("passed" if trial.verdict().passed else trial.verdict().unmet)
