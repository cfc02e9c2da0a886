"""What may stand in a model's reply, and that whatever else stands there is refused in one line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from nex.data.jsons import Json, JsonValue
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec
from nex.language.requests.json_reader import read_request_json
from nex.synthesis.kits.shelf import parse_kit, shipped_kits
from nex.synthesis.writer.amounts import akin, numbers, told
from nex.synthesis.writer.asking import Misfit
from nex.synthesis.writer.bounds import bounded, reaching_out
from nex.synthesis.writer.kit_text import kit_text
from nex.synthesis.writer.letters import one_line, plain_sentence, shown
from nex.synthesis.writer.literals import demand_same_literals
from nex.synthesis.writer.prompts import file, prompt, version
from nex.synthesis.writer.replies import read_object, texts, unfenced
from nex.synthesis.writer.user import Answer, Known, read_answer
from tests.models.desk import LIBRARY

PIECES = st.sampled_from(
    [
        *("{", "}", "[", "]", '"', ",", ":", "\\", "\n", "```", "```json\n", "<think>", "</think>"),
        *('"says"', '"SAYS"', '"facts"', '"items"', "null", "true", "1e999", "-0", "\x1b[2J"),
        *("\u202e", "\ud83d", "Dune", "a" * 50, " ", "{{line}}", '{"says": ["a."]}'),
    ]
)
REPLIES = st.lists(PIECES, max_size=40).map("".join)
KNOWN = Known("Return it.", ("It is Dune.",), values=frozenset({"dune"}))


@settings(max_examples=150, deadline=None)
@given(REPLIES)
def test_whatever_comes_is_read_or_refused(reply: str) -> None:
    """And a reason can be shown: it is one line of letters that print."""
    for read in (read_object, one_line_of, sentence_of, answer_of, goal_of):
        try:
            read(reply)
        except InputError as e:
            text = str(e)
            assert len(text) < 5000
            assert all(c.isprintable() or c in "\n\t" for c in shown(text))
    assert isinstance(unfenced(reply), str)


def one_line_of(reply: str) -> str:
    return one_line(bounded(reply, characters=1000, lines=10), 300)


def sentence_of(reply: str) -> str:
    return plain_sentence(reply, 300)


def answer_of(reply: str) -> Answer:
    return read_answer(reply, KNOWN)


def goal_of(reply: str) -> object:
    return read_request_json(read_object(reply), LIBRARY)


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ('{"says": []}', {"says": []}),
        ('Sure!\n```json\n{"Says": ["a",],}\n```\nHope [this] helps {you}.', {"says": ["a"]}),
        ('<think>{"says": 1}</think>{"says": 2}', {"says": 2}),
        ('{not json} {"says": "a, }"}', {"says": "a, }"}),
        ('{"a": {"B ": 1}}', {"a": {"b": 1}}),
        ('{"says": "an \\" escape"}', {"says": 'an " escape'}),
    ],
)
def test_json_is_found_among_chatter(reply: str, found: Json) -> None:
    assert read_object(reply) == found


@pytest.mark.parametrize(
    "reply",
    [
        *("", "no", "[1, 2]", "{", '{"says": [', '{"a": NaN}', "{'says': 'a'}"),
        '{"a":' * 40 + "1" + "}" * 40,
    ],
)
def test_where_there_is_no_json_that_is_said(reply: str) -> None:
    with pytest.raises(Misfit):
        read_object(reply)


def test_a_list_of_texts_is_one() -> None:
    assert texts({"says": "a"}, "says", 1) == ["a"]
    bad: list[JsonValue] = [1, None, [1], {"a": 1}, ["a", "b"]]
    for value in bad:
        with pytest.raises(Misfit):
            texts({"says": value}, "says", 1)


def test_the_longest_block_within_fences_is_the_text() -> None:
    assert unfenced("a\n```\nb\n```\nand\n~~~md\n# c\n\nd\n~~~\n") == "# c\n\nd"
    assert unfenced(" plain ") == "plain"


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("A box has a sealed (yes/no).", False),
        ("A car has a speed in km/h.", False),
        ("The books are in books.csv.", True),
        ("See /etc/passwd.", True),
        ("See ../x and ~/y.", True),
        ("Use the git server.", True),
        ("Reports are files.", True),
        ("It is at http://a.b/c.", True),
        ("C:\\windows", True),
    ],
)
def test_files_paths_and_servers_are_seen(text: str, reaches: bool) -> None:
    assert (reaching_out(text) is not None) is reaches


def test_a_line_names_numbers_in_many_ways() -> None:
    assert numbers("at most 1,000 or 2.50 by 9:00") == {"1000", "2.5", "9:00"}
    assert {"2", "3", "14"} <= told("fewer than three, within two weeks")
    assert "7" not in told("some")


def test_a_rewrite_shares_a_word_with_its_line_or_with_what_that_points_to() -> None:
    assert akin("Lending stops for suspended people.", "A suspended member cannot borrow.")
    assert not akin("Lending stops at noon.", "A book has a colour.")
    assert akin("It stops then.", "A book cannot be lent.", "A book is lent.")
    assert not akin("All stops then.", "A book cannot be lent.", "A book is lent.")


def test_prompts_fill_once_and_have_versions() -> None:
    said = prompt("line", vocabulary="{{line}}", around="", line="x")
    assert said.count("{{line}}") == 1
    assert version("lines") != version("spec")
    assert "{{" not in prompt("kit")
    assert file("kit_example.toml") in prompt("kit")


def test_every_shipped_kit_survives_being_written_down() -> None:
    for kit in shipped_kits():
        assert parse_kit(kit_text(kit), "kit") == kit


def test_other_words_may_move_literals_but_not_change_them() -> None:
    demand_same_literals('Return "Dune" by 2026-05-01.', 'By 2026-05-01, bring "Dune" back.')
    with pytest.raises(Misfit):
        demand_same_literals("Return it by 2026-05-01.", "Bring it back by 2026-05-02.")


BESIDE = """# Town

A member has a name, a balance and a status: active or suspended.
An employee has a name and a grade: junior or senior.
A claim has an employee and an amount.
Employees can approve a claim.
A permit has a plate and an end date.
Wardens can grant a permit.
Staff can return a book.
Librarians can suspend a member.
"""


def test_every_sentence_that_the_prompt_shows_reads_exactly() -> None:
    shown_lines = [line for line in file("language.md").splitlines() if line.startswith("- ")]
    reading = inspect_spec("\n".join([BESIDE, *shown_lines, ""]), "prompt.md")
    assert [s.text for s in reading.statements if s.kind != "exact"] == []
    assert [lint.text for lint in reading.lints if lint.grade == "error"] == []
    assert len(shown_lines) > 25
