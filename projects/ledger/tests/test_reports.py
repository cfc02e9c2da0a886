import pytest
from ledger.book import Book
from ledger.reports import average, between, daily, margin, ranking, sold, statement, turnover


@pytest.fixture
def moves():
    book = Book()
    book.receive("tea", 20, 300)
    book.receive("jam", 10, 150)
    book.advance(1)
    book.issue("tea", 4)
    book.advance(2)
    book.issue("jam", 6, "fair")
    book.issue("tea", 2)
    book.advance(4)
    book.receive("tea", 5, 320, "late")
    return book.movements


def test_between_includes_both_ends(moves):
    assert len(between(moves, 1, 2)) == 3
    assert len(between(moves, 3, 4)) == 1
    assert between(moves, 5, 9) == []


def test_sold_counts_what_went_out(moves):
    assert sold(moves, "tea") == 6
    assert sold(moves, "jam") == 6
    assert sold(moves, "salt") == 0


def test_margin_is_price_less_cost(moves):
    assert margin(moves, {"tea": 450}) == 6 * 150
    assert margin(moves, {"tea": 450, "jam": 140}) == 6 * 150 - 60
    assert margin(moves, {}) == 0


def test_ranking_by_units_then_name(moves):
    assert ranking(moves) == [("jam", 6), ("tea", 6)]
    assert ranking(moves, most=1) == [("jam", 6)]
    assert ranking(moves[:3]) == [("tea", 4)]


def test_daily_levels(moves):
    assert daily(moves, "tea", 0, 4) == [20, 16, 14, 14, 19]
    assert daily(moves, "tea", 2, 3) == [14, 14]


@pytest.mark.parametrize(
    ("levels", "expected"), [([], 0), ([4], 4), ([1, 2], 2), ([1, 1, 2], 1), ([3, 4, 4], 4)]
)
def test_average_rounds_half_up(levels, expected):
    assert average(levels) == expected


def test_turnover_in_hundredths(moves):
    assert turnover(moves, "tea", 0, 4) == 35
    assert turnover(moves, "jam", 2, 2) == 150
    assert turnover(moves, "salt", 0, 4) == 0


def test_statement_shows_signs_and_notes(moves):
    lines = statement(moves).splitlines()
    assert lines[0] == "  0  tea     +20"
    assert lines[3] == "  2  jam     -6  fair"
    assert lines[-1] == "  4  tea     +5  late"
