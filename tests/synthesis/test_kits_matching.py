"""A line of words finds its kits, and says why; what no kit knows is refused with the nearest."""

from __future__ import annotations

import pytest

from nex.synthesis.kits.kit import Kit
from nex.synthesis.kits.matching import chosen, nearest, ranked, stems
from nex.synthesis.kits.shelf import shipped_kits

KITS = shipped_kits()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("a veterinary clinic", "veterinary clinic"),
        ("a shop that rents bicycles", "bike rental"),
        ("hospital blood transfusions", "blood bank"),
        ("our newsroom", "newspaper desk"),
        ("a small restaurant by the sea", "restaurant reservations"),
        ("school lessons and teachers", "school timetable"),
        ("people asking for parking permits", "parking permits"),
        ("recycling", "recycling centre"),
        ("a film studio", "film production"),
        ("translating novels for publishers", "translation agency"),
    ],
)
def test_a_line_finds_its_kit(line: str, name: str):
    assert chosen(line, KITS)[0].kit.name == name


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)
def test_every_kit_is_found_by_its_own_name(kit: Kit):
    assert chosen(kit.name, KITS)[0].kit.name == kit.name


def test_words_of_a_second_trade_bring_a_second_kit():
    names = [match.kit.name for match in chosen("a hotel that rents out bikes", KITS)]
    assert names == ["hotel front desk", "bike rental"]


def test_words_of_every_trade_bring_none():
    assert chosen("a small office with a desk", KITS) == ()
    assert chosen("", KITS) == ()


def test_a_match_names_the_words_that_made_it():
    [first, *_] = ranked("vaccination of dogs", KITS)
    assert set(first.words) == {"vaccination", "dog"}


def test_misspelt_words_find_the_nearest():
    assert any("veterinary clinic" in name for name in nearest("a vetrinary practise", KITS))


def test_stems_are_the_same_for_every_form_of_a_word():
    assert stems("Rents renting rented the bikes") == ["rent", "rent", "rent", "bike"]
