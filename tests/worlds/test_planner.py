"""The planner: shortest ways to a goal, through whatever stands in between."""

from __future__ import annotations

import pytest

from nex.data.task import Caller
from nex.data.world import CountAtMost, Filter, In, NotIn, Value
from nex.language.reading.reader import read_spec
from nex.worlds.actions import NOBODY, execute
from nex.worlds.diff import diff
from nex.worlds.planner import liftable, plan, reach, targets_of
from nex.worlds.populate import Template, populate
from nex.worlds.searching import Step, Target
from nex.worlds.state import State
from nex.worlds.writing import Done


@pytest.fixture
def state(template: Template) -> State:
    return template.clone()


def _id(state: State, entity: str, status: str) -> str:
    return next(str(row["id"]) for row in state.rows(entity) if row["status"] == status)


def _follow(state: State, steps: tuple[Step, ...], caller: Caller = NOBODY) -> None:
    for step in steps:
        assert isinstance(execute(state, step.action, step.bindings, caller), Done)


BAKERY = """# Bakery

A customer has a name. An order has a customer and a status (taken, ready or spoiled).
There are 3 customers and 9 orders.

- Bakers can redo an order: spoiled -> taken.
- Bakers can finish an order: taken -> ready.

A customer may have at most 1 order whose status is taken.
"""


def test_a_limit_on_a_row_that_the_action_does_not_name_is_made_room_for() -> None:
    state = populate(read_spec(BAKERY, "bakery.md").world, 1).clone()
    one, other = state.ids("order")[:2]
    for id, status in ((one, "taken"), (other, "spoiled")):
        state.assign("order", id, "customer", state.ids("customer")[0])
        state.assign("order", id, "status", status)
    for id in state.ids("order")[2:]:
        state.assign("order", id, "status", "ready")
    found = plan(state, [reach("order", other, "status", "taken")])
    assert found is not None
    assert [step.action for step in found.steps] == ["finish order", "redo order"]


def test_a_goal_that_holds_needs_nothing(state: State) -> None:
    book = _id(state, "book", "lost")
    found = plan(state, [reach("book", book, "status", "lost")])
    assert found is not None
    assert (found.steps, found.shortest) == ((), True)


def test_one_action_is_found_and_proved_shortest(state: State) -> None:
    book = _id(state, "book", "on loan")
    found = plan(state, [reach("book", book, "status", "available")])
    assert found is not None
    assert found.steps == (Step("return book", {"book": book}),)
    assert found.shortest


def test_what_stands_in_the_way_is_removed_first(state: State) -> None:
    book = _id(state, "book", "on loan")
    before = state.digest()
    found = plan(state, [reach("book", book, "status", "reserved")])
    assert found is not None
    assert [step.action for step in found.steps] == ["return book", "reserve book"]
    assert found.shortest
    assert state.digest() == before


def test_an_action_blocked_by_a_row_of_another_thing_is_prepared(state: State) -> None:
    book, member = _id(state, "book", "on loan"), _id(state, "member", "suspended")
    last = Step("check out book", {"book": book, "member": member})
    found = plan(state, [], last=last)
    assert found is not None
    assert {step.action for step in found.steps[:-1]} == {"return book", "reinstate member"}
    assert found.steps[-1] == last
    _follow(state, found.steps)


def test_a_full_member_is_freed_before_the_next_loan(state: State) -> None:
    held = [row["member"] for row in state.rows("loan")]
    member = next(m for m in state.ids("member") if held.count(m) == 3)
    state.assign("member", member, "status", "active")
    last = Step("check out book", {"book": _id(state, "book", "available"), "member": member})
    found = plan(state, [], last=last)
    assert found is not None
    assert [step.action for step in found.steps] == ["return book", "check out book"]
    _follow(state, found.steps)


def test_a_goal_of_changes_is_reached(state: State, template: Template) -> None:
    end = template.clone()
    book, other = _id(end, "book", "available"), _id(end, "book", "on loan")
    held = [row["member"] for row in end.rows("loan")]
    member = next(
        str(row["id"])
        for row in end.rows("member")
        if row["status"] == "active" and held.count(row["id"]) < 2
    )
    _follow(
        end,
        (
            Step("return book", {"book": other}),
            Step("check out book", {"book": book, "member": member}),
        ),
    )
    found = plan(state, targets_of(diff(state, end)))
    assert found is not None
    assert len(found.steps) == 2
    _follow(state, found.steps)
    assert diff(end, state) == () or {c.kind for c in diff(end, state)} == {"created", "deleted"}


def test_nobody_plans_what_the_caller_may_not_do(state: State) -> None:
    book = _id(state, "book", "available")
    assert plan(state, [reach("book", book, "status", "lost")], caller=Caller(role="staff")) is None


@pytest.mark.parametrize(("role", "expected"), [("librarian", True), ("staff", False)])
def test_a_condition_is_liftable_only_by_who_may_act(
    state: State, role: str, expected: bool
) -> None:
    member = _id(state, "member", "suspended")
    condition = NotIn(path=("member", "status"), values=("suspended",))
    roots: dict[str, tuple[str | None, Value]] = {"member": ("member", member)}
    assert liftable(state, condition, roots, caller=Caller(role=role)) is expected


def test_a_lost_book_never_comes_back(state: State) -> None:
    book = _id(state, "book", "lost")
    condition = In(path=("book", "status"), values=("available",))
    assert not liftable(state, condition, {"book": ("book", book)})


def test_counts_are_brought_down(state: State) -> None:
    held = [row["member"] for row in state.rows("loan")]
    member = next(m for m in state.ids("member") if held.count(m) == 3)
    target = Target(
        CountAtMost(entity="loan", where=(Filter(attribute="member", among=(member,)),), most=1)
    )
    found = plan(state, [target])
    assert found is not None
    assert [step.action for step in found.steps] == ["return book"] * 2
