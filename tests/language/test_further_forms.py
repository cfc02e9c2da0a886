"""Forms 12, 13 and 15, passives, prefixes and files: what each sentence compiles to."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex.data.world import Compare, Mount, Path as WorldPath
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec, read_spec
from nex.language.sentences.canonical import rule_sentence
from nex.worlds.actions import execute
from nex.worlds.blocking import Blocked
from nex.worlds.populate import populate
from nex.worlds.state import State

FIRM = """
An employee has a name and a grade: junior or partner.
A claim has an employee, a category (meals or travel), an amount and a status: open, approved or paid.
Employees can approve a claim: open -> approved.
"""
DESK = """
A book has a title and a status: available or on loan.
A member has a name.
A loan belongs to a member and a book, and has a due date and a state (active or ended; starts as active).
Staff can check out a book to a member.
When a book is checked out, it becomes on loan and a loan is created.
"""


def _rules(text: str) -> list[str]:
    world = read_spec(text, "x.md").world
    return [rule_sentence(world, rule) for rule in world.rules]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (
            "Claims over 500 need a partner to approve them.",
            "Nobody may approve a claim if the caller's grade is not partner and the claim's amount"
            " is more than 500.00",
        ),
        (
            "Meals above 80 are rejected unless the employee is a partner.",
            "Nobody may approve a claim if the claim's employee's grade is not partner and the"
            " claim's category is meals and the claim's amount is more than 80.00",
        ),
        (
            "Only partners may approve claims over 900.",
            "Nobody may approve a claim if the caller's grade is not partner and the claim's amount"
            " is more than 900.00",
        ),
        (
            "Never approve a claim if it is paid and its category is travel and its amount is at"
            " least 5.",
            "Nobody may approve a claim if the claim's status is paid and the claim's category is"
            " travel and the claim's amount is at least 5.00",
        ),
    ],
)
def test_a_threshold_is_a_guard_on_the_right_action(line: str, rule: str) -> None:
    assert _rules(f"{FIRM}\n{line}") == [rule]


def test_a_threshold_that_fits_two_actions_is_no_rule() -> None:
    text = f"{FIRM}\nEmployees can pay a claim.\nClaims over 500 need a partner."
    assert _rules(text) == []


def test_a_loan_is_due_after_its_action_and_late_loans_block_it() -> None:
    world = read_spec(
        f"{DESK}\nA loan is due 14 days after check-out.\nOverdue loans block check-out.", "x.md"
    ).world
    assert [e.name for e in world.entities if e.single] == ["clock"]
    state = populate(world, 1).clone()
    book = next(row for row in state.rows("book") if row["status"] == "available")
    free = [m for m in state.ids("member") if not _late(state, m)]
    done = execute(state, "check out book", {"book": book["id"], "member": free[0]})
    assert not isinstance(done, Blocked)
    made = state.row("loan", done.created[0][1])
    assert made is not None
    assert made["due date"] == "2026-03-16"
    late = next(m for m in state.ids("member") if _late(state, m))
    book = next(row for row in state.rows("book") if row["status"] == "available")
    blocked = execute(state, "check out book", {"book": book["id"], "member": late})
    assert isinstance(blocked, Blocked)
    assert blocked.sentence.endswith("whose due date is before today")


def _late(state: State, member: str) -> bool:
    return any(
        loan["member"] == member and str(loan["due date"]) < "2026-03-02"
        for loan in state.rows("loan")
    )


def test_opening_hours_hold_for_everything_that_is_done() -> None:
    text = f"{DESK}\nWe are open from Monday to Friday between 9:00 and 17:00."
    assert [rule.split(" if ")[1] for rule in _rules(text)] == [
        "the clock's weekday is not monday, tuesday, wednesday, thursday or friday",
        "the clock's time is before 09:00",
        "the clock's time is after 17:00",
    ]


def test_a_world_without_time_has_no_clock() -> None:
    text = f"{DESK}\nThe library opens its doors every day."
    assert [e.name for e in read_spec(text, "x.md").world.entities] == ["book", "member", "loan"]


@pytest.mark.parametrize(
    ("line", "name", "callers", "requires"),
    [
        ("A book can be scanned by a clerk.", "scan book", ("clerk",), 0),
        ("Available books are dusted by a porter.", "dust book", ("porter",), 1),
        ("Only porters may move a book.", "move book", ("porter",), 0),
        ("Staff can hold a book, but only if it is available.", "hold book", ("staff",), 1),
    ],
)
def test_who_may_do_what_is_said_in_many_ways(
    line: str, name: str, callers: tuple[str, ...], requires: int
) -> None:
    action = read_spec(f"{DESK}\n{line}", "x.md").world.action(name)
    assert action.callers == callers
    assert len(action.requires) == requires


def test_only_those_may_who_are_named_last_with_only() -> None:
    text = f"{DESK}\nOnly librarians may check out a book.\nPorters can check out a book."
    assert read_spec(text, "x.md").world.action("check out book").callers == ("librarian",)


def test_a_verb_with_re_brings_its_state_back_and_one_with_un_undoes() -> None:
    world = read_spec(
        "A job has a title, an optional mechanic and a state: open or done.\n"
        "A mechanic has a name.\n- Assign a job to a mechanic\n- Unassign a job\n- Reopen a job\n",
        "x.md",
    ).world
    assert world.action("unassign job").inferred == ("the job's mechanic is cleared",)
    assert world.action("reopen job").inferred == ("the job's state becomes open",)


def test_what_all_of_its_rows_are_may_be_demanded() -> None:
    line = "A member can only be removed if every loan of the member is ended."
    action = read_spec(f"{DESK}\nStaff can remove a member.\n{line}", "x.md").world.action(
        "remove member"
    )
    [condition] = action.requires
    assert condition.kind == "exists"
    assert condition.negated
    assert [(f.attribute, f.operator) for f in condition.where] == [
        ("member", "="),
        ("state", "!="),
    ]


def test_a_sum_over_rows_is_bounded() -> None:
    text = (
        f"{FIRM}\nFor every employee, the total amount of claims whose employee is the employee "
        "must be at most 900."
    )
    world = read_spec(text, "x.md").world
    state = populate(world, 3).clone()
    for id in state.ids("employee"):
        mine = [row["amount"] for row in state.rows("claim") if row["employee"] == id]
        assert sum(amount for amount in mine if isinstance(amount, int)) <= 90_000


def test_real_servers_are_kept_as_mounts() -> None:
    world = read_spec(f"{DESK}\nReports are files.\nUse the git server.", "x.md").world
    assert world.mounts == (Mount(server="filesystem", holds="reports"), Mount(server="git"))


def test_rows_come_from_a_file_beside_the_spec(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("Member,Due date\nMia Cole,2026-04-01\n")
    (tmp_path / "members.csv").write_text("name\nMia Cole\nUma Rossi\n")
    spec = f"{DESK}\nThe members are in members.csv.\nThe loans are in loans.csv."
    world = read_spec(spec, str(tmp_path / "x.md")).world
    state = populate(world, 1).clone()
    assert [row["name"] for row in state.rows("member")] == ["Mia Cole", "Uma Rossi"]
    [loan] = state.rows("loan")[:1]
    assert (loan["member"], loan["due date"]) == (state.ids("member")[0], "2026-04-01")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no header"),
        ("colour\nred\n", "column 'colour'"),
        ("title,status\nDune,gone\n", "'gone' is no status (one of: available, on loan)"),
        ("title,status\nDune\n", "1 cells; the header has 2"),
        ("title\n" + "x\n" * 5001, "5001 rows"),
        ("title\n" + "x" * 2000 + "\n", "is no title"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "books.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        inspect_spec(f"{DESK}\nThe books are in books.csv.", str(tmp_path / "x.md"))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["../books.csv", "/etc/passwd", "books.txt", "a/b.csv"])
def test_only_a_plain_file_beside_the_spec_is_read(name: str) -> None:
    reading = inspect_spec(f"{DESK}\nThe books are in {name}.", "x.md")
    assert reading.statements[-1].kind == "note"


def test_ones_own_row_points_to_the_caller() -> None:
    world = read_spec(f"{DESK}\nAs a member, I can renew my own loan.", "x.md").world
    action = world.action("renew loan")
    held = Compare(path=("loan", "member"), operator="=", to=WorldPath(path=("caller",)))
    assert (action.callers, action.requires) == (("member",), (held,))


@pytest.mark.parametrize(
    "line", ["Staff can renew their own loan.", "Members can renew their own book."]
)
def test_who_has_no_row_of_their_own_is_not_read(line: str) -> None:
    assert inspect_spec(f"{DESK}\n{line}", "x.md").statements[-1].kind == "note"


def test_a_label_may_say_the_verb_again() -> None:
    text = f"{DESK}\nReturn: a book that is on loan can be returned, then it is available again."
    [action] = [a for a in read_spec(text, "x.md").world.actions if a.verb == "return"]
    assert (len(action.requires), len(action.effects)) == (1, 1)
    other = f"{DESK}\nNote: a book that is on loan can be returned."
    assert inspect_spec(other, "x.md").statements[-1].kind == "note"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("A member may hold at most 2 loans.", "A member may have at most 2 loans"),
        ("A book may be in at most 1 loan at a time.", "A book may have at most 1 loan"),
        (
            "Check-out is not allowed while the book is on loan.",
            "Nobody may check out a book to a member with a due date if the book's status is on loan",
        ),
        (
            "No checking out if the book is on loan.",
            "Nobody may check out a book to a member with a due date if the book's status is on loan",
        ),
    ],
)
def test_other_words_for_a_limit_or_a_ban(line: str, rule: str) -> None:
    assert _rules(f"{DESK}\n{line}") == [rule]


def test_to_hold_is_not_to_have_where_something_can_be_held() -> None:
    text = DESK.replace("(active or ended", "(active, held or ended")
    assert inspect_spec(f"{text}\nA member may hold at most 2 loans.", "x.md").counts["note"] == 1


def test_two_dates_of_one_thing_are_compared_without_naming_it() -> None:
    both = "A stay has a start date and an end date."
    line = "The end date must be after the start date."
    assert _rules(f"{DESK}{both}\n{line}") == [
        "For every stay, the stay's end date must be after the stay's start date"
    ]
    again = "A trip has a start date and an end date."
    text = f"{DESK}{both}\n{again}\n{line}"
    assert inspect_spec(text, "x.md").statements[-1].kind == "note"
