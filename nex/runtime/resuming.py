"""Resuming: a run goes on where its log breaks off; what the log holds is not done again.

Every call that has ended gives its recorded result and is not run. Every other one is run from its
beginning: its model's recorded turns are not asked again, its questions have their answers. So the
events come out as if the run had never stopped, and nothing but the log need be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, cast

from nex.data.events import Event, call_id
from nex.data.fold import fold
from nex.data.jsons import Json, JsonValue, canonical
from nex.data.messages import UNSET, Message, Reply, Result, Settings, Signature
from nex.data.trajectory import Call, CallId, branch, walk
from nex.errors import ReplayError
from nex.runtime.budget import Limits
from nex.runtime.model import Model
from nex.runtime.pending import place
from nex.runtime.scope import Emit, Scope
from nex.runtime.unit import Unit

Answers = dict[CallId, list[JsonValue]]
"""What each call heard from outside, in the order in which it asked."""


def answers_in(events: Sequence[Event]) -> Answers:
    """The answers that a log holds."""
    found: Answers = {}
    for event in events:
        if event["type"] == "answer":
            found.setdefault(call_id(event), []).append(event["answer"])
    return found


class Past:
    """What a log says of each call, and the answers to what they asked."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.calls = {call.id: call for call in walk(fold(events))}
        self.below: dict[CallId, list[Event]] = {}
        """All that happened in a call and in those below it."""
        self.answers = answers_in(events)
        for event in events:
            id = call_id(event)
            for depth in range(1, len(id) + 1):
                self.below.setdefault(id[:depth], []).append(event)

    @property
    def root(self) -> Call:
        """The call of the whole run."""
        return self.calls[min(self.calls)]


@dataclass(frozen=True, slots=True)
class Said:
    """A model that gives a recorded reply."""

    reply: Reply
    name: str

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The reply."""
        return self.reply


class Answering(Scope):
    """A scope that knows what the outside will answer, and runs everything: for a replay."""

    __slots__ = ("_answered", "_answers")

    def __init__(
        self, answers: Answers, emit: Emit, model: Model | None = None, settings: Settings = UNSET
    ) -> None:
        """The root of a run."""
        super().__init__(emit, model, settings)
        self._answers = answers
        self._answered = 0

    def _child(self, number: int, unit: Unit, limits: Limits) -> Scope:
        return self._like(super()._child(number, unit, limits))

    def _like(self, fresh: Scope) -> Self:
        """That scope as one of this kind."""
        child = type(self).__new__(type(self))
        for name in Scope.__slots__:
            setattr(child, name, getattr(fresh, name))
        child._answers = self._answers
        child._answered = 0
        return child

    async def wait(self, question: Json) -> JsonValue:
        """The answer, where there is one by now."""
        known = self._answers.get(self.id, [])
        if self._answered == len(known):
            return await super().wait(question)
        answer = known[self._answered]
        self._answered += 1
        self.emit({"type": "wait", "id": self.id, "question": question})
        self.emit({"type": "answer", "id": self.id, "answer": answer})
        return answer


class Resuming(Answering):
    """A scope whose calls may have happened already."""

    __slots__ = ("_asked", "_past")

    def __init__(
        self, past: Past, emit: Emit, model: Model | None = None, settings: Settings = UNSET
    ) -> None:
        """The root of a run that goes on."""
        super().__init__(past.answers, emit, model, settings)
        self._past = past
        self._asked = 0

    def _child(self, number: int, unit: Unit, limits: Limits) -> Scope:
        """What the log does not know runs like any other call."""
        fresh = Scope._child(self, number, unit, limits)
        if fresh.id not in self._past.calls:
            return fresh
        child = self._like(fresh)
        child._past = self._past
        child._asked = 0
        return child

    async def _perform(self, unit: Unit, arguments: Json) -> Result:
        """The recorded result; for a call that was open, what running it gives."""
        call = self._past.calls[self.id]
        if call.unit != unit.signature.name or canonical(call.arguments) != canonical(arguments):
            raise ReplayError(
                f"call {place(self.id)} was of {call.unit!r} with other arguments or another unit "
                f"than {unit.signature.name!r}; resume with the program that was suspended"
            )
        if call.result is None:
            return await super()._perform(unit, arguments)
        self._account(call)
        for event in self._past.below[self.id]:
            if event["type"] == "offer" and "tools" in event:
                self._run.offered.add(event["digest"])
            self.emit(event)
        return call.result

    def _account(self, call: Call) -> None:
        """Count what the call took: limits hold for the run, however often it was suspended."""
        for below in walk(call):
            for step in below.steps:
                if step.reply is not None:
                    self.budget.take_step()
                    self.budget.charge(step.reply.usage)

    async def ask(
        self,
        model: Model,
        messages: Sequence[Message],
        tools: Sequence[Signature],
        settings: Settings | None = None,
    ) -> Reply:
        """The recorded turn, as long as there is one."""
        call = self._past.calls[self.id]
        turns = [step for step in call.steps if step.reply is not None]
        if self._asked < len(turns):
            step = turns[self._asked]
            if branch(call, step.head) != list(messages):
                raise ReplayError(
                    f"turn {self._asked + 1} of call {place(self.id)} was asked something else; "
                    "resume with the program that was suspended"
                )
            self._asked += 1
            model = Said(cast("Reply", step.reply), model.name)
        return await super().ask(model, messages, tools, settings)
