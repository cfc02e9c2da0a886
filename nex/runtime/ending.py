"""Ending: how a whole run ended, in the words of a trajectory."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.jsons import Json
from nex.data.messages import Result
from nex.data.trajectory import RolloutStatus
from nex.errors import BudgetExceeded, NexError
from nex.runtime.budget import LIMIT_CODES, Limits
from nex.runtime.outcome import code_of
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class Ending:
    """Status, its machine code, and the root's Result; None where an error ended the run."""

    status: RolloutStatus
    stop_reason: str
    result: Result | None
    error: NexError | None = None


async def conclude(scope: Scope, unit: Unit, arguments: Json, limits: Limits) -> Ending:
    """Run the root unit; errors that no model can mend become an Ending too.

    `completed`: the unit came back ok; `failed`: its own doing; `budget_exhausted`; or
    `infra_error`. Cancellation is not caught.
    """
    try:
        result = await scope.call(unit, arguments, limits)
    except NexError as e:
        status = "budget_exhausted" if isinstance(e, BudgetExceeded) else "infra_error"
        return Ending(status, code_of(e), None, e)
    return Ending(*status_of(result), result)


def status_of(result: Result) -> tuple[RolloutStatus, str]:
    """Status and stop reason that the root's Result stands for."""
    if result.status == "ok":
        return "completed", result.code or "answered"
    code = result.code or result.status
    if result.status == "cancelled":
        return "cancelled", code
    return ("budget_exhausted" if code in LIMIT_CODES.values() else "failed"), code
