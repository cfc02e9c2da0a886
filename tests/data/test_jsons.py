"""One text and one digest for one value, whatever made it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st
from pydantic import JsonValue

from nex.data.jsons import canonical, digest

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT
VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20
)


@given(VALUES)
def test_the_canonical_text_reads_back_as_the_value(value: JsonValue) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(TEXT, SCALARS))
def test_the_order_of_keys_is_of_no_matter(value: dict[str, JsonValue]) -> None:
    backwards = dict(reversed(value.items()))
    assert digest(backwards) == digest(value)


@given(st.lists(SCALARS, min_size=2, unique_by=lambda value: (type(value).__name__, value)))
def test_the_order_of_items_matters(value: list[JsonValue]) -> None:
    assert digest(value) != digest(value[::-1])


def test_the_digest_of_a_value_never_changes() -> None:
    value: JsonValue = {"ü": [1, 2.5, None, True], "a": "\u2028"}
    assert digest(value) == "001ec0da6f272532f19950fcdcdd602f334356e41a67fb17ef134e66a8bb0c0c"


@pytest.mark.parametrize("value", [{1: "x"}, b"x", {"x": object()}], ids=str)
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        digest(value)
