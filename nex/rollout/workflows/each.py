"""Each: a request split into single ones, worked on in order until one is not done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, UnitKind
from nex.models.teacher.briefs import OPENINGS
from nex.models.teacher.delegating import DONE
from nex.rollout.reporting import report_of, told
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class Each:
    """The splitter splits, the member works on every part; the reports become one."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "each"

    signature: Signature
    splitter: Unit
    member: Unit

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return (("splitter", self.splitter), ("each", self.member))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """All reports in one; the first that is not done, where there is such a one."""
        request = str(arguments.get("request", ""))
        split = await scope.call(self.splitter, {"request": OPENINGS["split"] + request})
        parts = report_of(split).get("answer")
        found = [str(part) for part in parts] if isinstance(parts, list) else []
        results: list[Result] = []
        for part in found if len(found) > 1 else [request]:
            results.append(await scope.call(self.member, {"request": part}))
            if report_of(results[-1]).get("status") != "done":
                return results[-1]
        return results[0] if len(results) == 1 else told(joined(list(map(report_of, results))))


def joined(reports: list[Json]) -> Json:
    """Several reports of things done as one: their answers, or else all that they did."""
    given = [report["answer"] for report in reports if report.get("answer") is not None]
    answers: list[JsonValue] = [answer for answer in given if not _deeds(answer)]
    if answers:
        return {"status": "done", "answer": answers[0] if len(answers) == 1 else answers}
    deeds = [str(answer).removeprefix(DONE) for answer in given]
    return {"status": "done", "answer": DONE + "\n".join(deeds)} if deeds else {"status": "done"}


def _deeds(answer: JsonValue) -> bool:
    return isinstance(answer, str) and answer.startswith(DONE)
