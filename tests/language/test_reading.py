"""Statements have a class, an echo, a rewrite; what is odd is a lint with its place."""

from __future__ import annotations

import pytest

from nex.language.reading.reader import apply_rewrites, inspect_spec
from nex.language.reading.rendering import check_text, reading_json
from nex.language.reading.report import Reading

LIBRARY = """# Library

A book has a title and a status: available, on loan or lost.
A member has a name and a status: active or suspended.
A loan belongs to a member and a book.
Staff can check out a book to a member.
A book can only be checked out if it is available.
When a book is checked out, it becomes on loan and a loan is created.
"""


def _read(*lines: str) -> Reading:
    return inspect_spec(LIBRARY + "\n".join(lines), "library.md")


def _last(line: str) -> tuple[str, tuple[str, ...]]:
    statement = _read(line).statements[-1]
    return statement.kind, statement.echo


def test_more_than_is_no_increase() -> None:
    text = "A room has a name and a capacity.\nAnybody can paint a room.\n"
    said = "Painting rooms with a capacity of more than 20 is for the brave, once a year."
    last = inspect_spec(text + said, "x.md").statements[-1]
    assert "increases" not in (last.rewrite or "")
    other = inspect_spec(f"{text}Once a room is painted it has a capacity of 20 more.", "x.md")
    assert "increases by 20" in (other.statements[-1].rewrite or "")


@pytest.mark.parametrize(
    ("line", "echo"),
    [
        (
            "Never check out a book to a suspended member.",
            "Nobody may check out a book to a member if the member's status is suspended",
        ),
        (
            "Suspended members cannot check out books.",
            "Nobody may check out a book to a member if the member's status is suspended",
        ),
        (
            "A lost book cannot be checked out unless the member is active.",
            "Nobody may check out a book to a member if the book's status is lost "
            "and the member's status is not active",
        ),
        ("No member may have more than 3 loans.", "A member may have at most 3 loans"),
        (
            "Checking out a book removes every loan whose book is the book.",
            "check out a book to a member: every loan whose book is the book is deleted",
        ),
    ],
)
def test_an_exact_statement_echoes_what_it_compiled_to(line: str, echo: str) -> None:
    assert _last(line) == ("exact", (echo,))


@pytest.mark.parametrize(
    "line",
    [
        "Suspended members cannot borrow books.",
        "A member who owes money cannot check out books.",
        "Never check out a book to a suspended member on Sundays.",
        "A book can only be checked out if it is available and clean.",
        "Staff should look after overdue members.",
        "When a book is checked out, it becomes on loan for two weeks.",
        "A member may have at most 3 loans per month.",
        "Checking out a book sends a letter and creates a loan.",
    ],
)
def test_a_word_that_no_form_knows_makes_a_statement_inexact(line: str) -> None:
    assert _last(line)[0] != "exact"


SCHOOL = """
Students have a name and a permit status (valid or expired).
An instructor has a name and is either available or on leave.
A lesson belongs to a student and an instructor, and has a state: planned, given or cancelled.
A car has a plate and is parked or out.
Instructors can give a lesson.
Staff can refuel a car.
"""


@pytest.mark.parametrize(
    "trap",
    [
        "A student without a signed waiver cannot be booked.",
        "Students can cancel a lesson at least 24 hours before it starts.",
        "Students may not cancel a lesson on the day itself.",
        "Every lesson has to be paid before the exam.",
        "Each car has been inspected.",
        "A car has broken down or is out.",
        "If a car is out, nobody may refuel it.",
        "A lesson must not be given if the car is out.",
        "Refuelling a car increases its fuel level by about 40.",
        "A car is a vehicle.",
        "A student is young or old at heart.",
        "Cancelled lessons stay cancelled.",
        "- Note: bring your licence, a pen",
        "- Opening hours: Monday, Tuesday",
    ],
)
def test_free_prose_that_looks_like_a_form_is_never_exact(trap: str) -> None:
    reading = inspect_spec(f"{SCHOOL}\n{trap}\n", "school.md")
    assert [s.kind for s in reading.statements] == ["exact"] * 6 + ["note"]


def test_a_statement_with_two_meanings_is_a_guess() -> None:
    reading = inspect_spec(
        "A desk has a mood (open or low) and a state (open or shut).\n"
        "Staff can paint a desk.\nA desk can only be painted if it is open.",
        "desk.md",
    )
    statement = reading.statements[-1]
    assert (statement.kind, statement.used, len(statement.echo)) == ("guess", False, 2)
    assert reading.world.action("paint desk").requires == ()


def test_a_guess_about_a_rule_is_not_enforced_and_has_a_rewrite() -> None:
    reading = _read("Basically, never check out a book to a suspended member.")
    statement = reading.statements[-1]
    assert (statement.kind, statement.used) == ("guess", False)
    assert reading.world.rules == ()
    assert statement.rewrite == (
        "Nobody may check out a book to a member if the member's status is suspended."
    )


def test_rewrites_go_into_the_text_and_are_exact_there() -> None:
    text = LIBRARY + "Suspended members cannot borrow books.\nBe polite.\n"
    mended = apply_rewrites(text, inspect_spec(text, "library.md"))
    assert "Nobody may check out a book to a member if the member's status is suspended." in mended
    assert "Be polite." in mended
    reading = inspect_spec(mended, "library.md")
    assert [s.kind for s in reading.statements[-2:]] == ["exact", "note"]


def test_prose_is_a_note_without_a_rewrite() -> None:
    statement = _read("The library is a pleasant place.").statements[-1]
    assert (statement.kind, statement.rewrite) == ("note", None)


def test_what_is_inferred_is_marked() -> None:
    reading = _read("Librarians can suspend a member.")
    action = reading.world.action("suspend member")
    assert action.inferred == ("the member's status becomes suspended",)
    assert "(inferred)" in check_text(reading)


def test_lints_have_a_line_and_say_what_is_odd() -> None:
    reading = _read("Staff can dust a book.")
    said = [(lint.line, lint.text) for lint in reading.lints]
    assert (9, "nothing changes: no effect is said of 'dust a book'") in said
    assert (3, 'nothing sets the status of a book to "available" or "lost"') in said


def test_a_state_without_a_way_out_is_a_lint() -> None:
    reading = _read(
        "Staff can return a book: on loan -> available.", "Staff can mark a book as lost."
    )
    said = [lint.text for lint in reading.lints]
    assert 'no way out: nothing changes the status of a book from "lost"' in said


def test_the_report_counts_and_names_the_next_command() -> None:
    text = check_text(_read("Be polite."), following="nex make library.md")
    first, *_, last = text.splitlines()
    assert first == "library.md  7 statements: 6 exact, 0 guesses, 1 note"
    assert last == "3 things, 1 action, 0 rules.   next: nex make library.md"


def test_a_reading_is_json_with_places() -> None:
    found = reading_json(_read("Be polite."))
    assert found["counts"] == {"exact": 6, "guess": 0, "note": 1}
    assert found["schema_version"] == "nex.reading/1"


def test_layouts_are_the_same_forms() -> None:
    table = (
        "| thing | attribute | type |\n|---|---|---|\n"
        "| room | number | unique |\n| room | status | clean or dirty |\n"
    )
    bullets = "A room has:\n\n- a unique number\n- a status (clean or dirty)\n"
    sentence = "A room has a unique number and a status: clean or dirty.\n"
    worlds = [inspect_spec(f"# r\n\n{text}", "r.md").world for text in (table, bullets, sentence)]
    assert worlds[0] == worlds[1] == worlds[2]


def test_gherkin_over_several_lines_is_one_statement() -> None:
    text = (
        "A visit has a state: booked or arrived.\nNurses can check in a visit.\n\n"
        "Scenario: arriving\n  Given a visit is booked\n  When a nurse checks in a visit\n"
        "  Then it becomes arrived\n"
    )
    reading = inspect_spec(text, "v.md")
    assert [s.kind for s in reading.statements] == ["exact"] * 3
    assert len(reading.world.action("check in visit").requires) == 1
