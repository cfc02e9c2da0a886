import pytest
from tabular.table import boxed, completed, is_number, markdown, padded, plain, sides, widths


def test_padding():
    assert padded("ab", 5) == "ab   "
    assert padded("ab", 5, "right") == "   ab"
    assert padded("ab", 5, "centre") == " ab  "
    assert padded("abcdef", 3) == "abcdef"
    with pytest.raises(ValueError):
        padded("a", 3, "middle")


def test_widths_of_uneven_rows():
    assert widths([["a", "bbb"], ["cc"]]) == [2, 3]
    assert widths([]) == []


@pytest.mark.parametrize("text", ["1", "-1", "2.50", "1,200", " 7 ", "0"])
def test_numbers(text):
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "-", "1.", ".5", "x", "1.2.3", "--1", "1 2"])
def test_no_numbers(text):
    assert not is_number(text)


def test_sides():
    assert sides([["a", "1"], ["b", ""]]) == ["left", "right"]
    assert sides([["1", ""], ["b", ""]]) == ["left", "left"]


def test_completing_rows():
    assert completed(["a"], 3) == ["a", "", ""]
    assert completed(["a", "b"], 2) == ["a", "b"]


def test_plain_tables():
    rows = [["item", "count"], ["tea", "3"], ["jam", "12"]]
    assert plain(rows) == ["item  count", "tea       3", "jam      12"]
    assert plain([["a", "b"], ["c"]], gap=1) == ["a b", "c"]


def test_a_plain_table_of_one_row():
    assert plain([["a", "5"]]) == ["a  5"]


def test_markdown():
    assert markdown(["item", "n"], [["tea", "3"], ["a|b", "12"]]) == [
        "| item |   n |",
        "| ---- | --: |",
        "| tea  |   3 |",
        "| a\\|b |  12 |",
    ]


def test_markdown_without_rows():
    assert markdown(["a", "b"], []) == ["| a   | b   |", "| --- | --- |"]


def test_markdown_cuts_and_completes_rows():
    assert markdown(["a"], [["1", "2"], []])[2:] == ["|   1 |", "|     |"]


def test_boxes():
    assert boxed("hello big world", 9) == [
        "+-----------+",
        "| hello big |",
        "| world     |",
        "+-----------+",
    ]
    assert boxed("", 4) == ["+--+", "|  |", "+--+"]
