"""Sessions: tools answer, errors teach, faults fall alike, evidence stays with the World."""

from __future__ import annotations

import pytest

from nex.data.environment import FaultProfile, SurfaceChoice
from nex.data.jsons import Json
from nex.data.task import Caller, Fact, Patch, Rejection, Start
from nex.worlds.populate import Template
from nex.worlds.session import Session

STAFF = Start(task="t1", caller=Caller(role="staff"))
ROUGH = FaultProfile(rate_limited=0.2, timeout=0.2)


@pytest.fixture
def session(template: Template) -> Session:
    return Session(template, STAFF)


def _books(session: Session, status: str) -> list[Json]:
    found = session.call("search_books", {"status": status}).value
    assert isinstance(found, dict)
    rows = found["rows"]
    assert isinstance(rows, list)
    return [row for row in rows if isinstance(row, dict)]


def test_tools_are_named_after_the_world(session: Session) -> None:
    assert [s.name for s in session.signatures] == [
        "search_books",
        "get_book",
        "search_members",
        "get_member",
        "search_loans",
        "get_loan",
        "check_out_book",
        "return_book",
        "reserve_book",
        "mark_book_as_lost",
        "suspend_member",
        "reinstate_member",
    ]


def test_an_action_describes_its_contract_line_by_line(session: Session) -> None:
    described = {s.name: s.description for s in session.signatures}["check_out_book"]
    assert described.splitlines() == [
        "Check out a book to a member.",
        "Who: staff.",
        "Requires: the book's status must be available.",
        "Rules: Nobody may check out a book to a member if the member's status is suspended; "
        "A member may have at most 3 loans.",
        "Effect: the book's status becomes on loan; "
        "a loan is created whose book is the book and whose member is the member.",
    ]


def test_contracts_can_be_hidden(template: Template) -> None:
    session = Session(template, choice=SurfaceChoice(hide_contracts=True))
    described = {s.name: s.description for s in session.signatures}["check_out_book"]
    assert described.splitlines() == ["Check out a book to a member.", "Who: staff."]


def test_a_search_pages_and_ignores_case(session: Session, template: Template) -> None:
    title = str(template.clone().rows("book")[0]["title"])
    found = session.call("search_books", {"title": title.upper()}).value
    assert isinstance(found, dict)
    assert (found["total"], found["page"], found["pages"]) == (1, 1, 1)
    everything = session.call("search_books", {"page": 5}).value
    assert isinstance(everything, dict)
    assert (everything["total"], everything["pages"]) == (24, 5)
    assert isinstance(everything["rows"], list)
    assert len(everything["rows"]) == 4


@pytest.mark.parametrize(
    ("tool", "arguments", "code", "says"),
    [
        ("search_bokks", {}, "unknown_tool", "search_books"),
        ("search_books", {"status": "lent"}, "validation_error", "available, on loan"),
        ("search_books", {"titel": "x"}, "validation_error", "allowed: title, author"),
        ("search_books", {"page": 0}, "validation_error", "from 1"),
        ("get_book", {}, "validation_error", "'id' is missing"),
        ("get_book", {"id": "BO-1"}, "not_found", "search_books finds ids"),
        ("get_book", {"id": "ME-1"}, "not_found", "id of a member"),
        ("check_out_book", {"book": 3, "member": None}, "validation_error", "an id"),
    ],
)
def test_errors_teach(session: Session, tool: str, arguments: Json, code: str, says: str) -> None:
    result = session.call(tool, arguments)
    assert (result.status, result.code) == ("error", code)
    assert says in result.text


def test_evidence_holds_changes_shown_rows_and_rejections(session: Session) -> None:
    book = str(_books(session, "on loan")[0]["id"])
    session.call("return_book", {"book": book})
    session.call("return_book", {"book": book})
    evidence = session.evidence()
    assert {(c.kind, c.entity) for c in evidence.changes} == {
        ("updated", "book"),
        ("deleted", "loan"),
    }
    assert Fact(entity="book", row=book) in evidence.observed
    assert evidence.rejections == (
        Rejection(
            tool="return_book",
            code="precondition_failed",
            sentence="the book's status must be on loan",
        ),
    )
    assert evidence.calls == 3


def test_patches_belong_to_the_start_and_are_no_changes(template: Template) -> None:
    member = template.clone().ids("member")[0]
    patch = Patch(entity="member", row=member, attribute="status", value="suspended")
    session = Session(template, Start(patches=(patch,)))
    assert session.evidence().changes == ()
    assert '"suspended"' in session.call("get_member", {"id": member}).text


def test_two_policies_meet_the_same_faults(template: Template) -> None:
    first = Session(template, STAFF, faults=ROUGH, seed=3)
    other = Session(template, STAFF, faults=ROUGH, seed=3)
    member = template.clone().ids("member")[0]
    fates: list[tuple[str | None, float]] = []
    for _ in range(30):
        result = first.call("get_member", {"id": member})
        first.call("search_books", {})
        fates.append((result.code, result.seconds))
    assert {code for code, _ in fates} == {None, "rate_limited", "timeout"}
    mine = [other.call("get_member", {"id": "nobody"}) for _ in range(30)]
    assert [r.seconds for r in mine] == [seconds for _, seconds in fates]
    lost = ("rate_limited", "timeout")
    assert [r.code in lost for r in mine] == [code in lost for code, _ in fates]


def test_a_lost_reply_hides_whether_the_call_was_applied(template: Template) -> None:
    outcomes: set[bool] = set()
    for nth in range(40):
        start = Start(task=f"t{nth}", caller=Caller(role="librarian"))
        session = Session(template, start, faults=FaultProfile(timeout=1.0), seed=1)
        book = session.state.ids("book")[0]
        result = session.call("mark_book_as_lost", {"book": book})
        assert result.code == "timeout"
        assert session.evidence().observed == ()
        outcomes.add(bool(session.evidence().changes))
    assert outcomes == {True, False}


def test_a_rate_limited_call_is_never_applied(template: Template) -> None:
    session = Session(template, STAFF, faults=FaultProfile(rate_limited=1.0))
    book = session.state.ids("book")[0]
    assert session.call("mark_book_as_lost", {"book": book}).code == "rate_limited"
    assert session.evidence().changes == ()
    assert session.clock > 0
