"""What a model may say as the user: what the user knows, told as it stands, and nothing else."""

from __future__ import annotations

import orjson
import pytest

from nex.data.jsons import JsonValue
from nex.data.messages import text_of
from nex.synthesis.writer.asking import Misfit
from nex.synthesis.writer.user import Answer, Known, named, question_to, read_answer

KNOWN = Known(
    'Could you check out "Dune" to Mia Cole? I am new here.',
    (
        'It is the one by "Frank Herbert".',
        "I mean the member with the email mia@x.org.",
        "Whichever, I do not mind.",
        "The state is worn out.",
    ),
    "chatty, direct, newcomer",
    frozenset({"available", "worn out", "the hobbit", "tom reed"}),
)


def reply(says: str, *facts: JsonValue) -> str:
    return orjson.dumps({"facts": [*facts], "says": says}).decode()


@pytest.mark.parametrize(
    ("says", "facts"),
    [
        ('Oh, the one by "Frank Herbert", please.', [1]),
        ("That is the member whose email is mia@x.org!", [2]),
        ("Whichever, I do not mind!", [3]),
        ("Well, it is worn out.", [4]),
        ("I do not know, sorry.", []),
        ('Yes, "Dune" by Frank Herbert.', [1]),
    ],
)
def test_what_the_user_knows_may_be_said(says: str, facts: list[JsonValue]) -> None:
    answer = read_answer(reply(says, *facts), KNOWN)
    assert answer == Answer(says, tuple(KNOWN.facts[n - 1] for n in facts if isinstance(n, int)))
    assert read_answer(reply(says), KNOWN) == answer, "whether or not it says so"
    assert read_answer(says, KNOWN) == answer, "in plain words as well"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (reply("Yes, that is right."), "without a fact"),
        (reply("The Hobbit would do."), "does not know"),
        (reply("the hobbit would do"), "did not say"),
        (reply("Only available ones."), "did not say"),
        (reply("Take BO-1031."), "does not know"),
        (reply("It is due on 2026-05-01."), "does not know"),
        (reply('By "Frank Herbert", for tom reed.', 1), "did not say"),
        (reply("No idea.", 1), "claims to tell"),
        (reply("The first one."), "without a fact"),
        (reply("x", 9), "numbers from 1 to 4"),
        (reply("x", True), "numbers from 1 to 4"),
        ('{"facts": "1", "says": "x"}', "list of numbers"),
        (reply("I know. " * 100), "400 at most"),
        (reply("\x1b[31mHi"), "one line of plain text"),
        (reply("a\nb"), "one line of plain text"),
        (reply(""), "empty"),
        ("I {would} rather not.", "no JSON object"),
        ('{"says": "It is', "no JSON object"),
        ('{"says": ["a", "b"]}', "1 at most"),
    ],
)
def test_everything_else_is_refused(said: str, why: str) -> None:
    with pytest.raises(Misfit, match=why):
        read_answer(said, KNOWN)


def test_the_user_is_told_what_it_knows_and_remembers_what_it_said() -> None:
    asked = [("Which Dune?", 'The one by "Frank Herbert".')]
    first, *rest = question_to(KNOWN, asked, "Which member?" + "!" * 9000, KNOWN.facts[1])
    assert "tell fact 2" in text_of(first["content"])
    assert all(fact in text_of(first["content"]) for fact in KNOWN.facts)
    assert [message["role"] for message in rest] == ["user", "assistant", "user"]
    assert len(text_of(rest[-1]["content"])) == 2000


def test_names_are_found_and_ordinary_words_are_not() -> None:
    said = 'Please take "Dune" (BO-1031) for Mia Cole. I\'d say 3 of them, or mia@x.org.'
    assert named(said) == ["Dune", "BO-1031", "Mia", "Cole", "3", "mia@x.org"]


def test_what_the_rules_would_tell_is_due() -> None:
    known = Known(
        "Lend it.",
        ("I mean the blue one.", "It is Mia.", "It is Tom."),
        about=((), ("member",), ("clerk",)),
    )
    assert known.due("Which member?", ()) == "It is Mia."
    assert known.due("Which clerk is it?", ()) == "It is Tom."
    assert known.due("Which one?", ()) == "I mean the blue one."
    assert known.due("Which one?", ("I mean the blue one.",)) == "It is Mia."
    assert known.due("Which member?", known.facts) is None
