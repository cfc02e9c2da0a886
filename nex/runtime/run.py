"""run: one unit, one input, one result; everything an embedding program needs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Usage
from nex.data.trajectory import Call, RolloutStatus, walk
from nex.errors import InputError, NexError
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.ending import conclude
from nex.runtime.model import ModelLike, as_model
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended and what it took."""

    value: JsonValue
    """The typed result where the unit has one, otherwise its text; None where there is none."""
    text: str
    status: RolloutStatus
    stop_reason: str
    usage: Usage
    trajectory: Call
    """The root of the tree of calls."""
    error: NexError | None = None
    """What ended the run where no model could mend it."""

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
    result, with `error` set. Raises InputError for wrong use.
    """
    events: list[Event] = []
    scope = Scope(events.append, None if model is None else as_model(model))
    arguments: Json = {"request": input} if isinstance(input, str) else input
    within = replace(limits, seconds=seconds if limits.seconds is None else limits.seconds)
    ending = await conclude(scope, unit, arguments, within)
    if isinstance(ending.error, InputError):
        raise ending.error
    root = fold(events)
    text = str(ending.error) if ending.result is None else ending.result.text
    return RunResult(
        _value(ending.result.value if ending.result else None, text, ending.status),
        text,
        ending.status,
        ending.stop_reason,
        usage_of(root),
        root,
        ending.error,
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
