"""Asking: a workflow that faces the user; what its members cannot know, the user is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.models.teacher.briefs import TOLD
from nex.rollout.reporting import report_of, told
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit

ROUNDS = 8
"""How often a workflow begins anew, at most."""
_ENDING = ("answer", "reason")


@dataclass(frozen=True, slots=True)
class Asking:
    """Calls the unit again with the user's answer while it reports a question; ends as roots end."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "asking"

    unit: Unit
    user: Unit

    @property
    def signature(self) -> Signature:
        """The unit's own."""
        return self.unit.signature

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The unit, by role."""
        return (("", self.unit),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The Outcome that the last report comes to."""
        request = str(arguments.get("request", ""))
        for _ in range(ROUNDS):
            result = await scope.call(self.unit, {"request": request})
            report = report_of(result)
            if not isinstance(question := report.get("question"), str):
                return _outcome(report) if report else result
            said = await scope.call(self.user, {"question": question})
            request = f"{request}\n{TOLD}{said.text}"
        return _outcome({"status": "refused", "reason": "It stays unclear what is meant."})


def _outcome(report: Json) -> Result:
    status = "done" if report.get("status") == "done" else "refused"
    return told({"status": status, **{key: report[key] for key in _ENDING if key in report}})


@dataclass(frozen=True, slots=True)
class Helped:
    """Calls the unit for what it says it needs first, then again for what was wanted.

    What a report of something done needs is the rest of the work.
    """

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "helped"

    unit: Unit

    @property
    def signature(self) -> Signature:
        """The unit's own."""
        return self.unit.signature

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The unit, by role."""
        return (("", self.unit),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The last result."""
        request = str(arguments.get("request", ""))
        asked: set[str] = set()
        while True:
            result = await scope.call(self.unit, {"request": request})
            report = report_of(result)
            needs = report.get("needs")
            if not isinstance(needs, str):
                return result
            if needs in asked or len(asked) == ROUNDS:
                return told({**report, "status": "refused"})
            asked.add(needs)
            if report.get("status") == "done":
                request = needs
                continue
            if not await self._provided(needs, scope):
                return result
            request = str(report.get("resume") or request)

    async def _provided(self, needs: str, scope: Scope) -> bool:
        """Whether one of the things that would help could be done."""
        for line in needs.splitlines():
            result = await scope.call(self.unit, {"request": line})
            if report_of(result).get("status") == "done":
                return True
        return False
