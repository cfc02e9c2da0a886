"""What is called unliftable stays in the way, whatever the caller does."""

from __future__ import annotations

import pytest

from nex.data.task import Caller
from nex.data.world import CountAtMost, Filter, In, NotIn, Path, Value
from nex.synthesis.lifting import Lifting
from nex.synthesis.snapshot import Snapshot, snapshot
from nex.worlds.populate import Template

STAFF, LIBRARIAN, ANYBODY = Caller(role="staff"), Caller(role="librarian"), Caller()
AVAILABLE = In(path=("book", "status"), values=("available",))
WELCOME = NotIn(path=("member", "status"), values=("suspended",))
THREE = CountAtMost(
    entity="loan",
    where=(Filter(attribute="member", among=(Path(path=("member",)),)),),
    most=3,
)


@pytest.fixture
def rows(library: Template) -> Snapshot:
    found = snapshot(library.clone())
    book, member = next(iter(found.tables["book"])), next(iter(found.tables["member"]))
    found.tables["book"][book]["status"] = "lost"
    found.tables["member"][member]["status"] = "suspended"
    return found


def _liftable(
    library: Template, rows: Snapshot, who: Caller, *, book: str | None = None
) -> tuple[bool, ...]:
    action = library.world.action("check out book")
    bindings: dict[str, Value] = {
        "book": book or next(iter(rows.tables["book"])),
        "member": next(iter(rows.tables["member"])),
    }
    lifting = Lifting(library.world, who)
    return tuple(
        lifting.liftable(condition, action, bindings, rows)
        for condition in (AVAILABLE, WELCOME, THREE)
    )


def test_a_lost_book_stays_lost(library: Template, rows: Snapshot) -> None:
    assert not any(_liftable(library, rows, who)[0] for who in (STAFF, LIBRARIAN, ANYBODY))


def test_a_book_on_loan_can_be_returned(library: Template, rows: Snapshot) -> None:
    lent = rows.having("book", "status", "on loan")[0]
    assert _liftable(library, rows, STAFF, book=lent)[0]
    assert not _liftable(library, rows, Caller(role="member"), book=lent)[0]


def test_only_who_may_reinstate_can_lift_a_suspension(library: Template, rows: Snapshot) -> None:
    assert [_liftable(library, rows, who)[1] for who in (STAFF, LIBRARIAN)] == [False, True]


def test_a_limit_is_lifted_by_whoever_may_delete(library: Template, rows: Snapshot) -> None:
    assert _liftable(library, rows, STAFF)[2]
    assert not _liftable(library, rows, Caller(role="member"))[2]


def test_facts_that_no_action_sets_stay_as_they_are(hotel: Template) -> None:
    now = snapshot(hotel.clone())
    gold = NotIn(path=("reservation", "guest", "loyalty tier"), values=("gold",))
    action = hotel.world.action("cancel reservation")
    bindings: dict[str, Value] = {"reservation": next(iter(now.tables["reservation"]))}
    assert not Lifting(hotel.world, ANYBODY).liftable(gold, action, bindings, now)
