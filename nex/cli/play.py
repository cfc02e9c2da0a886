"""`nex play`: a person takes the agent's seat; the verdict comes from the same code as always."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import anyio
import anyio.to_thread
import orjson
from rich.console import Console

from nex.batch.plan import spread
from nex.cli.console import console
from nex.cli.exits import OK
from nex.data.events import Event
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Message, Reply, Settings, Signature, text_of
from nex.data.task import Task
from nex.environment.folder import read_environment
from nex.environment.live import Live, open_environment
from nex.models.scripted import asks
from nex.report.terminal import table
from nex.report.wording import verdict_lines
from nex.rollout.alone import alone
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.runtime.budget import Limits

PATIENCE = Limits(steps=1000, seconds=24 * 3600.0, depth=40, calls=16)
HELP = """\
  NAME key=value key="two words"     call a tool; NAME {"key": ...} takes JSON
  tools [NAME]                       what there is, or all about one
  finish status=done answer=...      end the work; status=refused reason="the rule"
  quit                               leave without an end
"""


def play(folder: Path, *, task: str | None, sandbox: str) -> int:
    """Sit down at a task; each line typed is a call, each call's answer is shown."""
    live = open_environment(read_environment(folder), sandbox)
    environment = live.environment
    chosen = environment.task(task) if task else next(iter(environment.tasks), None)
    screen = console()
    if chosen is None:
        screen.print(f"  {environment.name} holds no task to play")
        return OK
    anyio.run(_played, live, chosen, screen)
    screen.print(f"\n  next   nex run {folder}")
    return OK


async def _played(live: Live, task: Task, screen: Console) -> None:
    plan = alone(live.signatures)
    [item] = spread(live.environment.name, [task.id], [plan], [Seat.name])
    actor = Actor(Seat(screen), Seat.name, Seat.name, PATIENCE)
    async with live.held():
        screen.print(f'  task {task.id}  {task.kind}\n\n  "{task.instruction}"\n\n{HELP}')
        made = await run_rollout(live, Job(item, task, plan), actor, _unheard)
    screen.print("\n" + "\n".join(f"  {line}" for line in verdict_lines(made)))


class Seat:
    """A person as a Model: sees what the last call brought, types the next."""

    name = "person"

    def __init__(self, screen: Console) -> None:
        self._screen = screen

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The call that was typed; no more lines end the conversation."""
        if messages[-1]["role"] == "tool":
            self._screen.print(text_of(messages[-1]["content"]))
        while True:
            line = await anyio.to_thread.run_sync(self._line, abandon_on_cancel=True)
            words = line.split(maxsplit=1)
            if not line or words == ["quit"]:
                return asks(text="The person left.")
            if words and (reply := self._move(words[0], "".join(words[1:]), tools)) is not None:
                return reply

    def _move(self, word: str, rest: str, tools: Sequence[Signature]) -> Reply | None:
        """The call that a line stands for; None where it was a question about the game."""
        if word in ("help", "?"):
            self._screen.print(HELP)
        elif word == "tools":
            self._screen.print(_told(tools, rest.strip()))
        else:
            try:
                return asks((word, read_arguments(rest)))
            except ValueError as e:
                self._screen.print(f"  {e}")
        return None

    def _line(self) -> str:
        """One line with its end; "" where there are no more."""
        if sys.stdin.isatty():
            self._screen.print("> ", end="")
        return sys.stdin.readline()


def read_arguments(text: str) -> Json:
    """`key=value key="two words"`, or one JSON object. A value that is JSON is taken as that.

    Raises ValueError with what to mend.
    """
    text = text.strip()
    if text.startswith("{"):
        return orjson.loads(text)
    arguments: Json = {}
    for word in shlex.split(text):
        key, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"{word!r}: write key=value, or one JSON object")
        arguments[key] = _value(value)
    return arguments


def _value(text: str) -> JsonValue:
    try:
        return orjson.loads(text)
    except ValueError:
        return text


def _told(tools: Sequence[Signature], name: str) -> str:
    found = [tool for tool in tools if tool.name == name]
    if not found:
        rows = [[tool.name, tool.description.partition("\n")[0][:90]] for tool in tools]
        return table(rows)
    [tool] = found
    schema = orjson.dumps(tool.input.get("properties", {}), option=orjson.OPT_INDENT_2).decode()
    return f"{tool.name}\n{tool.description}\n{schema}"


def _unheard(event: Event) -> None:
    """A game keeps no log."""
