"""The recursion: a Unit is called in a Scope, and a Scope calls Units."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

import anyio
import anyio.lowlevel

from nex.data.events import Event, write_result, write_settings
from nex.data.jsons import Json, JsonValue
from nex.data.messages import UNSET, Message, Reply, Result, Settings, Signature, UnitKind
from nex.data.trajectory import CallId
from nex.errors import BudgetExceeded, InputError, NexError, Suspended
from nex.runtime.budget import INHERIT, NEVER, Budget, Limits
from nex.runtime.conversation import Conversation
from nex.runtime.model import Model
from nex.runtime.offer import Offer
from nex.runtime.outcome import CANCELLED, WAITING, outcome
from nex.runtime.reservation import Reservation
from nex.runtime.turns import Turns, lanes
from nex.runtime.unit import Unit

Emit = Callable[[Event], None]
DEEPEST = Limits(depth=100)
"""Levels of calls that any run may have: below what Python's own stack can hold."""
YIELD_EVERY = 64
"""Steps after which the event loop gets a turn, should no model and no tool have waited."""
_OUTERMOST = Budget(DEEPEST, (), None)
"""Around every run; it counts nothing, so all share it."""


@dataclass(slots=True)
class _Run:
    """What the calls of a run share."""

    model: Model | None
    settings: Settings
    offered: set[str]
    """Digests of the offers that the log has; siblings that run at once each keep their own."""
    ended: Callable[[CallId], None] | None
    """Told of every end at once, where events come in source order; a replay wants to know."""
    asks: int = 0

    def fork(self) -> _Run:
        """The same for one of several siblings."""
        return _Run(self.model, self.settings, set(self.offered), self.ended)


class Scope:
    """Where a call runs: its id, its budget, its model and settings, and where its events go."""

    __slots__ = ("_conversation", "_next", "_run", "budget", "emit", "id")

    def __init__(self, emit: Emit, model: Model | None = None, settings: Settings = UNSET) -> None:
        """The root of a run: `model` answers for every agent that has none of its own."""
        self.id: CallId = ()
        self.emit = emit
        self.budget = _OUTERMOST
        self._run = _Run(model, settings, set(), getattr(model, "ended", None))
        self._next = 0
        self._conversation: Conversation | None = None

    @property
    def model(self) -> Model | None:
        """Answers for every agent that has none of its own; a replay, as it did for this call."""
        model = self._run.model
        seat = getattr(model, "at", None)
        return model if seat is None else seat(self.id)

    @property
    def settings(self) -> Settings:
        """How models are asked where an agent does not say."""
        return self._run.settings

    def call(
        self, unit: Unit, arguments: Json, limits: Limits = INHERIT
    ) -> Coroutine[object, object, Result]:
        """Run a unit inside this scope: the only way to run one.

        The call has its number before it is awaited. What the caller's model can mend comes back
        as a Result. Raises BudgetExceeded for a limit that a call further out has set, and the
        other NexErrors, which no model can mend.
        """
        number = self._next
        self._next = number + 1
        return self._child(number, unit, limits)._perform(unit, arguments)

    async def call_all(self, calls: Sequence[tuple[Unit, Json]]) -> list[Result]:
        """Run units side by side; those that share a lane one after another.

        Results and events are in source order, whoever finishes first. A sibling that comes back
        with an error leaves the others alone, and so does one that waits for the outside; one
        that raises ends them.
        """
        first = self._next
        self._next = first + len(calls)
        if len(calls) == 1:
            unit, arguments = calls[0]
            results = [await self._child(first, unit, INHERIT)._perform(unit, arguments)]
        else:
            results = await self._siblings(calls, first)
        talk = self._conversation
        if talk is not None:
            talk.first = first
            talk.answered = results
        return results

    async def race(
        self, calls: Sequence[tuple[Unit, Json]], wins: Callable[[Result], bool]
    ) -> list[Result]:
        """Run units side by side until the result of one wins; then the others are cancelled.

        Results and events are in source order: who lost, or never began, is `cancelled`. Comes
        back when all have ended, so nothing of a loser is left behind. Units that share a lane
        take their turns until one of them wins.
        """
        first = self._next
        self._next = first + len(calls)
        return await self._side_by_side(calls, first, lanes([unit for unit, _ in calls]), wins)

    async def wait(self, question: Json) -> JsonValue:
        """What somebody outside the run answers; a call may wait several times.

        Raises Suspended where the answer is not there yet. Then the unit is run again, from its
        beginning, by whoever resumes the run with the answer: so wait before you act.
        """
        self.emit({"type": "wait", "id": self.id, "question": question})
        raise Suspended((self.id,))

    def remaining(self) -> Limits:
        """What this call and all below it may still spend; None where nothing limits it."""
        return self.budget.remaining(len(self.id))

    async def ask(
        self,
        model: Model,
        messages: Sequence[Message],
        tools: Sequence[Signature],
        settings: Settings | None = None,
    ) -> Reply:
        """One turn of a model: checked, charged and written to the log.

        Raises BudgetExceeded before anything is sent, and ModelError.
        """
        budget, shared = self.budget, self._run
        budget.take_step()
        shared.asks += 1
        if not shared.asks % YIELD_EVERY:
            await anyio.lowlevel.checkpoint()
        settings = settings or shared.settings
        talk = self._conversation or self._open(tools)
        try:
            if budget.metered:
                async with Reservation(budget, model, messages, settings):
                    reply = await model.complete(messages, tools, settings)
            else:
                reply = await model.complete(messages, tools, settings)
        except BaseException:
            self.emit(talk.unanswered(self.id, messages))
            raise
        if budget.counted:
            budget.charge(reply.usage)
        event = talk.step(self.id, messages, reply)
        if settings is not talk.settings:
            event["settings"] = write_settings(settings)
            talk.settings = settings
        self.emit(event)
        return reply

    def _child(self, number: int, unit: Unit, limits: Limits) -> Scope:
        child = Scope.__new__(Scope)
        child.id = (*self.id, number)
        child.emit = self.emit
        child._run = self._run
        child._next = 0
        child._conversation = None
        if limits is INHERIT:
            limits = getattr(unit, "limits", INHERIT)
        child.budget = self.budget if limits is INHERIT else Budget(limits, child.id, self.budget)
        return child

    async def _perform(self, unit: Unit, arguments: Json) -> Result:
        """Run the unit that this scope was made for, between its two events."""
        id, budget = self.id, self.budget
        name = unit.signature.name
        kind: UnitKind = getattr(unit, "kind", "tool")
        self.emit({"type": "call", "id": id, "unit": name, "kind": kind, "arguments": arguments})
        result = CANCELLED
        try:
            if len(id) > budget.deepest:
                budget.check_depth(len(id))
            if budget.owner is id or budget.ends == NEVER:
                result = await self._timed(unit, arguments)
            else:
                result = await unit(arguments, self)
        except Exception as e:  # the one place where a unit meets the framework
            result, fatal = outcome(e, id)
            if fatal is e:
                raise
            if fatal is not None:
                raise fatal from e
        finally:
            if result is not WAITING:
                self._end(result)
        return result

    def _end(self, result: Result) -> None:
        self.emit({"type": "end", "id": self.id, "result": write_result(result)})
        if self._run.ended is not None:
            self._run.ended(self.id)

    async def _timed(self, unit: Unit, arguments: Json) -> Result:
        """Open a cancel scope where this call's deadline is earlier than those around it."""
        budget = self.budget
        seconds = budget.limits.seconds
        if budget.ends == NEVER:
            raise InputError(
                f"the root call of {unit.signature.name!r} has no deadline; give Limits(seconds=...)"
            )
        if seconds is None or budget.ends >= budget.lineage[-2].ends:
            return await unit(arguments, self)
        with anyio.move_on_after(seconds):
            return await unit(arguments, self)
        raise BudgetExceeded("seconds", seconds, self.id)

    async def _siblings(self, calls: Sequence[tuple[Unit, Json]], first: int) -> list[Result]:
        plan = lanes([unit for unit, _ in calls])
        if len(plan) == 1:
            return [
                await self._child(first + n, unit, INHERIT)._perform(unit, arguments)
                for n, (unit, arguments) in enumerate(calls)
            ]
        return await self._side_by_side(calls, first, plan)

    async def _side_by_side(
        self,
        calls: Sequence[tuple[Unit, Json]],
        first: int,
        plan: list[list[int]],
        wins: Callable[[Result], bool] | None = None,
    ) -> list[Result]:
        turns = Turns(self.emit, len(calls))
        runs = [self._run.fork() for _ in calls]
        results: dict[int, Result] = {}
        failures: dict[int, NexError] = {}

        async def run_lane(lane: list[int]) -> None:
            for n in lane:
                unit, arguments = calls[n]
                child = self._child(first + n, unit, INHERIT)
                child.emit, child._run = turns.emitter(n), runs[n]
                try:
                    results[n] = await child._perform(unit, arguments)
                except NexError as e:
                    failures[n] = e
                    if isinstance(e, Suspended):
                        return
                    group.cancel_scope.cancel()
                finally:
                    turns.finish(n)
                if wins is not None and n in results and wins(results[n]):
                    group.cancel_scope.cancel()
                    return

        try:
            async with anyio.create_task_group() as group:
                for lane in plan:
                    group.start_soon(run_lane, lane)
        finally:
            turns.close()
            self._run.offered.update(*(run.offered for run in runs))
        if failures:
            won = wins is not None and any(map(wins, results.values()))
            _raise_first([failures[n] for n in sorted(failures)], won)
        return [results.get(n, CANCELLED) for n in range(len(calls))]

    def _open(self, tools: Sequence[Signature]) -> Conversation:
        """Begin this call's conversation; write what its model is offered."""
        offer = tools if isinstance(tools, Offer) else Offer(tools)
        if offer.digest in self._run.offered:
            self.emit({"type": "offer", "id": self.id, "digest": offer.digest})
        else:
            self._run.offered.add(offer.digest)
            self.emit(
                {"type": "offer", "id": self.id, "digest": offer.digest, "tools": offer.record}
            )
        self._conversation = Conversation()
        return self._conversation


def _raise_first(failures: Sequence[NexError], won: bool) -> None:
    """Raise what ends the siblings; that some only wait matters unless another has won."""
    fatal = next((e for e in failures if not isinstance(e, Suspended)), None)
    if fatal is not None:
        raise fatal
    if not won:
        calls = (call for e in failures if isinstance(e, Suspended) for call in e.calls)
        raise Suspended(tuple(calls))
