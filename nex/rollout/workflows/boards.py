"""What goes on boards: proposals in a debate, and work that is open among volunteers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, UnitKind, said
from nex.models.teacher.briefs import OPENINGS, PROPOSED
from nex.rollout.reporting import report_of, told
from nex.rollout.workflows.auction import bids
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.blackboard import NOTHING, Board
from nex.runtime.workflows.requests import words


def with_proposal(arguments: Json, board: Board) -> Json:
    """What a debater is asked: the request, and what the one before proposes."""
    last = [f"{PROPOSED}{board[-1].text}"] if board else []
    return {"request": "\n".join([words(arguments), *last])}


def agreed(board: Board) -> bool:
    """Whether the last two say the same."""
    return len(board) > 1 and board[-1].text == board[-2].text


def last_report(board: Board) -> Result:
    """What was written last, as a report."""
    return told(_read(board[-1].text) if board else {"status": "refused"})


def open_work(arguments: Json, board: Board) -> Json:
    """What a volunteer is shown: what is still open, the first of it first."""
    return {"open": _open(board) if board else [words(arguments)]}


def settled(board: Board) -> bool:
    """Whether nothing is open any more."""
    return bool(board) and not _open(board)


def reports(board: Board) -> Result:
    """The last report; the first refusal, where the work ended with one."""
    found = [_read(post.text) for post in board]
    left = bool(board) and bool(_open(board))
    for report in found:
        report.pop("open", None)
    if found and not left and (found[-1].get("status") == "done" or "question" in found[-1]):
        return told(found[-1])
    nobody: Json = {"status": "refused", "reason": "Nobody here can do that."}
    return told(next((report for report in found if report.get("status") != "done"), nobody))


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A member that takes what is open where it can, and writes what came of it and what is left."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "volunteer"

    unit: Unit

    @property
    def signature(self) -> Signature:
        """The member's own."""
        return self.unit.signature

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The member, by role."""
        return (("", self.unit),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """Its report, with what is open now; nothing, where it cannot help."""
        first, *later = _texts(arguments.get("open"))
        request: Json = {"request": OPENINGS["bid"] + first}
        if not bids(await scope.call(self.unit, request)):
            return said(NOTHING)
        report = report_of(await scope.call(self.unit, {"request": first}))
        return told({**report, "open": [*_left(report, first, later)]})


def _left(report: Json, first: str, later: list[str]) -> list[str]:
    """What is open after a report on the first of it: what it needs, the first again, the others."""
    done, needs = report.get("status") == "done", report.get("needs")
    if isinstance(needs, str):
        again = [] if done else [str(report.get("resume") or first)]
        return [*needs.splitlines()[:1], *again, *later]
    return later if done else []


def _open(board: Board) -> list[JsonValue]:
    return [*_texts(_read(board[-1].text).get("open"))]


def _texts(found: JsonValue) -> list[str]:
    return list(map(str, found)) if isinstance(found, list) else []


def _read(text: str) -> Json:
    return cast("Json", orjson.loads(text))
