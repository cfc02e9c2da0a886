"""Critic: a worker works, a reviewer reads; what it objects to goes back to the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.requests import words

APPROVED = "approved"


def review_request(arguments: Json, result: Result) -> Json:
    """What the reviewer is asked: the request, the work, and how to answer."""
    return {
        "request": f"Asked for:\n{words(arguments)}\n\nDelivered:\n{result.text}\n\n"
        f"Answer {APPROVED!r} if this is right; otherwise say what is wrong."
    }


def objection(review: Result) -> str | None:
    """What a review objects to; None where it approves."""
    text = review.text.strip()
    return None if text.strip("\"'.! ").casefold() == APPROVED else text


def revision_request(arguments: Json, result: Result, objected: str) -> Json:
    """What the worker is asked after an objection."""
    return {
        "request": f"{words(arguments)}\n\nYour answer was:\n{result.text}\n\n"
        f"A reviewer objects:\n{objected}\n\nAnswer again."
    }


@dataclass(frozen=True, slots=True)
class Critic:
    """A unit made of two: its result is the worker's, approved or the last within the rounds."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "critic"

    signature: Signature
    worker: Unit
    reviewer: Unit
    rounds: int = 2
    """How often the worker works at most."""
    to_review: Callable[[Json, Result], Json] = review_request
    objection: Callable[[Result], str | None] = objection
    to_revise: Callable[[Json, Result, str], Json] = revision_request
    lane: str | None = None

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return (("worker", self.worker), ("reviewer", self.reviewer))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The worker's last result. One that is not ok is not reviewed; nor is the last round's,
        and a review that is not ok lets the work stand."""
        result = await scope.call(self.worker, arguments)
        for _ in range(self.rounds - 1):
            if result.status != "ok":
                return result
            review = await scope.call(self.reviewer, self.to_review(arguments, result))
            objected = self.objection(review) if review.status == "ok" else None
            if objected is None:
                return result
            result = await scope.call(self.worker, self.to_revise(arguments, result, objected))
        return result
