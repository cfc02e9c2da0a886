"""Instructions in other words: kept where a model that reads only them fills a goal that is reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import orjson

from nex.data.jsons import JsonValue
from nex.data.messages import Message, Result
from nex.data.task import Proof, Task
from nex.errors import BudgetExceeded
from nex.language.requests.json_reader import read_request_json
from nex.language.requests.lexicon import Lexicon, lexicon
from nex.language.requests.request import Request, Speaker
from nex.language.requests.schema import request_schema
from nex.synthesis.desk import Desk
from nex.synthesis.solver import fulfil
from nex.synthesis.solver_choices import Stuck
from nex.synthesis.writer.asking import Misfit, Writer, drafted, side_by_side
from nex.synthesis.writer.goals import goal_vocabulary
from nex.synthesis.writer.letters import one_line
from nex.synthesis.writer.literals import demand_same_literals
from nex.synthesis.writer.prompts import message, prompt
from nex.synthesis.writer.replies import read_object, texts
from nex.worlds.person import Person
from nex.worlds.populate import Template
from nex.worlds.session import Session
from nex.worlds.verify import verify

AT_ONCE = 8
MOST_CALLS = 2000
"""Calls of one typed goal, at most: a model may ask for anything."""
_LONGER = 3
"""How many times as long as the original a paraphrase may be."""
_LEAST = 400

WORDED = "worded by "
"""What stands before the model's name in a task's voice."""
NOT_SAID = "no usable paraphrase"
NOT_FILLED = "goal not filled from it"
NOT_REACHED = "goal not reached from it"
NOT_ASKED = "limit on cost"


@dataclass(frozen=True, slots=True)
class Reworded:
    """Tasks and proofs, some in other words, and why the others kept theirs."""

    tasks: tuple[Task, ...]
    proofs: tuple[Proof, ...]
    kept: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    """Reason -> tasks."""


@dataclass(slots=True)
class _Said:
    """What came of one instruction: other words for it, or why there are none."""

    words: str = ""
    reason: str = ""


async def reword(
    template: Template,
    made: tuple[Sequence[Task], Sequence[Proof]],
    most: int,
    writer: Writer,
) -> Reworded:
    """The first `most` tasks in other words, where their goals are reached from these words alone.

    Tasks of one instruction (twins) get the same words, or none. Raises ModelError where the
    provider is at fault.
    """
    tasks, proofs = made
    groups: dict[str, list[Task]] = {}
    for task in islice(tasks, most):
        groups[task.instruction] = [t for t in tasks if t.instruction == task.instruction]
    reader = _Reader(template, writer)
    found = {text: _Said() for text in groups}
    work = [partial(reader.reword, group, found[text]) for text, group in groups.items()]
    await side_by_side(work, AT_ONCE)
    return _reworded(tasks, proofs, found, writer.name)


def _reworded(
    tasks: Sequence[Task], proofs: Sequence[Proof], found: Mapping[str, _Said], name: str
) -> Reworded:
    said = {task.id: found[task.instruction] for task in tasks if task.instruction in found}
    original = {task.id: task.instruction for task in tasks}
    kept = {id: one.words for id, one in said.items() if one.words}
    return Reworded(
        tuple(_in_words(t, kept[t.id], name) if t.id in kept else t for t in tasks),
        tuple(
            p.model_copy(update={"solver": name, "original": original[p.task]})
            if p.task in kept
            else p
            for p in proofs
        ),
        len(kept),
        Counter(one.reason for one in said.values() if not one.words),
    )


def _in_words(task: Task, words: str, name: str) -> Task:
    """The task in other words; its voice says whose they are."""
    voice = f"{task.voice}, {WORDED}{name}".removeprefix(", ")
    return task.model_copy(update={"instruction": words, "voice": voice})


class _Reader:
    """Says instructions again, and reads what was said, about one World."""

    def __init__(self, template: Template, writer: Writer) -> None:
        self._template, self._writer = template, writer
        self._words: Lexicon = lexicon(template.world)
        schema = orjson.dumps(request_schema(template.world)).decode()
        told = prompt("goal", vocabulary=goal_vocabulary(template.world), schema=schema)
        self._brief = message("system", told)

    async def reword(self, group: Sequence[Task], said: _Said) -> None:
        """Say one instruction again; note the words where every task of it stands with them."""
        try:
            words = await self._paraphrase(group[0].instruction)
            request = None if words is None else await self._goal(words)
        except BudgetExceeded:
            said.reason = NOT_ASKED
            return
        if words is None:
            said.reason = NOT_SAID
        elif request is None:
            said.reason = NOT_FILLED
        elif not all(self._reached(task, request) for task in group):
            said.reason = NOT_REACHED
        else:
            said.words = words

    async def _paraphrase(self, instruction: str) -> str | None:
        longest = max(_LEAST, _LONGER * len(instruction))

        def read(reply: str) -> str:
            [words] = texts(read_object(reply), "says", 1) or [""]
            words = one_line(words, longest)
            demand_same_literals(instruction, words)
            return words

        asked = [message("system", prompt("paraphrase")), message("user", instruction)]
        try:
            return await drafted(self._writer, "paraphrase", asked, read)
        except Misfit:
            return None

    async def _goal(self, words: str) -> Request | None:
        """The typed goal that the model reads in the words alone."""
        asked: list[Message] = [self._brief, message("user", words)]

        def read(reply: str) -> Request:
            return read_request_json(read_object(reply), self._template.world)

        try:
            return _spoken(await drafted(self._writer, "goal", asked, read), self._template)
        except Misfit:
            return None

    def _reached(self, task: Task, request: Request) -> bool:
        """Whether doing what the request says, on a fresh state, ends as the task demands."""
        session = Session(self._template, task.opening)
        desk = _Bounded(session, Person(task.user, task.hidden))
        outcome = fulfil(request, self._words, desk)
        verdict = verify(task, desk.evidence(), outcome, self._template.world)
        session.close()
        return verdict.passed


def _spoken(request: Request, template: Template) -> Request:
    """The request without a name for a speaker who is no row."""
    speaker = request.speaker
    rows = {entity.name for entity in template.world.entities}
    if speaker is None or speaker.label is None or speaker.role in rows:
        return request
    return Request(request.items, Speaker(speaker.role))


class _Bounded(Desk):
    """A desk at which nobody works for ever."""

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """Call a tool; Stuck once too many were called."""
        if self.calls >= MOST_CALLS:
            raise Stuck(f"more than {MOST_CALLS} calls")
        return super().call(name, arguments)
