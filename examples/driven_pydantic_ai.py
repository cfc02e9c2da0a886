"""pydantic-ai driven by nex: `nex serve --model teacher` works on a task of an environment.

OPENAI_BASE_URL=... python driven_pydantic_ai.py ENVIRONMENT
"""

import os
import sys
from pathlib import Path

from pydantic_ai import Agent, StructuredDict, Tool, ToolOutput
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from nex.data.messages import Signature
from nex.environment.folder import read_environment
from nex.environment.live import open_environment
from nex.rollout.trial import Trial

environment = read_environment(Path(sys.argv[1]))
task = environment.tasks[0]
trial = Trial(open_environment(environment, "direct").site, task)


def theirs(signature: Signature) -> Tool:
    """A tool of the environment as one of theirs."""

    async def call(**arguments) -> str:
        return trial.call(signature.name, arguments).text

    return Tool.from_schema(call, signature.name, signature.description, signature.input)


*tools, finish = trial.signatures
ending = ToolOutput(StructuredDict(finish.input, finish.name, finish.description), name="finish")
provider = OpenAIProvider(base_url=os.environ["OPENAI_BASE_URL"], api_key="any")
agent = Agent(
    OpenAIChatModel("teacher", provider=provider),
    tools=[theirs(signature) for signature in tools],
    output_type=ending,
)
result = agent.run_sync(task.instruction)
trial.call("finish", result.output)
print("passed" if trial.verdict().passed else trial.verdict().unmet)
