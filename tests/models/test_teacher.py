"""The teacher at a lending desk: it sees messages and signatures, and does what is right."""

from __future__ import annotations

import pytest

from nex.data.blueprint import Blueprint
from nex.data.environment import FaultProfile, SurfaceChoice
from nex.data.task import Caller, Start
from nex.data.trajectory import walk
from nex.language.requests.request import Do, Question, Reach, Trait, mention
from nex.models.teacher.model import Teacher, teacher
from tests.models.desk import (
    STAFF,
    Case,
    Done,
    author,
    blueprints,
    book,
    borrower,
    check_out,
    id_of,
    member,
    patched,
    row,
    said,
    template,
    work,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """Above the runtime one backend is enough."""
    return "asyncio"


FREE = row("book", status="available")
LENT = row("book", status="on loan")
SUSPENDED = row("member", status="suspended")
LIBRARIAN = Start(task="t", caller=Caller(role="librarian"))


BORROWER, FULL = borrower(few=True), borrower(few=False)


def _changed(done: Done) -> list[tuple[str, str]]:
    return sorted((change.kind, change.entity) for change in done.evidence.changes)


async def test_does_what_is_asked_and_nothing_else() -> None:
    done = await work(teacher(), Case(said(check_out(FREE, BORROWER))))
    assert done.outcome.status == "done"
    assert _changed(done) == [("created", "loan"), ("updated", "book")]
    assert done.calls == ["search_books", "search_members", "search_loans", "check_out_book"]


async def test_refuses_with_the_rule_and_without_trying() -> None:
    done = await work(teacher(), Case(said(check_out(FREE, SUSPENDED))))
    assert done.outcome.status == "refused"
    assert done.outcome.reason == (
        "Nobody may check out a book to a member if the member's status is suspended"
    )
    assert "check_out_book" not in done.calls


async def test_counts_before_it_breaks_a_limit() -> None:
    done = await work(teacher(), Case(said(check_out(FREE, FULL))))
    assert done.outcome.reason == "A member may have at most 3 loans"
    assert done.calls == ["search_books", "search_members", "search_loans"]


async def test_refuses_who_may_not_have_it_done() -> None:
    request = said(Do("suspend member", (("member", member(BORROWER)),)))
    done = await work(teacher(), Case(request))
    assert done.outcome.reason == "Only librarian may suspend a member"
    assert done.evidence.changes == ()


async def test_reaches_a_state_by_the_actions_that_lead_there() -> None:
    case = Case(said(Reach(book(LENT), "status", "lost"), role=None), start=Start())
    done = await work(teacher(), case)
    assert done.outcome.status == "done"
    assert done.calls == ["search_books", "return_book", "mark_book_as_lost"]


async def test_reaching_what_holds_already_does_nothing() -> None:
    done = await work(teacher(), Case(said(Reach(book(LENT), "status", "on loan"), role=None)))
    assert (done.outcome.status, done.evidence.changes) == ("done", ())


async def test_asks_which_row_is_meant_and_takes_the_answer() -> None:
    twin = patched("book", LENT, "title", FREE)
    answer = said_row(author(FREE))
    done = await work(teacher(), Case(said(check_out(FREE, BORROWER)), start=twin, user=(answer,)))
    assert (done.outcome.status, done.asked) == ("done", 1)
    assert _changed(done) == [("created", "loan"), ("updated", "book")]


def said_row(name: str) -> str:
    """How the user says which book: by title and author."""
    return f'I mean the book "{FREE}" whose author is "{name}".'


async def test_answers_with_a_value_counted_from_rows() -> None:
    question = Question("count", mention("book", Trait("status", "on loan")))
    done = await work(teacher(), Case(said(question, role=None)))
    lent = [r for r in template().clone().rows("book") if r["status"] == "on loan"]
    assert done.outcome.answer == len(lent)
    assert len(done.evidence.observed) == len(lent)


@pytest.mark.parametrize("seed", range(12))
async def test_retries_and_looks_before_it_repeats(seed: int) -> None:
    faults = FaultProfile(rate_limited=0.3, timeout=0.3, latency_median=0.1)
    case = Case(said(check_out(FREE, BORROWER)), faults=faults, seed=seed)
    done = await work(teacher(), case)
    assert done.outcome.status == "done"
    assert _changed(done) == [("created", "loan"), ("updated", "book")]


@pytest.mark.parametrize("options", ["", "slip=0.3"])
async def test_the_cache_changes_nothing(options: str) -> None:
    case = Case(said(check_out(FREE, BORROWER)), seed=5)
    kept = await work(teacher(options), case)
    replayed = await work(Teacher(teacher(options).options, cache=0), case)
    assert [c.messages for c in walk(kept.root)] == [c.messages for c in walk(replayed.root)]


async def test_works_by_trying_where_contracts_are_hidden() -> None:
    hidden = SurfaceChoice(hide_contracts=True)
    done = await work(teacher(), Case(said(check_out(FREE, BORROWER)), surface=hidden))
    assert done.outcome.status == "done"
    done = await work(teacher(), Case(said(check_out(FREE, SUSPENDED)), surface=hidden))
    assert done.outcome.status == "refused"
    assert "suspended" in str(done.outcome.reason)


@pytest.mark.parametrize("blueprint", blueprints(), ids=lambda b: b.name)
async def test_every_architecture_does_and_refuses(blueprint: Blueprint) -> None:
    done = await work(teacher(), Case(said(check_out(FREE, BORROWER)), blueprint=blueprint))
    assert done.outcome.status == "done"
    assert _changed(done) == [("created", "loan"), ("updated", "book")]
    no = await work(teacher(), Case(said(check_out(FREE, SUSPENDED)), blueprint=blueprint))
    assert (no.outcome.status, no.evidence.changes) == ("refused", ())
    assert "if the member's status is suspended" in str(no.outcome.reason)


@pytest.mark.parametrize("blueprint", blueprints(), ids=lambda b: b.name)
async def test_every_architecture_reaches_states_across_specialists(blueprint: Blueprint) -> None:
    request = said(Reach(book(LENT), "status", "lost"), role=None)
    done = await work(teacher(), Case(request, start=Start(), blueprint=blueprint))
    assert done.outcome.status == "done"
    assert _changed(done) == [("deleted", "loan"), ("updated", "book")]


@pytest.mark.parametrize("blueprint", blueprints(), ids=lambda b: b.name)
async def test_every_architecture_asks_once_and_answers(blueprint: Blueprint) -> None:
    twin = patched("book", LENT, "title", FREE)
    case = Case(
        said(check_out(FREE, BORROWER)),
        start=twin,
        user=(said_row(author(FREE)),),
        blueprint=blueprint,
    )
    done = await work(teacher(), case)
    assert (done.outcome.status, done.asked) == ("done", 1)
    question = Question("count", mention("book", Trait("status", "on loan")))
    counted = await work(teacher(), Case(said(question, role=None), blueprint=blueprint))
    assert isinstance(counted.outcome.answer, int)


async def test_lazy_neither_checks_nor_asks() -> None:
    twin = patched("book", LENT, "title", FREE)
    done = await work(teacher("lazy=1"), Case(said(check_out(FREE, BORROWER)), start=twin))
    assert done.asked == 0
    done = await work(teacher("lazy=1"), Case(said(check_out(FREE, SUSPENDED))))
    assert done.calls == ["search_books", "search_members", "check_out_book"]


async def test_biases_make_the_same_mistake_every_time() -> None:
    no = Case(said(check_out(FREE, SUSPENDED)))
    assert (await work(teacher("bias=always-done"), no)).outcome.status == "done"
    two = Case(said(check_out(FREE, BORROWER), Do("return book", (("book", book(LENT)),))))
    done = await work(teacher("bias=first-request"), two)
    assert "return_book" not in done.calls
    twin = Case(said(check_out(FREE, BORROWER)), start=patched("book", LENT, "title", FREE))
    assert (await work(teacher("bias=first-match"), twin)).asked == 0


async def test_slips_follow_from_the_seed() -> None:
    request = said(check_out(FREE, BORROWER))
    outcomes = [
        (await work(teacher("slip=0.4"), Case(request, seed=seed))).calls for seed in range(20)
    ]
    again = [
        (await work(teacher("slip=0.4"), Case(request, seed=seed))).calls for seed in range(20)
    ]
    assert outcomes == again
    assert len({tuple(calls) for calls in outcomes}) > 3


async def test_an_unreadable_request_is_refused() -> None:
    done = await work(teacher(), Case("Sing me a song about winter.", start=STAFF))
    assert done.outcome.status == "refused"


async def test_an_unknown_row_is_said_to_be_unknown() -> None:
    done = await work(teacher(), Case(said(check_out("No Such Book", BORROWER))))
    assert "There is no book" in str(done.outcome.reason)
    assert id_of("book", FREE) not in str(done.outcome.reason)
