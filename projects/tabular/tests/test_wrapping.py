import pytest
from tabular.wrapping import fill, indent, justified, pieces, shorten, wrap


def test_words_fill_the_lines():
    assert wrap("the quick brown fox", 10) == ["the quick", "brown fox"]
    assert wrap("the quick brown fox", 9) == ["the quick", "brown fox"]
    assert wrap("the quick brown fox", 8) == ["the", "quick", "brown", "fox"]


def test_long_words_are_cut():
    assert pieces("abcdefg", 3) == ["abc", "def", "g"]
    assert wrap("an extraordinary day", 6) == ["an", "extrao", "rdinar", "y day"]


def test_nothing_has_no_lines():
    assert wrap("", 5) == []
    assert wrap("  \n ", 5) == []


def test_a_width_is_at_least_one():
    assert wrap("ab", 1) == ["a", "b"]
    with pytest.raises(ValueError):
        wrap("ab", 0)


def test_indenting():
    assert indent(["a", "", "b"], 2) == ["  a", "", "  b"]
    assert indent(["a", "b"], 4, first=1) == [" a", "    b"]
    assert indent(["a", "b"], 4, first=0) == ["a", "    b"]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (15, "the quick brown"),
        (14, "the quick..."),
        (12, "the quick..."),
        (11, "the..."),
        (3, "..."),
        (2, ".."),
        (4, "t..."),
    ],
)
def test_shortening(width, expected):
    assert shorten("the quick brown", width) == expected


def test_filling_widens_the_left_gaps_first():
    assert fill("a b c", 8) == "a   b  c"
    assert fill("a b c", 5) == "a b c"
    assert fill("a b c", 4) == "a b c"
    assert fill("word", 9) == "word"


def test_the_last_line_is_not_filled():
    assert justified("aa bb cc dd", 6) == ["aa  bb", "cc dd"]
    assert justified("", 6) == []
