"""Step: a member of a sequence asked for its duty; what it reports shapes the next one's request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.models.teacher.briefs import OPENINGS, Duty
from nex.rollout.reporting import report_of, told
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class Step:
    """Finders add what they know to the request, a proposal takes its place, other reports end it."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "step"

    unit: Unit
    duty: Duty

    @property
    def signature(self) -> Signature:
        """The member's own."""
        return self.unit.signature

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The member, by role."""
        return ((self.duty, self.unit),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The next request as the value, or the report with which all of it ends."""
        if "status" in arguments:
            return told(arguments)
        request = str(arguments.get("request", ""))
        said = OPENINGS.get(self.duty, "") + request
        result = await scope.call(self.unit, {"request": said})
        report = report_of(result)
        needs, found = report.get("needs"), report.get("answer")
        if self.duty == "propose" and report.get("status") == "done" and needs:
            return told({"request": needs})
        if self.duty == "find" and isinstance(found, list):
            return told({"request": "\n".join([request, *map(str, found)])})
        return told({"request": request}) if self.duty == "find" else result


def passed(result: Result) -> Json:
    """What a step gives as the arguments of the next one."""
    return report_of(result)
