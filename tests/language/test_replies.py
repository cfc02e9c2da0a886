"""Replies in text: whatever is written is read back."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from nex.data.environment import ReplyForm
from nex.data.jsons import Json
from nex.language.dialects.casing import (
    camel,
    constant,
    noun_first,
    pascal,
    uncased,
    unconstant,
    verb_first,
)
from nex.language.dialects.replies import (
    read_rows,
    read_text,
    write_changes,
    write_rows,
    write_search,
)

FORMS: tuple[ReplyForm, ...] = ("table", "lines", "prose")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(max_size=20),
    st.sampled_from(
        ["The end", "| a |", "id: 3", "x is y; z is w.", "-", "12", "true", "a  ", "."]
    ),
)


def _row(values: list[str | int | float | bool | None]) -> Json:
    return {"id": "BO-1031", **{f"key_{n}": value for n, value in enumerate(values)}}


@pytest.mark.parametrize("form", FORMS)
@given(rows=st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=4))
def test_rows_are_read_back(
    form: ReplyForm, rows: list[list[str | int | float | bool | None]]
) -> None:
    told = [_row(values) for values in rows]
    assert read_rows(write_rows(form, "book", told)) == told


@pytest.mark.parametrize("form", FORMS)
def test_a_search_says_how_many_and_where(form: ReplyForm) -> None:
    row = _row(["Dune", None, 3])
    text = write_search(form, "library book", {"rows": [row], "total": 12}, {"page": 1, "pages": 3})
    assert read_text(text) == {"rows": [row], "total": 12, "page": 1, "pages": 3}
    nothing = write_search(form, "book", {"rows": [], "total": 0}, {"next_cursor": None})
    assert read_text(nothing) == {"rows": [], "total": 0, "next_cursor": None}


@pytest.mark.parametrize("form", FORMS)
def test_changes_are_read_back_section_by_section(form: ReplyForm) -> None:
    changes: Json = {
        "changed": [{"entity": "book", "row": _row(["Dune", "on loan", 3])}],
        "created": [{"entity": "old loan", "row": _row(["a", "b", "c"])}],
        "deleted": [{"entity": "old loan", "id": "LO-7"}],
    }
    assert read_text(write_changes(form, changes)) == changes
    nothing: Json = {"changed": [], "created": [], "deleted": []}
    assert read_text(write_changes(form, nothing)) == nothing


@pytest.mark.parametrize(
    "text", ["", "Not done: the book's status must be available.", "Error: x", "a: b"]
)
def test_what_is_no_reply_is_read_as_none(text: str) -> None:
    assert read_text(text) is None


@given(st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=4))
def test_spellings_have_a_way_back(words: list[str]) -> None:
    name = "_".join(words)
    assert uncased(camel(name)) == uncased(pascal(name)) == uncased(name.replace("_", "-")) == name
    assert unconstant(constant(" ".join(words))) == " ".join(words)


@pytest.mark.parametrize(
    ("name", "object", "phrase", "turned"),
    [
        ("check_out_book", "book", "Check out a book to a member.", "book_check_out"),
        ("mark_book_as_lost", "book", "Mark a book as lost.", "book_mark_as_lost"),
        ("open_expense_claim", "expense claim", "Open an expense claim.", "expense_claim_open"),
    ],
)
def test_nouns_can_come_first(name: str, object: str, phrase: str, turned: str) -> None:
    assert noun_first(name, object) == turned
    assert verb_first(turned, phrase) == name
    assert verb_first(name, phrase) == name
