"""Data in any convention: the teacher works in every call format as well as it does without."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from nex import Agent, run
from nex.data.jsons import Json
from nex.data.messages import Result, Signature
from nex.data.task import Task
from nex.environment.live import open_environment
from nex.models.resolve import resolve
from nex.rollout.trial import Trial
from nex.runtime.formats.interpreter import Interpreter
from nex.runtime.formats.names import TEXTS
from nex.runtime.formats.text import Text
from nex.runtime.run import RunResult
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from tests.plant import library

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass(frozen=True)
class Tool:
    """A tool of a task on trial."""

    signature: Signature
    trial: Trial

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        return self.trial.call(self.signature.name, arguments)


def on_trial(task: Task) -> tuple[Trial, tuple[Unit, ...]]:
    trial = Trial(open_environment(library(), "direct").site, task)
    return trial, tuple(Tool(signature, trial) for signature in trial.signatures)


async def worked(task: Task, format: Text | None) -> tuple[bool, RunResult]:
    trial, tools = on_trial(task)
    stop = frozenset({"finish"})
    teacher = resolve("teacher")
    agent = Agent("worker", "Do the work.", tools, teacher, stop)
    if format is not None:
        speaker = Interpreter(teacher, format)
        agent = Agent("worker", "Do the work.", tools, speaker, stop, format=format)
    result = await run(agent, task.instruction, seconds=60)
    return trial.verdict().passed, result


@pytest.mark.parametrize("format", TEXTS, ids=[text.name for text in TEXTS])
async def test_the_teacher_works_in_every_call_format(format: Text) -> None:
    for task in library().tasks[:8]:
        plain, first = await worked(task, None)
        spoken, second = await worked(task, format)
        assert (plain, spoken) == (True, True)
        calls = [(c.unit, c.arguments) for s in first.trajectory.steps for c in s.calls]
        assert [(c.unit, c.arguments) for s in second.trajectory.steps for c in s.calls] == calls
        assert not any("tool_calls" in message for message in second.trajectory.messages)
