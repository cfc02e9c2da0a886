"""The simulated user tells what is asked about, and never more than there is."""

from __future__ import annotations

from nex.data.task import Hidden
from nex.worlds.person import NO_MORE, Person

MEMBER = Hidden(about=("member",), says='It is the member "Mia Cole".')
DAY = Hidden(about=("due date", "day"), says="It is 2026-03-04.")


def test_a_question_that_names_a_fact_is_answered_with_it() -> None:
    person = Person(hidden=(MEMBER, DAY))
    assert person.answer("What is the due date?") == DAY.says
    assert person.answer("Which member do you mean?") == MEMBER.says
    assert person.answer("Anything else?") == NO_MORE
    assert person.asked == 3


def test_a_question_about_nothing_in_particular_gets_what_is_left() -> None:
    person = Person(("The red one.",), (MEMBER,))
    assert person.answer("Which?") == "The red one."
    assert person.answer("And?") == MEMBER.says
    assert person.answer("And?") == NO_MORE


def test_words_within_words_are_not_named() -> None:
    person = Person(("The first.",), (DAY,))
    assert person.answer("Which Monday or yesterday?") == "The first."
