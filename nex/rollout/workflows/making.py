"""From a planned workflow with its members to the unit that runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nex.data.blueprint import UnitDuty, UnitForm, UnitPlan
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature
from nex.errors import InputError
from nex.models.teacher.briefs import OPENINGS, Duty
from nex.rollout.reporting import report_of, told
from nex.rollout.review import Review
from nex.rollout.workflows.asking import Helped
from nex.rollout.workflows.auction import Auction
from nex.rollout.workflows.boards import (
    Volunteer,
    agreed,
    last_report,
    open_work,
    reports,
    settled,
    with_proposal,
)
from nex.rollout.workflows.each import Each
from nex.rollout.workflows.passing import passed_on
from nex.rollout.workflows.step import Step, passed
from nex.rollout.workflows.verified import UntilVerified, Verified
from nex.runtime.unit import Unit
from nex.runtime.workflows.blackboard import Blackboard
from nex.runtime.workflows.handoff import Handoff
from nex.runtime.workflows.parallel import Parallel
from nex.runtime.workflows.requests import words
from nex.runtime.workflows.route import Route
from nex.runtime.workflows.sequence import Sequence as InTurn
from nex.runtime.workflows.vote import Vote

_STEPS: dict[UnitDuty, Duty] = {"find": "find", "propose": "propose"}
_TURNS = 4
"""Turns of each volunteer for every round that a blackboard is given."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A workflow before it is made: how it shows itself, its members, and its plan."""

    signature: Signature
    members: tuple[Unit, ...]
    plan: UnitPlan

    @property
    def two(self) -> tuple[Unit, Unit]:
        """The members, where it takes two of them."""
        if len(self.members) != 2:
            plan, count = self.plan, len(self.members)
            raise InputError(f"blueprint: {plan.kind} {plan.name!r} has {count} units, needs two")
        return self.members[0], self.members[1]


def _in_turn(made: Planned) -> Unit:
    duties: list[Duty] = [_STEPS.get(unit.duty, "work") for unit in made.plan.units]
    return InTurn(made.signature, tuple(map(Step, made.members, duties)), passed)


def _at_once(made: Planned) -> Unit:
    return Parallel(made.signature, made.members, findings)


def findings(_names: Sequence[str], results: Sequence[Result]) -> Result:
    """Everything that the finders found, each thing once."""
    lines: dict[str, None] = {}
    for result in results:
        found = report_of(result).get("answer")
        lines.update(dict.fromkeys(map(str, found) if isinstance(found, list) else ()))
    said: list[JsonValue] = [*lines]
    return told({"status": "done", "answer": said})


def _vote(made: Planned) -> Unit:
    return Vote(made.signature, made.members)


def _debate(made: Planned) -> Unit:
    rounds = made.plan.rounds
    return Blackboard(made.signature, made.members, rounds, agreed, with_proposal, last_report)


def _critic(made: Planned) -> Unit:
    worker, reviewer = made.two
    return Review(made.signature, worker, reviewer, made.plan.rounds, made.plan.approvals)


def _loop(made: Planned) -> Unit:
    round = Verified(made.signature, *made.two, made.plan.approvals)
    return UntilVerified(round, made.plan.rounds)


def _each(made: Planned) -> Unit:
    return Each(made.signature, *made.two)


def _route(made: Planned) -> Unit:
    chooser, *units = made.members
    route = Route(made.signature, chooser, tuple(units), None, _to_choose, _chosen)
    return Helped(route)


def _to_choose(arguments: Json, _routes: Sequence[Signature]) -> Json:
    return {"request": OPENINGS["choose"] + words(arguments)}


def _chosen(result: Result, _names: Sequence[str]) -> str:
    return str(report_of(result).get("answer", ""))


def _auction(made: Planned) -> Unit:
    return Helped(Auction(made.signature, made.members))


def _blackboard(made: Planned) -> Unit:
    turns = made.plan.rounds * _TURNS
    volunteers = tuple(map(Volunteer, made.members))
    return Blackboard(made.signature, volunteers, turns, settled, open_work, reports)


def _handoff(made: Planned) -> Unit:
    return Handoff(made.signature, made.members, made.plan.rounds, passed_on)


WORKFLOWS: dict[UnitForm, Callable[[Planned], Unit]] = {
    "sequence": _in_turn,
    "parallel": _at_once,
    "vote": _vote,
    "debate": _debate,
    "critic": _critic,
    "loop": _loop,
    "each": _each,
    "route": _route,
    "auction": _auction,
    "blackboard": _blackboard,
    "hand-off": _handoff,
}
"""Every form of workflow, and what makes it."""
