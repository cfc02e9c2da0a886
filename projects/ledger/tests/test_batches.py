import pytest
from ledger.batches import Batch, OutOfStock, add, older_than, oldest_first, take, total


@pytest.fixture
def shelf():
    return [Batch(1, 10, 200), Batch(4, 5, 250), Batch(9, 20, 180)]


def test_a_batch_knows_its_value():
    assert Batch(1, 10, 250).value == 2500


@pytest.mark.parametrize("quantity", [0, -3])
def test_a_batch_needs_units(quantity):
    with pytest.raises(ValueError):
        Batch(1, quantity, 100)


def test_a_batch_may_be_free_but_not_negative():
    assert Batch(1, 1, 0).value == 0
    with pytest.raises(ValueError):
        Batch(1, 1, -1)


def test_total_counts_all_units(shelf):
    assert total(shelf) == 35
    assert total([]) == 0


def test_oldest_first_then_cheapest():
    late, dear, cheap = Batch(5, 1, 1), Batch(2, 1, 300), Batch(2, 1, 100)
    assert oldest_first([late, dear, cheap]) == [cheap, dear, late]


def test_equal_batches_are_put_together(shelf):
    after = add(shelf, Batch(4, 7, 250))
    assert after[1] == Batch(4, 12, 250)
    assert len(after) == 3


def test_another_price_stays_apart(shelf):
    after = add(shelf, Batch(4, 7, 240))
    assert [batch.price for batch in after] == [200, 240, 250, 180]


def test_another_day_stays_apart(shelf):
    assert total(add(shelf, Batch(2, 1, 200))) == 36
    assert len(add(shelf, Batch(2, 1, 200))) == 4


def test_taking_uses_the_oldest(shelf):
    left, cost = take(shelf, 12)
    assert cost == 10 * 200 + 2 * 250
    assert left == [Batch(4, 3, 250), Batch(9, 20, 180)]


def test_taking_a_whole_batch_leaves_none_of_it(shelf):
    left, cost = take(shelf, 10)
    assert left == shelf[1:]
    assert cost == 2000


def test_taking_everything(shelf):
    left, cost = take(shelf, 35)
    assert left == []
    assert cost == 2000 + 1250 + 3600


def test_taking_nothing(shelf):
    assert take(shelf, 0) == (shelf, 0)


def test_taking_too_much_is_refused(shelf):
    with pytest.raises(OutOfStock):
        take(shelf, 36)


def test_taking_less_than_nothing_is_refused(shelf):
    with pytest.raises(ValueError):
        take(shelf, -1)


def test_older_than_counts_full_days(shelf):
    assert older_than(shelf, 11, 7) == [shelf[0]]
    assert older_than(shelf, 12, 7) == shelf[:2]
    assert older_than(shelf, 8, 7) == []
