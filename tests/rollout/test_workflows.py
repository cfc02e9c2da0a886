"""Workflows of agents at work: who is asked for what, and what becomes of the reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from nex.data.blueprint import UnitPlan
from nex.data.jsons import Json
from nex.data.messages import Result, Signature, said
from nex.errors import InputError
from nex.models.teacher.briefs import BEFORE, KNOWN, OPENINGS, REPORTED, TOLD, read_brief
from nex.rollout.reporting import report_of, told
from nex.rollout.workflows.asking import Asking
from nex.rollout.workflows.making import WORKFLOWS, Planned
from nex.runtime.agent import REQUEST
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit

pytestmark = pytest.mark.anyio
Answer = Callable[[str], Json]
SPLIT, FIND, PROPOSE = OPENINGS["split"], OPENINGS["find"], OPENINGS["propose"]


@pytest.fixture
def anyio_backend() -> str:
    """Above the runtime one backend is enough."""
    return "asyncio"


@dataclass
class Member:
    """A unit that reports by rule and remembers what it was asked."""

    name: str
    answer: Answer
    heard: list[str] = field(default_factory=list[str])

    @property
    def signature(self) -> Signature:
        """Takes a request."""
        return Signature(self.name, "A member.", REQUEST)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The report on the request."""
        request = str(arguments["request"])
        self.heard.append(request)
        return told(self.answer(request))


def done(answer: str | None = None) -> Json:
    """A report of work done."""
    return {"status": "done"} if answer is None else {"status": "done", "answer": answer}


def refused(reason: str = "forbidden", **more: str) -> Json:
    """A report of a refusal."""
    return {"status": "refused", "reason": reason, **more}


async def ran(unit: Unit, request: str = "the request") -> Json:
    """What a unit reports."""
    scope = Scope(lambda _: None)
    return report_of(await scope.call(unit, {"request": request}, Limits(seconds=10)))


def made(plan: UnitPlan, *members: Member) -> Unit:
    """The workflow of these members."""
    return WORKFLOWS[plan.kind](Planned(Signature(plan.name, "A team.", REQUEST), members, plan))


def _plans(*duties: str) -> tuple[UnitPlan, ...]:
    return tuple(
        UnitPlan.model_validate({"name": f"u{n}", "duty": d}) for n, d in enumerate(duties)
    )


async def test_each_part_is_done_in_order_until_one_is_refused() -> None:
    splitter = Member("splitter", lambda _: {"status": "done", "answer": ["a", "b", "c"]})
    worker = Member("worker", lambda request: refused() if request == "b" else done())
    assert await ran(made(UnitPlan(name="t", kind="each"), splitter, worker)) == refused()
    assert splitter.heard == [f"{SPLIT}the request"]
    assert worker.heard == ["a", "b"]


async def test_parts_that_are_done_make_one_report() -> None:
    splitter = Member("splitter", lambda _: {"status": "done", "answer": ["a", "b"]})
    worker = Member("worker", lambda request: done(f"Done:\n- {request} {{}}"))
    found = await ran(made(UnitPlan(name="t", kind="each"), splitter, worker))
    assert found == done("Done:\n- a {}\n- b {}")


async def test_a_sequence_carries_findings_and_proposals_to_who_does_it() -> None:
    plan = UnitPlan(name="t", kind="sequence", units=_plans("find", "propose", "work"))
    line = f"{KNOWN}BO-1: the book"
    finder = Member("finder", lambda _: {"status": "done", "answer": [line]})
    adviser = Member("adviser", lambda _: {"status": "done", "needs": "do it to BO-1"})
    worker = Member("worker", lambda _: done("well"))
    assert await ran(made(plan, finder, adviser, worker)) == done("well")
    assert finder.heard == [f"{FIND}the request"]
    assert adviser.heard == [f"{PROPOSE}the request\n{line}"]
    assert worker.heard == ["do it to BO-1"]


async def test_a_refused_proposal_ends_a_sequence() -> None:
    plan = UnitPlan(name="t", kind="sequence", units=_plans("propose", "work"))
    worker = Member("worker", lambda _: done())
    assert await ran(made(plan, Member("adviser", lambda _: refused()), worker)) == refused()
    assert worker.heard == []


async def test_the_vote_takes_what_most_propose() -> None:
    plan = UnitPlan(name="t", kind="vote")
    members = [Member(f"m{n}", lambda _, n=n: done("x" if n == 1 else "y")) for n in range(3)]
    assert await ran(made(plan, *members)) == done("y")


async def test_a_debate_ends_when_two_say_the_same() -> None:
    plan = UnitPlan(name="t", kind="debate", rounds=4)
    stubborn = Member("stubborn", lambda _: done("mine"))
    swayed = Member("swayed", lambda _: done("mine" if len(swayed.heard) > 1 else "other"))
    assert await ran(made(plan, stubborn, swayed)) == done("mine")
    assert (len(stubborn.heard), len(swayed.heard)) == (2, 2)
    assert "A colleague proposes: " in swayed.heard[0]


async def test_work_is_done_again_until_it_is_verified() -> None:
    plan = UnitPlan(name="t", kind="loop", rounds=3)
    worker = Member("worker", lambda request: done("first" if request == "the request" else None))
    verifier = Member(
        "verifier", lambda _: refused(needs="the rest") if len(verifier.heard) == 1 else done()
    )
    assert await ran(made(plan, worker, verifier)) == done("first")
    assert worker.heard == ["the request", "the rest"]
    assert all(REPORTED in request for request in verifier.heard)


async def test_nobody_bids_and_nobody_works() -> None:
    plan = UnitPlan(name="t", kind="auction")
    members = [Member(name, lambda _: done("no")) for name in "ab"]
    found = await ran(made(plan, *members))
    assert found == refused("Nobody here can do that.")
    assert [len(member.heard) for member in members] == [1, 1]


async def test_the_first_bidder_works_and_is_helped_by_another() -> None:
    plan = UnitPlan(name="t", kind="auction")

    def first(request: str) -> Json:
        if request.startswith(OPENINGS["bid"]):
            return done("yes" if "the request" in request or "again" in request else "no")
        return refused(needs="the key", resume="again") if request == "the request" else done()

    def second(request: str) -> Json:
        return done("yes" if "the key" in request else "no")

    a, b = Member("a", first), Member("b", second)
    assert await ran(made(plan, a, b)) == done()
    assert "the key" in b.heard
    assert a.heard[-1] == "again"


async def test_volunteers_take_what_is_open_until_nothing_is() -> None:
    plan = UnitPlan(name="t", kind="blackboard", rounds=2)

    def first(request: str) -> Json:
        if request.startswith(OPENINGS["bid"]):
            return done("no" if "the key" in request else "yes")
        return refused(needs="the key", resume="again") if request == "the request" else done()

    a, b = Member("a", first), Member("b", lambda _: done("yes"))
    assert await ran(made(plan, a, b)) == done()
    assert a.heard[-1] == "again"


async def test_a_board_on_which_work_stays_open_is_a_refusal() -> None:
    plan = UnitPlan(name="t", kind="blackboard", rounds=2)
    member = Member("a", lambda _: done("no"))
    assert (await ran(made(plan, member, Member("b", lambda _: done("no")))))["status"] == "refused"


async def test_a_chooser_names_who_works() -> None:
    plan = UnitPlan(name="t", kind="route")
    chooser = Member("chooser", lambda _: done("b"))
    a, b = Member("a", lambda _: done("from a")), Member("b", lambda _: done("from b"))
    assert await ran(made(plan, chooser, a, b)) == done("from b")
    assert a.heard == []


@dataclass(frozen=True)
class User:
    """Whom questions are put to."""

    signature: Signature = field(default_factory=lambda: Signature("ask_user", "", {}))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """Always the same answer."""
        return said("the blue one")


async def test_what_a_team_cannot_know_the_user_is_asked() -> None:
    def answer(request: str) -> Json:
        return done("blue") if TOLD in request else refused("unclear", question="Which?")

    member = Member("a", answer)
    assert await ran(Asking(member, User())) == done("blue")
    assert member.heard[-1] == f"the request\n{TOLD}the blue one"


async def test_a_pair_needs_two() -> None:
    with pytest.raises(InputError, match="critic 't' has 1 units, needs two"):
        made(UnitPlan(name="t", kind="critic"), Member("a", lambda _: done()))


def test_a_brief_is_taken_apart_line_by_line() -> None:
    text = f"{PROPOSE}Do it.\n{KNOWN}BO-1: the book\n{TOLD}blue\n{BEFORE}" + '{"done": ["x"]}'
    brief = read_brief(text)
    assert (brief.duty, brief.said, brief.known) == ("propose", "Do it.", [("BO-1", "the book")])
    assert (brief.told, brief.before, brief.report) == (["blue"], {"done": ["x"]}, None)
