"""Verified: work that is read back before it counts, again and again in a loop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.rollout.reporting import report_of, told
from nex.rollout.review import merged, objection, reviewable
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.loop import Loop

OPEN = "open"
"""The code of work that does not hold yet; its value's `redo` is the request that would mend it."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One round: the worker works, the verifier reads back."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "verified"

    signature: Signature
    worker: Unit
    verifier: Unit
    approvals: int = 1
    """Reviews in a row that must find nothing wrong."""

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return (("worker", self.worker), ("verifier", self.verifier))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The worker's report; with the code OPEN where the verifier objects."""
        request = str(arguments.get("request", ""))
        result = await scope.call(self.worker, {"request": request})
        result = (
            merged(told({"answer": arguments["answer"]}), result)
            if "answer" in arguments
            else result
        )
        report = report_of(result)
        if not reviewable(report):
            return result
        redo = await objection(self.verifier, request, report, (scope, self.approvals))
        if redo is None:
            return result
        return replace(told({**report, "redo": redo}), code=OPEN)


@dataclass(frozen=True, slots=True)
class UntilVerified:
    """Rounds until the verifier has nothing to object to; the last report as it stands, else."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "loop"

    round: Verified
    rounds: int

    @property
    def signature(self) -> Signature:
        """The round's own."""
        return self.round.signature

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The round, by role."""
        return (("repeat", self.round),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The worker's last report."""
        loop = Loop(self.signature, self.round, _holds, self.rounds, _again)
        result = await loop(arguments, scope)
        report = report_of(result)
        return told({k: v for k, v in report.items() if k != "redo"}) if report else result


def _holds(result: Result) -> bool:
    return result.code != OPEN


def _again(_arguments: Json, result: Result) -> Json:
    report = report_of(result)
    kept: Json = {"answer": report["answer"]} if "answer" in report else {}
    return {**kept, "request": report["redo"]}
