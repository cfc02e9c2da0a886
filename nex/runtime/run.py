"""run and resume: one unit, one input, one result; all that an embedding program needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Usage
from nex.data.trajectory import Call, RolloutStatus, walk
from nex.errors import InputError, NexError, ReplayError, Suspended
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.ending import Ending, conclude
from nex.runtime.model import ModelLike, as_model
from nex.runtime.pending import Pending
from nex.runtime.resuming import Past, Resuming
from nex.runtime.scope import Emit, Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended, or why it waits, and what it took."""

    value: JsonValue
    """The typed result where the unit has one, otherwise its text; None where there is none."""
    text: str
    status: RolloutStatus | Literal["pending"]
    stop_reason: str
    usage: Usage
    trajectory: Call
    """The root of the tree of calls."""
    error: NexError | None = None
    """What ended the run where no model could mend it."""
    pending: Pending | None = None
    """What `resume` goes on from, where the run waits for the outside."""

    @property
    def cost(self) -> float | None:
        """US dollars; None where some reply had no known price."""
        return self.usage.cost


async def run(
    unit: Unit,
    input: str | Json,
    *,
    model: ModelLike | None = None,
    seconds: float = 600.0,
    limits: Limits = INHERIT,
) -> RunResult:
    """Run a unit on a request (or on its arguments) and say how it ended; never prints.

    `model` answers for every agent without one of its own; an async callable
    `(messages, tools[, settings])` will do. A failed provider or a spent budget is a status of the
    result, with `error` set; a call that waits for the outside makes it `pending`. Raises
    InputError for wrong use.
    """
    events: list[Event] = []
    ending = await start(unit, input, events.append, Terms(model, seconds, limits))
    return result_of(ending, events)


async def resume(
    unit: Unit,
    pending: Pending,
    *,
    model: ModelLike | None = None,
    seconds: float = 600.0,
    limits: Limits = INHERIT,
) -> RunResult:
    """Go on with a run that waits, in this process or another; see `Pending.answered`.

    Give the same unit, and the same limits: what was spent before counts, but `seconds` begins
    anew. What has ended is not done again. Questions without an answer leave the run pending.
    Raises ReplayError where the unit is not the one that was suspended.
    """
    events: list[Event] = []
    terms = Terms(model, seconds, limits)
    past = Past(pending.events)
    scope = Resuming(past, events.append, terms.model)
    ending = await conclude(scope, unit, past.root.arguments, terms.limits)
    if isinstance(ending.error, ReplayError):
        raise ending.error
    return result_of(ending, events)


class Terms:
    """Who answers for agents without a model, and what a run may take."""

    __slots__ = ("limits", "model")

    def __init__(
        self, model: ModelLike | None = None, seconds: float = 600.0, limits: Limits = INHERIT
    ) -> None:
        self.model = None if model is None else as_model(model)
        self.limits = limits if limits.seconds is not None else replace(limits, seconds=seconds)


async def start(unit: Unit, input: str | Json, emit: Emit, terms: Terms) -> Ending:
    """Run a unit from the beginning, its events going to `emit`."""
    arguments: Json = {"request": input} if isinstance(input, str) else input
    return await conclude(Scope(emit, terms.model), unit, arguments, terms.limits)


def result_of(ending: Ending, events: Sequence[Event]) -> RunResult:
    """What an embedding program is told. Raises InputError where that ended the run."""
    if isinstance(ending.error, InputError):
        raise ending.error
    root = fold(events)
    waits = isinstance(ending.error, Suspended)
    text = str(ending.error) if ending.result is None else ending.result.text
    return RunResult(
        _value(ending.result.value if ending.result else None, text, ending.status),
        text,
        "pending" if waits else ending.status,
        ending.stop_reason,
        usage_of(root),
        root,
        None if waits else ending.error,
        Pending(tuple(events)) if waits else None,
    )


def _value(value: JsonValue, text: str, status: RolloutStatus) -> JsonValue:
    return text if value is None and status == "completed" else value


def usage_of(root: Call) -> Usage:
    """What all replies below and in a call took together."""
    usages = [step.reply.usage for call in walk(root) for step in call.steps if step.reply]
    costs = [usage.cost for usage in usages]
    known = [cost for cost in costs if cost is not None]
    return Usage(
        sum(usage.input_tokens for usage in usages),
        sum(usage.output_tokens for usage in usages),
        sum(known) if len(known) == len(costs) else None,
        any(usage.estimated for usage in usages),
    )
