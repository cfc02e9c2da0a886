"""Verdicts: any path to the end passes, anything else beside it fails, hostile answers too."""

from __future__ import annotations

import math

import pytest

from nex.data.jsons import JsonValue
from nex.data.task import (
    Caller,
    Change,
    Complexity,
    Evidence,
    Fact,
    Frame,
    Goal,
    Outcome,
    Rejection,
    Start,
    Task,
)
from nex.worlds.answers import names_rule, same_answer
from nex.worlds.populate import Template
from nex.worlds.session import Session
from nex.worlds.verify import verify

DONE = Outcome(status="done")


def _task(goal: Goal) -> Task:
    return Task(
        id="t1",
        world="w",
        kind="do",
        instruction="",
        goal=goal,
        complexity=Complexity(bits=1, calls=1, actions=1, depth=1, shortest=True),
        signature="",
    )


def _lend(template: Template, *books: int) -> Evidence:
    session = Session(template, Start(caller=Caller(role="staff")))
    free = [row["id"] for row in session.state.rows("book") if row["status"] == "available"]
    held = [row["member"] for row in session.state.rows("loan")]
    member = next(
        str(row["id"])
        for row in session.state.rows("member")
        if row["status"] == "active" and held.count(row["id"]) <= 1
    )
    for place in books:
        assert (
            session.call("check_out_book", {"book": free[place], "member": member}).status == "ok"
        )
    return session.evidence()


def test_another_order_with_other_fresh_ids_passes(template: Template) -> None:
    goal = Goal(changes=_lend(template, 0, 1).changes)
    verdict = verify(_task(goal), _lend(template, 1, 0), DONE)
    assert (verdict.passed, verdict.progress) == (True, 1.0)


def test_doing_nothing_fails_and_says_what_is_missing(template: Template) -> None:
    goal = Goal(changes=_lend(template, 0).changes)
    verdict = verify(_task(goal), Evidence(changes=(), observed=(), rejections=()), DONE)
    assert not verdict.passed
    assert verdict.progress == pytest.approx(1 / 3)
    assert verdict.unmet[0].startswith("there should be a loan (book BO-")
    assert verdict.unmet[1].endswith("status should become on loan (it was available)")


def test_a_side_effect_fails_what_is_otherwise_done(template: Template) -> None:
    goal = Goal(changes=_lend(template, 0).changes)
    verdict = verify(_task(goal), _lend(template, 0, 1), DONE)
    assert (verdict.passed, verdict.progress) == (False, 1.0)
    assert len(verdict.side_effects) == 2


def test_an_agent_that_never_finished_fails() -> None:
    verdict = verify(_task(Goal()), Evidence(changes=(), observed=(), rejections=()), None)
    assert not verdict.passed


def _loan(due: str, note: str) -> Change:
    after = {"book": "BO-1", "due": due, "note": note}
    return Change(kind="created", entity="loan", row=f"new:{due}{note}", after=dict(after))


def test_exempt_columns_are_not_looked_at_and_tolerant_ones_may_be_near() -> None:
    frame = Frame(exempt=("loan.note",), tolerant=(("loan.due", 2),))
    task = _task(Goal(changes=(_loan("2026-03-02", "a"), _loan("2026-03-05", "b")), frame=frame))
    near = (_loan("2026-03-04", "x"), _loan("2026-03-03", "y"))
    far = (_loan("2026-03-02", "x"), _loan("2026-03-01", "y"))

    def end(changes: tuple[Change, ...]) -> bool:
        evidence = Evidence(changes=changes, observed=(), rejections=())
        return verify(task, evidence, DONE).passed

    assert end(near)
    assert not end(far)


RULE = "Nobody may check out a book to a member if the member's status is suspended"


@pytest.mark.parametrize(
    ("observed", "rejected", "reason", "passed"),
    [
        (True, False, RULE, True),
        (False, True, f"Sorry: {RULE.lower()}.", True),
        (False, False, RULE, False),
        (True, True, "It is not possible.", False),
        (True, True, None, False),
    ],
)
def test_a_refusal_needs_the_fact_and_the_rule(
    observed: bool, rejected: bool, reason: str | None, passed: bool
) -> None:
    fact = Fact(entity="member", row="ME-1")
    rejection = Rejection(tool="check_out_book", code="rule_violation", sentence=RULE)
    goal = Goal(status="refused", rules=(RULE,), observed=(fact,))
    evidence = Evidence(
        changes=(),
        observed=(fact,) if observed else (),
        rejections=(rejection,) if rejected else (),
    )
    outcome = Outcome(status="refused", reason=reason)
    assert verify(_task(goal), evidence, outcome).passed is passed


def test_a_question_verifies_only_when_its_rows_were_read() -> None:
    fact = Fact(entity="book", row="BO-1")
    task = _task(Goal(answer="Dune", observed=(fact,)))
    answer = Outcome(answer="dune.")
    blind = Evidence(changes=(), observed=(), rejections=())
    assert not verify(task, blind, answer).passed
    assert verify(task, blind.model_copy(update={"observed": (fact,)}), answer).passed


def test_a_clarification_needs_a_question_to_the_user() -> None:
    task = _task(Goal(asked=True))
    evidence = Evidence(changes=(), observed=(), rejections=())
    assert not verify(task, evidence, DONE).passed
    assert verify(task, evidence.model_copy(update={"asked": 1}), DONE).passed


@pytest.mark.parametrize(
    ("expected", "given", "same"),
    [
        (12.5, "12.50", True),
        (12.5, "€12.50", True),
        (1250, "1,250", True),
        (3, 3.0, True),
        (3, True, False),
        (0.3, 0.1 + 0.2, True),
        (True, "Yes", True),
        ("On Loan", " on  loan. ", True),
        (["Dune", "Emma"], ["emma", "Dune"], True),
        (["Dune", "Emma"], "Emma and Dune", False),
        (["Dune", "Emma"], "Emma, and Dune", True),
        (["Dune"], "Dune", True),
        ("Dune", ["Dune"], True),
        (["Dune", "Dune"], ["Dune", "Emma"], False),
        ([], [], True),
        (3, "three", False),
        (3, None, False),
    ],
)
def test_answers_are_compared_by_sense(expected: JsonValue, given: JsonValue, same: bool) -> None:
    assert same_answer(expected, given) is same


def _nested(depth: int) -> JsonValue:
    value: JsonValue = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "given",
    [math.nan, math.inf, 10**6000, "9" * 100_000, "x" * 10**6, _nested(900), {"a": {}}, "1e999999"],
    ids=["nan", "inf", "huge", "digits", "long", "nested", "object", "exponent"],
)
def test_hostile_answers_are_only_wrong(given: JsonValue) -> None:
    wanted: tuple[JsonValue, ...] = (1, 2.5, "Dune", ["Dune"], True)
    for expected in wanted:
        assert not same_answer(expected, given)


def test_a_reason_may_reword_the_rule_but_not_talk_about_another() -> None:
    assert names_rule(
        "The member's status is suspended, nobody may check out a book to a member", RULE
    )
    assert not names_rule("A member may have at most 3 loans", RULE)
    assert not names_rule("", RULE)
