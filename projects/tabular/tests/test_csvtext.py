import pytest
from tabular.csvtext import BadCsv, pivot, quoted, read_csv, records, write_csv


@pytest.mark.parametrize(
    ("field", "text"),
    [("a", "a"), ("a,b", '"a,b"'), ('a"b', '"a""b"'), (" a", '" a"'), ("a\nb", '"a\nb"'), ("", "")],
)
def test_fields_are_quoted_where_they_must_be(field, text):
    assert quoted(field) == text


def test_reading_plain_rows():
    assert read_csv("a,b\nc,d\n") == [["a", "b"], ["c", "d"]]
    assert read_csv("a,b\nc,d") == [["a", "b"], ["c", "d"]]
    assert read_csv("") == []


def test_empty_fields():
    assert read_csv("a,,b\n") == [["a", "", "b"]]
    assert read_csv("a,\n") == [["a", ""]]
    assert read_csv("a,") == [["a", ""]]


def test_reading_quoted_fields():
    assert read_csv('"a,b","c ""d"""\ne,f\n') == [["a,b", 'c "d"'], ["e", "f"]]
    assert read_csv('"a\nb",c\n') == [["a\nb", "c"]]


@pytest.mark.parametrize(
    "rows",
    [[["a", "b,c"], ['"', "x\ny"]], [[" padded ", "z"]], [["1", "", "3"]]],
)
def test_what_is_written_is_read_back(rows):
    assert read_csv(write_csv(rows)) == rows


@pytest.mark.parametrize(
    ("text", "line"),
    [('a,"b\nc', 1), ('a\nb"c\n', 2), ('"a"b\n', 1), ('"a\nb"c\n', 2), ('x\n\n"a', 3)],
)
def test_what_is_no_csv(text, line):
    with pytest.raises(BadCsv) as caught:
        read_csv(text)
    assert caught.value.line == line


def test_records():
    assert records("name,n\ntea,3\njam\n") == [{"name": "tea", "n": "3"}, {"name": "jam", "n": ""}]
    assert records("") == []


def test_records_with_too_many_fields():
    with pytest.raises(BadCsv) as caught:
        records("a\nb\nc,d\n")
    assert caught.value.line == 3


def test_pivot():
    found = records("who,n\nMia,3\nBen,4\nMia,5\nBen,\n")
    assert pivot(found, "who", "n") == {"Ben": 4, "Mia": 8}
    assert list(pivot(found, "who", "n")) == ["Ben", "Mia"]
