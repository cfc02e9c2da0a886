"""The teacher in every dialect: it reads what the tools show, and works."""

from __future__ import annotations

import pytest

from nex.data.environment import FaultProfile, SurfaceChoice
from nex.language.requests.request import Question, Reach, Trait, mention
from nex.models.teacher.model import teacher
from nex.worlds.dialects import NAMED, seeded
from tests.models.desk import (
    Case,
    Start,
    blueprints,
    book,
    borrower,
    check_out,
    row,
    said,
    template,
    work,
)

pytestmark = pytest.mark.anyio
CHOICES = [*NAMED.values(), *(seeded(number) for number in range(1, 13))]
FREE, LENT = row("book", status="available"), row("book", status="on loan")
SUSPENDED = row("member", status="suspended")


@pytest.fixture
def anyio_backend() -> str:
    """Above the runtime one backend is enough."""
    return "asyncio"


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: c.dialect)
async def test_does_and_refuses_in_every_dialect(choice: SurfaceChoice) -> None:
    case = Case(said(check_out(FREE, borrower(few=True))), surface=choice)
    done = await work(teacher(), case)
    assert (done.outcome.status, len(done.evidence.changes)) == ("done", 2)
    no = await work(teacher(), Case(said(check_out(FREE, SUSPENDED)), surface=choice))
    assert (no.outcome.status, no.evidence.changes) == ("refused", ())
    assert "if the member's status is suspended" in str(no.outcome.reason)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: c.dialect)
async def test_counts_over_all_pages_in_every_dialect(choice: SurfaceChoice) -> None:
    question = Question("count", mention("book", Trait("status", "on loan")))
    done = await work(teacher(), Case(said(question, role=None), surface=choice))
    lent = [r for r in template().clone().rows("book") if r["status"] == "on loan"]
    assert done.outcome.answer == len(lent)
    assert len(done.evidence.observed) == len(lent)


@pytest.mark.parametrize("name", ["desks", "fields", "console", "rpc"])
async def test_architectures_work_where_tools_are_shared_out_otherwise(name: str) -> None:
    request = said(Reach(book(LENT), "status", "lost"), role=None)
    for blueprint in blueprints()[:16]:
        case = Case(request, start=Start(), blueprint=blueprint, surface=NAMED[name])
        done = await work(teacher(), case)
        assert done.outcome.status == "done", blueprint.name
        assert len(done.evidence.changes) == 2


@pytest.mark.parametrize("name", ["rest", "rpc", "clerk", "console"])
async def test_faults_are_understood_in_every_style(name: str) -> None:
    faults = FaultProfile(rate_limited=0.2, timeout=0.15, latency_median=0.1)
    for seed in range(4):
        case = Case(
            said(check_out(FREE, borrower(few=True))), faults=faults, seed=seed, surface=NAMED[name]
        )
        done = await work(teacher(), case)
        assert (done.outcome.status, len(done.evidence.changes)) == ("done", 2)
