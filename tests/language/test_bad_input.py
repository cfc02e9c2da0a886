"""Whatever comes in, the reader answers in time: a reading, or one line with the way out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from nex.errors import InputError
from nex.language.reading.intake import decoded
from nex.language.reading.reader import inspect_spec, read_spec

ROOT = Path(__file__).resolve().parents[2]
GOOD = "A book has a title and a status: available or lost.\n"
WORDS = sorted(
    {word for path in (ROOT / "specs").glob("*.md") for word in path.read_text().split()}
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "says nothing"),
        ("x", "says nothing"),
        ("   \n\n", "says nothing"),
        ("Be polite. Ask Dave.", "no thing is declared"),
        ("# ../../etc/passwd\n\nHello there.", "no thing is declared"),
        (f"{GOOD}\x00", "control character"),
        (f"{GOOD}A c\ud83ed has a title.", "control character"),
        (f"{GOOD}Staff can lose a \x1b[31mbook.", "control character"),
        (GOOD * 60_000, "at most"),
        ("A book has a title.\n\n" * 6000, "6000 statements"),
        ('A "book" has a title.', "names are letters"),
        ("A {{7*7}} has a title.", "names are letters"),
        ("A book'); DROP TABLE books;-- has a title.", "no thing is declared"),
        ("A <b>book</b> has a title.", "names are letters"),
        (f"{GOOD}A book has a status: open or shut.", "differently"),
        (f"{GOOD}There are 3 books. There are 4 books.", "stated before"),
        (
            f"{GOOD}Staff can lend a book: available -> lost.\n"
            "A book can only be lent if it is lost.",
            "but",
        ),
        (f"{GOOD}Staff can lend a book. When a book is lent, it becomes lost.\n"
         "Lending a book makes it available.", "but"),
        ("A due date has a name. A due-date has a name.", "look alike"),
    ],
)  # fmt: skip
def test_hopeless_input_is_refused_in_one_line_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_spec(text, "specs/x.md")
    message = str(caught.value)
    assert said in message
    assert message.startswith("specs/x.md")
    assert "\n" not in message


def test_a_contradiction_is_an_error_lint_for_who_inspects() -> None:
    reading = inspect_spec(f"{GOOD}A book has a status: open or shut.", "x.md")
    assert [(lint.grade, lint.line, lint.column) for lint in reading.lints[:1]] == [("error", 2, 1)]


def test_bytes_that_are_no_text_are_refused_with_their_place() -> None:
    with pytest.raises(InputError, match=r"x\.md:2:3: byte 0xff is no UTF-8"):
        decoded(b"ab\ncd\xff", "x.md")
    with pytest.raises(InputError, match="UTF-16"):
        decoded("A book".encode("utf-16"), "x.md")
    with pytest.raises(InputError, match="MiB"):
        decoded(b"a" * (60 << 20), "x.md")


@pytest.mark.parametrize("name", ["🦊 book", "książka", "本", "c++ book"])
def test_a_strange_name_is_kept_letter_by_letter(name: str) -> None:
    reading = read_spec(f"A {name} has a title and a status: 🟢 or 🔴.", "x.md")
    [entity] = reading.world.entities
    assert entity.name == name
    assert entity.attributes[1].values == ("🟢", "🔴")


def _reads_in_time(text: str) -> None:
    start = time.process_time()
    try:
        reading = inspect_spec(text, "fuzz.md")
    except InputError:
        reading = None
    for statement in reading.statements if reading is not None else ():
        assert 0 <= statement.start < statement.end <= len(text)
    assert time.process_time() - start < 1


def test_a_noun_that_no_declaration_keeps_names_nothing() -> None:
    hive = "In this book, each hive has a site and about two, three or many supers: {odd}."
    reading = inspect_spec(
        f"{GOOD}{hive}\nThere are 10 hives and 3 books.\n12 hives.\nA jar has a hive.", "x.md"
    )
    names = {entity.name for entity in reading.world.entities}
    targets = {a.entity for e in reading.world.entities for a in e.attributes}
    assert targets <= {*names, None}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_at_all_is_read_or_refused_in_time(text: str) -> None:
    _reads_in_time(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=120))
def test_any_mixture_of_the_specs_words_is_read_or_refused_in_time(words: list[str]) -> None:
    _reads_in_time(f"{GOOD}Staff can check out a book.\n{' '.join(words)}")


@pytest.mark.parametrize(
    "text",
    [
        "A book has a title. " + "a book has " * 20_000,
        "Only " + "available or lost and " * 60 + "books can be lost.",
        "(" * 50_000 + "A book has a title",
        "Staff can move a book " + "to a book " * 80,
        "book's " * 50_000,
        '"' * 50_001,
        "a and b or " * 5_000,
        "\n".join(f"A thing{n} has a name{n} and a thing{n - 1}." for n in range(1_500)),
    ],
)
def test_no_sentence_makes_reading_explode(text: str) -> None:
    _reads_in_time(f"{GOOD}{text}")
