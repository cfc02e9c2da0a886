"""What users answer reads back as what they tell."""

from __future__ import annotations

import pytest

from nex.data.streams import Stream
from nex.data.world import Parameter
from nex.language.requests.answers import Told, is_indifferent, read_answer, write_answer
from nex.language.requests.lexicon import lexicon
from nex.language.requests.phrases import INDIFFERENT
from nex.language.requests.sampling import random_mention
from tests.language.test_requests import LIBRARY

MEMBER = Parameter(name="member", entity="member", preposition="to")


@pytest.mark.parametrize("seed", range(60))
def test_answers_read_back_with_and_without_a_second_thought(seed: int) -> None:
    known, stream = lexicon(LIBRARY), Stream("told", seed)
    value = random_mention(LIBRARY, LIBRARY.entity("member"), stream)
    book = random_mention(LIBRARY, LIBRARY.entity("book"), stream)
    for told in (Told(value), Told(value, book)):
        text = write_answer(MEMBER, told, known, stream)
        assert read_answer(text, MEMBER, known) == told, text


def test_plain_values_are_told_too() -> None:
    known = lexicon(LIBRARY)
    amount = Parameter(name="amount", type="money")
    assert read_answer("It is 12.50.", amount, known) == Told(1250)
    assert read_answer("I do not know.", amount, known) is None


def test_whoever_does_not_care_says_so() -> None:
    assert all(is_indifferent(text) for text in INDIFFERENT)
    assert not is_indifferent("I mean the member.")
