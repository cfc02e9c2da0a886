"""Why an action was not done, as a code and a sentence that teaches."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.world import Condition


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why an action was not done; nothing has changed."""

    code: str
    sentence: str
    """The canonical sentence of what was not met; "" where no rule was."""
    text: str
    """What the caller reads: the sentence, and what stands in its way."""
    condition: Condition | None = None
    """The requirement, guard or invariant that does not hold, where it was one."""
    invariant: bool = False
    breaker: tuple[str, str] | None = None
    """Entity and id of a row that would break the invariant; None where it is about no row."""


class Undo(Exception):
    """Carries a Blocked out of an attempt, so that the State rolls back."""

    def __init__(self, blocked: Blocked) -> None:
        super().__init__(blocked.text)
        self.blocked = blocked
