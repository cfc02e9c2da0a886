"""Everything nex raises on purpose.

NexError
├── InputError       a spec, file, name or option from outside is wrong; the command exits with 2
├── BudgetExceeded   a limit was reached; only the call that set it truncates
├── ModelError       the provider failed, after retries
├── SandboxError     a tool server or its container failed
├── StoreError       a run folder is damaged, foreign or held by another process
├── Suspended        a call waits for an answer from outside; the run goes on when it is there
│   └── DiskError    the disk refused a write; what was acknowledged is safe
└── ReplayError      a replay met something that the recording does not hold
"""

from __future__ import annotations

from typing import Literal

Meter = Literal["steps", "tokens", "cost", "seconds", "depth", "calls"]


class NexError(Exception):
    """Base of every error nex raises on purpose; its text is one line with the way out."""


class InputError(NexError):
    """Something that came from outside is wrong: what, the value, where, the way out."""


class BudgetExceeded(NexError):
    """A limit was reached; only the call that set it (`owner`) may catch this."""

    def __init__(self, meter: Meter, limit: float, owner: tuple[int, ...]) -> None:
        where = ".".join(map(str, owner)) or "root"
        super().__init__(f"{meter} limit of {limit:g}, set on call {where}, was reached")
        self.meter: Meter = meter
        self.limit = limit
        self.owner = owner


class ModelError(NexError):
    """The model's provider failed; what reaches a run is what retrying does not mend.

    `code` is for machines: auth, unknown_model, bad_request, context_overflow, rate_limited,
    unavailable, timeout, bad_reply, script_ended, retry_after_exceeds_cap, model_error.
    """

    def __init__(
        self,
        message: str,
        code: str = "model_error",
        *,
        transient: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.transient = transient
        """Whether the same request may succeed later."""
        self.retry_after = retry_after
        """Seconds that the provider asked to wait; None where it did not say."""


class SandboxError(NexError):
    """A tool server or the container around it failed; the rollout ends as infra_error."""


class StoreError(NexError):
    """A run folder is damaged, of another version, or held by another process."""


class DiskError(StoreError):
    """The disk refused a write; what was acknowledged is safe, resuming makes the rest."""


class Suspended(NexError):
    """Calls wait for answers from outside (`calls`); everything else that could run has run.

    Only what serialises the run may catch this: the log says what is waited for.
    """

    def __init__(self, calls: tuple[tuple[int, ...], ...]) -> None:
        places = ", ".join(".".join(map(str, call)) for call in calls)
        super().__init__(f"waiting for an answer from outside at call {places}; resume with it")
        self.calls = calls


class ReplayError(NexError):
    """A replay met something that the recording does not hold."""
