import pytest
from tabular.outline import contents, headings, numbered, section, slug

TEXT = """# Guide
intro
## Set up
one
### Linux
two
## Use
```
# no heading
```
three
####### seven
#none
"""


def test_headings_outside_of_code():
    assert headings(TEXT) == [(1, "Guide"), (2, "Set up"), (3, "Linux"), (2, "Use")]


def test_six_marks_are_a_heading():
    assert headings("###### deep") == [(6, "deep")]
    assert headings("#") == []


def test_numbers():
    found = [(1, "a"), (2, "b"), (2, "c"), (1, "d"), (2, "e"), (3, "f"), (2, "g")]
    numbers = [number for number, _ in numbered(found)]
    assert numbers == ["1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.2"]


def test_skipped_levels_count_as_one():
    assert [number for number, _ in numbered([(1, "a"), (3, "b"), (3, "c")])] == [
        "1",
        "1.1.1",
        "1.1.2",
    ]


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Set up", "set-up"),
        ("What's new?", "whats-new"),
        ("A  b_c-d", "a-b_c-d"),
        ("Über 3", "über-3"),
    ],
)
def test_anchors(title, anchor):
    assert slug(title) == anchor


def test_taken_anchors_get_a_number():
    assert slug("Use", ["use"]) == "use-1"
    assert slug("Use", ["use", "use-1"]) == "use-2"


def test_contents():
    assert contents(TEXT) == [
        "- [Guide](#guide)",
        "  - [Set up](#set-up)",
        "    - [Linux](#linux)",
        "  - [Use](#use)",
    ]
    assert contents(TEXT, deepest=1) == ["- [Guide](#guide)"]
    assert contents("## a\n### b\n## a") == ["- [a](#a)", "  - [b](#b)", "- [a](#a-1)"]


def test_sections():
    assert section(TEXT, "Set up") == ["one", "### Linux", "two"]
    assert section(TEXT, "Linux") == ["two"]
    assert section(TEXT, "Nope") is None
