"""Rows that real servers make have names of their own, and the names must be right."""

from __future__ import annotations

import pytest

from nex.data.task import Change, Complexity, Evidence, Goal, Outcome, Pattern, Task
from nex.worlds.tables import Tables, diff_tables
from nex.worlds.verify import verify

WANTED: Tables = {"file": {"a.txt": {"text": "one"}, "b.txt": {"text": "two"}}}


def passes(end: Tables, *free: Pattern) -> bool:
    task = Task(
        id="t",
        world="w",
        kind="do",
        instruction="Write both files.",
        goal=Goal(changes=diff_tables({}, WANTED), may_change=free),
        complexity=Complexity(bits=1, calls=1, actions=1, depth=1, shortest=False),
        signature="do: write",
    )
    changes: tuple[Change, ...] = diff_tables({}, end)
    return verify(task, Evidence(changes=changes, observed=(), rejections=()), Outcome()).passed


def test_the_rows_that_were_asked_for_pass() -> None:
    assert passes(WANTED)


@pytest.mark.parametrize(
    "end",
    [
        {"file": {"a.txt": {"text": "one"}, "c.txt": {"text": "two"}}},
        {"file": {"a.txt": {"text": "two"}, "b.txt": {"text": "one"}}},
        {"file": {"b.txt": {"text": "two"}}},
    ],
)
def test_the_right_text_under_a_wrong_name_fails(end: Tables) -> None:
    assert not passes(end)


def test_what_may_change_besides_changes_nothing_about_the_others() -> None:
    more = {**WANTED, "schema": {"file": {"sql": "CREATE TABLE file"}}}
    assert passes(more, Pattern(kind="created", entity="schema", rows=("file",)))
    assert not passes(more)
