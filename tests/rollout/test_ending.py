"""finish and ask_user: what an agent may end with, and what the user answers."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from nex.data.jsons import JsonValue
from nex.data.messages import Result, said
from nex.data.task import Outcome
from nex.rollout.ending import answer_of, outcome_result
from nex.rollout.rollout import outcome_of
from nex.worlds.person import NO_MORE, Person

HUGE: dict[str, JsonValue] = {"status": "done", "answer": 10**40}
values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["status", "answer", "reason", "reward", ""]), values))
def test_whatever_it_is_given_it_answers(arguments: dict[str, JsonValue]) -> None:
    result = outcome_result(arguments)
    assert result.status in ("ok", "error")
    if result.status == "ok":
        Outcome.model_validate(result.value)


@pytest.mark.parametrize(
    "arguments", [{}, {"status": "passed"}, {"status": "done", "reward": 1}, HUGE]
)
def test_a_bad_ending_says_what_to_mend(arguments: dict[str, JsonValue]) -> None:
    result = outcome_result(arguments)
    assert (result.status, result.code) == ("error", "validation_error")
    assert result.text.startswith("finish: ")


def test_the_user_answers_in_order_and_then_knows_no_more() -> None:
    person = Person(["The red one."])
    said = [answer_of(person, {"question": "Which?"}).text for _ in range(2)]
    assert said == ["The red one.", NO_MORE]
    assert person.asked == 2


def test_a_report_is_no_outcome() -> None:
    """Who is asked to split or to find ends with more than a root may."""
    assert outcome_of(Result([], value={"status": "done"})) == Outcome()
    assert outcome_of(Result([], value={"status": "done", "needs": "help"})) is None
    assert outcome_of(Result([], value={"status": "unclear"})) is None
    assert outcome_of(said("done")) is None
