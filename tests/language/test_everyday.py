"""Everyday and legal turns, contracts' numbers and tables say what the plain forms say."""

from __future__ import annotations

import pytest

from nex.data.world import World
from nex.language.reading.reader import inspect_spec
from nex.language.reading.report import Reading
from nex.language.reading.soundness import defects

DESK = """# Desk

A member has a name and a standing: good or barred.
A room has a unique name, a capacity (integer; at least 1) and a status (open or closed; starts as open).
"""
PLAIN = """
Members can book a room.
Wardens can close a room.
A room can only be closed if it is open.
When a room is closed, it becomes closed.
"""


def _read(text: str) -> Reading:
    return inspect_spec(DESK + text, "desk.md")


def _same(one: World, other: World) -> bool:
    bare = [w.model_copy(update={"notes": ()}).meaning() for w in (one, other)]
    return bare[0] == bare[1]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("A key shall have a code.", "A key has a code."),
        (
            "A key has a code and a wear, which can be new, used or worn.",
            "A key has a code and a wear: new, used or worn.",
        ),
        (
            "For every key we note down its code, the owner and what state it is in: kept or lost.",
            "A key has a code, an owner and a state: kept or lost.",
        ),
        ("Guests are people with a name and a phone.", "A guest has a name and a phone."),
        ("A guest has a rank, being either low or high.", "A guest has a rank: low or high."),
        ("Wardens are permitted to paint a room.", "Wardens can paint a room."),
        (
            "Wardens can then paint a room, provided always that it's open.",
            "Wardens can paint a room. To paint a room, it must be open.",
        ),
        ("No room shall be closed if it is closed.", "No room may be closed if it is closed."),
        (
            "The warden shall not close a room where the capacity of the room is less than 3.",
            "Nobody may close a room if the room's capacity is less than 3.",
        ),
        (
            "To close a room, its capacity must not exceed 9.",
            "To close a room, its capacity must be at most 9.",
        ),
        (
            "Wardens may use a room, which lowers its capacity by one.",
            "Wardens can use a room. Using a room decreases its capacity by 1.",
        ),
        (
            "Wardens may fill a room by a quantity.",
            "Wardens may fill a room by a quantity (integer).",
        ),
    ],
)
def test_a_turn_of_phrase_reads_as_the_plain_form(said: str, plain: str) -> None:
    reading = _read(PLAIN + said)
    assert {statement.kind for statement in reading.statements} == {"exact"}
    assert _same(reading.world, _read(PLAIN + plain).world)


def test_their_thing_is_the_one_that_points_to_the_caller() -> None:
    bikes = "A bike has a code and an owner, who is a member. "
    said = _read(f"{bikes}Members can fetch their bike.")
    assert _same(said.world, _read(f"{bikes}Members can fetch their own bike.").world)


@pytest.mark.parametrize("number", ["1.1 ", "2.13. ", "(a) ", "§ 4 "])
def test_a_paragraphs_number_is_no_word_of_it(number: str) -> None:
    assert _same(
        _read(f"\n{number}Wardens can paint a room.").world,
        _read("Wardens can paint a room.").world,
    )


def test_every_column_of_a_table_of_attributes_counts() -> None:
    table = """
| Entity | Field | Type    | Notes       |
|--------|-------|---------|-------------|
| Key    | code  | text    | unique      |
| Key    | wear  | integer | at least 1  |
"""
    plain = "A key has a unique code and a wear (integer; at least 1)."
    assert _same(_read(table).world, _read(plain).world)


def test_a_remark_beside_an_attribute_makes_it_a_guess_that_is_used() -> None:
    reading = _read("\n| thing | attribute | remark |\n|-|-|-|\n| key | code | as on the ring |\n")
    assert reading.statements[-1].kind == "guess"
    assert reading.world.entity("key").attribute("code") is not None


def test_a_table_of_fields_is_about_its_heading() -> None:
    table = "\n## Keys\n\n| Field | Type |\n|---|---|\n| code | text |\n| wear | new, worn |\n"
    assert _same(_read(table).world, _read("A key has a code and a wear: new or worn.").world)


def test_a_row_of_actions_says_who_when_and_what() -> None:
    table = """
| Action       | Who    | Precondition     | Effect                |
|--------------|--------|------------------|-----------------------|
| Book a room  | Member | -                |                       |
| Close a room | Warden | the room is open | status becomes closed |
"""
    reading = _read(table)
    assert _same(reading.world, _read(PLAIN).world)
    assert {statement.kind for statement in reading.statements} == {"exact"}


def test_what_a_row_of_actions_says_beside_is_a_note_and_not_lost() -> None:
    table = "\n| Action | Who | Remark |\n|-|-|-|\n| Book a room | Member | on Mondays |\n"
    assert [(s.kind, s.text) for s in _read(table).statements[-2:]] == [
        ("exact", "Member can Book a room."),
        ("note", "on Mondays"),
    ]


def test_a_rewrite_of_a_row_stays_in_its_cells() -> None:
    row = "| Close a room | Warden | when it must not shut | it becomes closed |\n"
    text = f"{DESK}\n| action | who | needs | effect |\n|-|-|-|-|\n{row}"
    reading = inspect_spec(text, "desk.md")
    assert [text[s.start : s.end] for s in reading.statements[2:]] == [
        "Close a room | Warden",
        "when it must not shut",
        "it becomes closed",
    ]


def test_a_numbered_row_of_rules_reads_without_its_number() -> None:
    table = "\n| # | Rule |\n|---|---|\n| 1 | Closed rooms cannot be closed. |\n"
    assert _same(_read(PLAIN + table).world, _read(PLAIN + "Closed rooms cannot be closed.").world)


HIRE = """
A hire has a room, a day and a size (integer).
Wardens can request a hire.
When a hire is requested, a hire is created.
"""


@pytest.mark.parametrize(
    ("said", "demand"),
    [
        ("To request a hire, the room must be open.", "the room's status must be open"),
        ("To request a hire, the size must be at most 12.", "the size must be at most 12"),
        (
            "Nobody may request a hire if the room's capacity is less than 3.",
            "Nobody may request a hire with a room and a day and a size if the room's capacity is"
            " less than 3",
        ),
    ],
)
def test_what_an_action_is_given_for_the_row_that_it_creates_can_be_demanded(
    said: str, demand: str
) -> None:
    reading = _read(HIRE + said)
    assert reading.statements[-1].kind == "exact"
    assert reading.statements[-1].echo[-1].endswith(demand)
    assert list(defects(reading.world)) == []
