"""Replay: a recorded run is its own model; whatever it is asked beyond its record is an error."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import anyio

from nex.data.messages import Message, Reply, Result, Settings, Signature
from nex.data.trajectory import Call, CallId, walk
from nex.errors import ModelError, ReplayError
from nex.models.asking import question_digest
from nex.models.recording import not_recorded

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Failure:
    """What came instead of a reply."""

    code: str
    text: str
    last: bool
    """Whether it ended the run."""


Answer = tuple[str, Reply | Failure]
"""The digest of a question, and what was answered."""


@dataclass(slots=True)
class _Progress:
    """What of a recording has not happened yet.

    Replies to give, questions to be cancelled, and calls to end before the run is ended.
    """

    open: int
    ends: set[CallId]
    over: anyio.Event = field(default_factory=anyio.Event)

    @property
    def under_way(self) -> bool:
        return bool(self.open or self.ends)

    def close_one(self) -> None:
        self.open -= 1
        self._look()

    def end(self, id: CallId) -> None:
        self.ends.discard(id)
        self._look()

    def _look(self) -> None:
        if not self.under_way:
            self.over.set()


class Replay:
    """The Model of a recorded run: each call is given its own replies again.

    Scopes seat it at the call that asks, so that racing calls with the same words stay apart.
    Unless `exact`, the next reply is given whatever the question has become: the tools that it
    quotes may answer otherwise each time.
    """

    def __init__(self, root: Call, name: str, *, exact: bool = True) -> None:
        self.name = name
        self._exact = exact
        self._answers = {call.id: list(_answers(call, root.result)) for call in walk(root)}
        told = [answer for answers in self._answers.values() for _, answer in answers]
        self._progress = _Progress(
            sum(isinstance(answer, Reply) or answer.code == CANCELLED for answer in told),
            set(_ended(root)),
        )

    def at(self, id: CallId) -> Seat:
        """The model of that one call."""
        return Seat(self.name, deque(self._answers.get(id, ())), self._progress, self._exact)

    def ended(self, id: CallId) -> None:
        """Be told by the scope that a call came to its end."""
        self._progress.end(id)

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """Refuse: who asks must be seated at a call."""
        raise ReplayError("a replay answers calls of its run; ask it through a scope")


@dataclass(frozen=True, slots=True)
class Seat:
    """One call's share of a recording."""

    name: str
    answers: deque[Answer]
    progress: _Progress
    exact: bool = True

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The recorded reply to the next question; ReplayError where another one is asked.

        The failure that ended the run is raised when all else has happened that had happened; a
        question that was cancelled by it waits for that.
        """
        if not self.answers or (
            self.exact and self.answers[0][0] != question_digest(messages, tools)
        ):
            raise not_recorded(messages)
        answer = self.answers.popleft()[1]
        if isinstance(answer, Reply):
            self.progress.close_one()
            return answer
        if answer.code == CANCELLED:
            self.progress.close_one()
            await anyio.sleep_forever()
        if answer.last and self.progress.under_way:
            await self.progress.over.wait()
        raise ModelError(answer.text, answer.code)


def _ended(root: Call) -> Iterator[CallId]:
    """The calls that came to an end of their own: neither cancelled nor ended with the run."""
    last = root.result and (root.result.code, root.result.text)
    for call in walk(root):
        result = call.result
        if result and result.code != CANCELLED and (result.code, result.text) != last:
            yield call.id


def unanswered(call: Call) -> bool:
    """Whether the last that an agent asked was never answered."""
    return bool(call.messages) and call.messages[-1]["role"] != "assistant"


def _answers(call: Call, ending: Result | None) -> Iterator[Answer]:
    """Every question of one agent with its reply, and the last one with what came instead."""
    for step in call.steps:
        if step.reply is not None:
            yield question_digest(_seen(call, step.head), call.tools), step.reply
    if call.result is None or not unanswered(call):
        return
    code, text = call.result.code or "model_error", call.result.text
    last = ending is not None and (ending.code, ending.text) == (code, text)
    question = question_digest(_seen(call, len(call.messages) - 1), call.tools)
    yield question, Failure(code, text, last)


def _seen(call: Call, head: int) -> list[Message]:
    """The branch of the message graph that ends at `head`."""
    found: list[Message] = []
    while head >= 0:
        found.append(call.messages[head])
        head = call.parents[head]
    return found[::-1]
