"""Actions: what they need, what they change, and that a refused one changes nothing."""

from __future__ import annotations

import pytest

from nex.data.task import Caller
from nex.language.reading.reader import read_spec
from nex.worlds.actions import blockers, execute
from nex.worlds.blocking import Blocked
from nex.worlds.populate import Template, populate
from nex.worlds.state import Row, State
from nex.worlds.writing import Done

STAFF = Caller(role="staff")


@pytest.fixture
def state(template: Template) -> State:
    return template.clone()


def _with(state: State, entity: str, status: str, attribute: str = "status") -> Row:
    return next(row for row in state.rows(entity) if row[attribute] == status)


def _free_member(state: State) -> str:
    held = [row["member"] for row in state.rows("loan")]
    return next(
        str(row["id"])
        for row in state.rows("member")
        if row["status"] == "active" and held.count(row["id"]) < 3
    )


def test_checking_out_sets_the_status_and_creates_a_loan(state: State) -> None:
    book, member = _with(state, "book", "available")["id"], _free_member(state)
    done = execute(state, "check out book", {"book": book, "member": member}, STAFF)
    assert isinstance(done, Done)
    assert done.changed == [("book", book)]
    loan = state.row(*done.created[0])
    assert loan == {"id": done.created[0][1], "member": member, "book": book, "due date": None}
    assert state.cell("book", str(book), "status") == "on loan"


def test_a_requirement_is_quoted_with_the_value_in_its_way(state: State) -> None:
    book = _with(state, "book", "lost")["id"]
    member = _free_member(state)
    blocked = execute(state, "check out book", {"book": book, "member": member}, STAFF)
    assert isinstance(blocked, Blocked)
    assert blocked.code == "precondition_failed"
    assert blocked.sentence == "the book's status must be available"
    assert blocked.sentence in blocked.text
    assert "lost" in blocked.text


def test_a_guard_forbids_what_the_requirements_allow(state: State) -> None:
    book, member = (
        _with(state, "book", "available")["id"],
        _with(state, "member", "suspended")["id"],
    )
    found = blockers(state, "check out book", {"book": book, "member": member}, STAFF)
    assert [one.code for one in found] == ["rule_violation"]
    assert "suspended" in found[0].sentence


def test_only_the_named_roles_may_act(state: State) -> None:
    book, member = _with(state, "book", "available")["id"], _free_member(state)
    bindings = {"book": book, "member": member}
    found = blockers(state, "check out book", bindings, Caller(role="nurse"))
    assert [one.sentence for one in found] == ["Only staff may check out a book to a member"]


RANKS = """# Archive

A clerk has a name and a rank (junior or senior). A reader has a name. A file has a title and a
state (shut or open; starts as shut).

- Clerks can unseal a file: shut -> open. Only clerks may unseal a file.
- Readers can rename a file to a title.

A clerk whose rank is junior may not unseal a file.
"""


def test_a_row_that_may_not_act_needs_nothing_that_conditions_ask_of_those_who_may() -> None:
    state = populate(read_spec(RANKS, "archive.md").world, 1).clone()
    reader = Caller(role="reader", row=state.ids("reader")[0])
    shut = str(_with(state, "file", "shut", "state")["id"])
    found = blockers(state, "unseal file", {"file": shut}, reader)
    assert [one.sentence for one in found] == ["Only clerk may unseal a file"]


def test_a_broken_invariant_undoes_the_whole_action(state: State) -> None:
    member = _free_member(state)
    done: Done | Blocked = Done()
    before = state.digest()
    while isinstance(done, Done):
        before = state.digest()
        book = _with(state, "book", "available")["id"]
        done = execute(state, "check out book", {"book": book, "member": member}, STAFF)
    assert done.code == "rule_violation"
    assert done.sentence == "A member may have at most 3 loans"
    assert state.digest() == before


def test_an_invariant_that_was_broken_before_blocks_nothing_else(state: State) -> None:
    crowded, other = state.ids("member")[0], _free_member(state)
    for loan in state.ids("loan")[:4]:
        state.assign("loan", loan, "member", crowded)
    book = _with(state, "book", "available")["id"]
    held = [row["member"] for row in state.rows("loan")].count(other)
    assert held < 3
    done = execute(state, "check out book", {"book": book, "member": other}, STAFF)
    assert isinstance(done, Done)
