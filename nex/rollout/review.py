"""Worker and critic as a workflow: who reviews sees the request and the report, and reads back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json, canonical
from nex.data.messages import Result, Signature, UnitKind
from nex.models.teacher.briefs import REPORTED
from nex.rollout.reporting import report_of, told
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class Review:
    """The worker works, the reviewer reads back; what it objects to goes to the worker again.

    A result that is an error or a question is the worker's own to give; nobody reviews it.
    """

    kind: ClassVar[UnitKind] = "workflow"

    signature: Signature
    worker: Unit
    reviewer: Unit
    rounds: int
    """How often the worker works at most."""
    approvals: int = 1
    """Reviews in a row that must find nothing wrong."""

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The worker's last result."""
        request = str(arguments.get("request", ""))
        result = await scope.call(self.worker, {"request": request})
        for _ in range(self.rounds - 1):
            report = report_of(result)
            if not reviewable(report):
                return result
            needs = await objection(self.reviewer, request, report, (scope, self.approvals))
            if needs is None:
                return result
            result = merged(result, await scope.call(self.worker, {"request": needs}))
        return result


async def objection(
    reviewer: Unit, request: str, report: Json, asked: tuple[Scope, int]
) -> str | None:
    """What one of so many reviews says is to be done yet, the first that objects; None: nothing."""
    scope, approvals = asked
    said = f"{request}\n{REPORTED}{canonical(report).decode()}"
    for _ in range(approvals):
        verdict = report_of(await scope.call(reviewer, {"request": said}))
        needs = verdict.get("needs") or verdict.get("reason")
        if verdict.get("status") == "refused" and isinstance(needs, str):
            return needs
    return None


def reviewable(report: Json) -> bool:
    """Whether a report ends the work: it is neither a question nor a cry for help."""
    return report.get("status") in ("done", "refused") and not (
        report.get("question") or report.get("needs")
    )


def merged(before: Result, after: Result) -> Result:
    """The later result, with the earlier one's answer where it has none itself."""
    first, last = report_of(before), report_of(after)
    if not last:
        return before
    if "answer" in last or "answer" not in first:
        return after
    return told({**last, "answer": first["answer"]})
