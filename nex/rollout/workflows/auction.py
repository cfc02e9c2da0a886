"""Auction: everybody says at once whether they could do it; who can does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.models.teacher.briefs import OPENINGS
from nex.models.teacher.duties import YES
from nex.rollout.reporting import report_of, told
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.parallel import Parallel


def offered(names: Sequence[str], results: Sequence[Result]) -> Result:
    """Which of the bidders could do it."""
    said = zip(names, results, strict=True)
    return told({name: bids(result) for name, result in said})


def bids(result: Result) -> bool:
    """Whether a result says yes."""
    return str(report_of(result).get("answer", "")).casefold() == YES


@dataclass(frozen=True, slots=True)
class Auction:
    """The first bidder gets the work; where something forbids it there, the next."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "auction"

    signature: Signature
    units: tuple[Unit, ...]

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return tuple(("bidder", unit) for unit in self.units)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The first good report, else the first bidder's."""
        request = str(arguments.get("request", ""))
        call = Signature(f"{self.signature.name}_bids", "Asks for bids.", self.signature.input)
        asked: Json = {"request": OPENINGS["bid"] + request}
        bidding = await scope.call(Parallel(call, self.units, offered), asked)
        able = [u for u in self.units if report_of(bidding).get(u.signature.name)]
        first: Result | None = None
        for unit in able:
            result = await scope.call(unit, {"request": request})
            report = report_of(result)
            if report.get("status") == "done" or report.get("question"):
                return result
            first = first or result
        return first or told({"status": "refused", "reason": "Nobody here can do that."})
