"""Words inflect by rule, by table, and back."""

from __future__ import annotations

import pytest

from nex.language.words.morphology import (
    gerund,
    participle,
    participles,
    plural,
    singular,
    third_person,
    with_article,
)


@pytest.mark.parametrize(
    ("verb", "done", "doing", "does"),
    [
        ("check out", "checked out", "checking out", "checks out"),
        ("ship", "shipped", "shipping", "ships"),
        ("open", "opened", "opening", "opens"),
        ("cancel", "cancelled", "cancelling", "cancels"),
        ("withdraw", "withdrawn", "withdrawing", "withdraws"),
        ("pay", "paid", "paying", "pays"),
        ("carry", "carried", "carrying", "carries"),
        ("tie", "tied", "tying", "ties"),
        ("free", "freed", "freeing", "frees"),
        ("quiz", "quizzed", "quizzing", "quizzes"),
        ("fix", "fixed", "fixing", "fixes"),
        ("reset", "reset", "resetting", "resets"),
        ("submit", "submitted", "submitting", "submits"),
        ("audit", "audited", "auditing", "audits"),
    ],
)
def test_a_verb_has_its_forms(verb: str, done: str, doing: str, does: str) -> None:
    assert (participle(verb), gerund(verb), third_person(verb)) == (done, doing, does)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("book", "books"),
        ("box", "boxes"),
        ("company", "companies"),
        ("bus", "buses"),
        ("status", "statuses"),
        ("staff", "staff"),
        ("person", "people"),
        ("analysis", "analyses"),
        ("address", "addresses"),
        ("movie", "movies"),
        ("bill of lading", "bills of lading"),
        ("work order", "work orders"),
    ],
)
def test_a_noun_has_a_plural_and_the_plural_a_singular(one: str, many: str) -> None:
    assert (plural(one), singular(many), singular(one)) == (many, one, one)


def test_both_spellings_of_a_participle_are_known() -> None:
    assert participles("cancel") == ("cancelled", "canceled")


@pytest.mark.parametrize(
    ("noun", "said"),
    [("hour", "an hour"), ("user", "a user"), ("invoice", "an invoice"), ("one", "a one")],
)
def test_the_article_follows_the_sound(noun: str, said: str) -> None:
    assert with_article(noun) == said
