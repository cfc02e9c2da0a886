"""smolagents driven by nex: OPENAI_BASE_URL=... python driven_smolagents.py ENVIRONMENT"""

import sys
from contextlib import suppress
from pathlib import Path

from openai import OpenAI
from smolagents import AgentError, ChatMessage, LogLevel, Model, Tool, ToolCallingAgent

from nex.environment.folder import read_environment
from nex.environment.live import open_environment
from nex.models.wire import write_tool
from nex.rollout.trial import Trial

live = open_environment(read_environment(Path(sys.argv[1])), "direct")
trial = Trial(live.site, task := live.environment.tasks[0])
ask = OpenAI(api_key="any").chat.completions.create
tools = list(map(write_tool, trial.signatures))
PLAIN = {"type": "any", "description": "", "nullable": True}
said = [{"role": "user", "content": task.instruction}]


class Theirs(Tool):
    output_type, skip_forward_signature_validation = "string", True

    def __init__(self, name: str, description: str, parameters: dict) -> None:
        self.name, self.description = name, description
        self.inputs = dict.fromkeys(parameters["properties"], PLAIN)
        super().__init__()

    def forward(self, **arguments) -> str:
        if self.name == "finish":
            desk.interrupt()
        said[-1]["content"] = text = trial.call(self.name, arguments).text
        return text


class Driven(Model):  # it keeps the conversation, which smolagents would tell it as prose
    def generate(self, _messages, **_options) -> ChatMessage:
        message = ask(model="teacher", messages=said, tools=tools).choices[0].message
        said.append(message.model_dump(exclude_none=True))
        said.append({"role": "tool", "tool_call_id": message.tool_calls[0].id})
        return ChatMessage.from_dict(message.model_dump())


wrapped = [Theirs(**tool["function"]) for tool in tools]
desk = ToolCallingAgent(wrapped, Driven(), verbosity_level=LogLevel.OFF)
with suppress(AgentError):  # `finish` interrupts the agent
    desk.run(task.instruction, max_steps=40)
print("passed" if trial.verdict().passed else trial.verdict().unmet)
