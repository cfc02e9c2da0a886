"""Outcome: what an exception in a unit means to the call, and to everybody around it."""

from __future__ import annotations

from typing import cast

from nex.data.messages import Result, refused, text_part
from nex.data.trajectory import CallId
from nex.errors import (
    BudgetExceeded,
    InputError,
    ModelError,
    NexError,
    ReplayError,
    SandboxError,
    StoreError,
    Suspended,
)
from nex.runtime.budget import LIMIT_CODES

CANCELLED = Result([text_part("cancelled before it ended")], "cancelled", code="cancelled")

WAITING = Result([text_part("waiting for an answer from outside")], "cancelled", code="waiting")
"""Stands for the result of a call that is not over: the log has no end of it."""

OVERFLOW = "context_overflow"
"""The code of a conversation that is longer than its model can read: the agent's own doing."""

_CODES: dict[type[NexError], str] = {
    SandboxError: "sandbox_error",
    StoreError: "store_error",
    ReplayError: "replay_error",
    Suspended: "waiting",
    InputError: "input_error",
}


def outcome(error: Exception, id: CallId) -> tuple[Result, NexError | None]:
    """The Result to record for call `id`, and what must be raised further; None: nothing."""
    fatal = _fatal(error)
    if fatal is None:
        return refused("unit_raised", f"{type(error).__name__}: {error}"), None
    if isinstance(fatal, BudgetExceeded):
        result = Result([text_part(str(fatal))], "truncated", code=LIMIT_CODES[fatal.meter])
        return result, None if fatal.owner == id else fatal
    if isinstance(fatal, Suspended):
        return WAITING, fatal
    if isinstance(fatal, ModelError) and fatal.code == OVERFLOW:
        return Result([text_part(str(fatal))], "truncated", code=OVERFLOW), None
    return refused(code_of(fatal), str(fatal)), fatal


def code_of(error: NexError) -> str:
    """The machine code of an error that ends a run."""
    if isinstance(error, ModelError):
        return error.code
    if isinstance(error, BudgetExceeded):
        return LIMIT_CODES[error.meter]
    return next((code for kind, code in _CODES.items() if isinstance(error, kind)), "error")


def _fatal(error: Exception) -> NexError | None:
    """The first NexError, also inside the group that a unit's own task group raised."""
    if isinstance(error, NexError):
        return error
    if isinstance(error, ExceptionGroup):
        inner = cast("ExceptionGroup[Exception]", error).exceptions
        return next((found for found in map(_fatal, inner) if found is not None), None)
    return None
