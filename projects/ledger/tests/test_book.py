import pytest
from ledger.batches import OutOfStock
from ledger.book import Book, Movement


@pytest.fixture
def book():
    book = Book()
    book.receive("bolt", 100, 5)
    book.receive("nut", 80, 3)
    book.advance(3)
    book.receive("bolt", 50, 7)
    return book


def test_what_comes_in_is_there(book):
    assert book.quantity("bolt") == 150
    assert book.quantity("washer") == 0


def test_the_value_is_what_it_cost(book):
    assert book.value("bolt") == 850
    assert book.value() == 1090
    assert book.value("washer") == 0


def test_issuing_costs_the_oldest_price_first(book):
    assert book.issue("bolt", 120) == 100 * 5 + 20 * 7
    assert book.quantity("bolt") == 30
    assert book.value("bolt") == 210


def test_an_unknown_product_cannot_go_out(book):
    with pytest.raises(KeyError):
        book.issue("washer", 1)


def test_too_much_leaves_everything_as_it_was(book):
    with pytest.raises(OutOfStock):
        book.issue("nut", 81)
    assert book.quantity("nut") == 80
    assert len(book.movements) == 3


def test_every_movement_is_a_line(book):
    book.issue("nut", 4, "repair")
    assert book.movements[-1] == Movement(3, "nut", -4, 12, "repair")
    assert book.movements[0] == Movement(0, "bolt", 100, 500)


def test_days_never_go_back(book):
    book.advance(3)
    assert book.today == 3
    with pytest.raises(ValueError):
        book.advance(2)


def test_a_count_above_adds_at_the_last_price(book):
    assert book.count("bolt", 155) == 5
    assert book.quantity("bolt") == 155
    assert book.value("bolt") == 885


def test_a_count_below_takes_the_oldest(book):
    assert book.count("bolt", 140) == -10
    assert book.quantity("bolt") == 140
    assert book.value("bolt") == 800


def test_a_count_that_agrees_changes_nothing(book):
    assert book.count("bolt", 150) == 0
    assert len(book.movements) == 3


def test_a_count_of_something_new_is_free(book):
    assert book.count("washer", 2) == 2
    assert book.value("washer") == 0


def test_a_bundle_uses_its_parts(book):
    assert book.bundle({"bolt": 2, "nut": 1}, "pair", 10) == 20 * 5 + 10 * 3
    assert book.quantity("bolt") == 130
    assert book.quantity("nut") == 70
    assert book.quantity("pair") == 10
    assert book.value("pair") == 130


def test_a_bundle_that_lacks_a_part_takes_none(book):
    with pytest.raises(OutOfStock):
        book.bundle({"bolt": 1, "nut": 2}, "pair", 41)
    assert book.quantity("bolt") == 150
    assert book.quantity("pair") == 0


def test_a_bundle_may_use_the_last_part(book):
    book.bundle({"nut": 2}, "double", 40)
    assert book.quantity("nut") == 0
