import pytest
from ledger.ordering import Policy, boxes, days_of_cover, due, order_quantity, rush

PLAIN = Policy(point=10, target=50)
BOXED = Policy(point=10, target=50, box=12)


def test_due_at_the_point_and_below():
    assert due(PLAIN, 10)
    assert due(PLAIN, 3)
    assert not due(PLAIN, 11)


def test_what_is_on_its_way_counts():
    assert not due(PLAIN, 5, ordered=6)
    assert due(PLAIN, 5, ordered=5)


@pytest.mark.parametrize(("quantity", "expected"), [(0, 0), (1, 1), (12, 1), (13, 2), (25, 3)])
def test_boxes_are_whole(quantity, expected):
    assert boxes(quantity, 12) == expected


def test_nothing_is_ordered_before_it_is_due():
    assert order_quantity(PLAIN, 11) == 0


def test_an_order_fills_up_to_the_target():
    assert order_quantity(PLAIN, 8) == 42
    assert order_quantity(PLAIN, 4, ordered=4) == 42


def test_an_order_comes_in_boxes():
    assert order_quantity(BOXED, 8) == 48
    assert order_quantity(BOXED, 2) == 48
    assert order_quantity(BOXED, 1) == 60


def test_an_order_keeps_to_the_most():
    limited = Policy(point=10, target=50, box=12, most=40)
    assert order_quantity(limited, 0) == 36
    roomy = Policy(point=10, target=50, box=12, most=60)
    assert order_quantity(roomy, 0) == 60


def test_a_policy_is_checked():
    with pytest.raises(ValueError):
        Policy(point=10, target=9)
    with pytest.raises(ValueError):
        Policy(point=1, target=2, box=0)
    assert Policy(point=5, target=5).box == 1


def test_days_of_cover():
    assert days_of_cover(30, 10, 7) == 21
    assert days_of_cover(5, 0, 7) is None
    assert days_of_cover(0, 4, 7) == 0
    with pytest.raises(ValueError):
        days_of_cover(5, 1, 0)


def test_rush_when_the_stock_ends_before_the_delivery():
    assert rush(PLAIN, 8, 14, 7, lead=5)
    assert not rush(PLAIN, 8, 14, 7, lead=4)
    assert not rush(PLAIN, 20, 70, 7, lead=5)
    assert not rush(PLAIN, 8, 0, 7, lead=5)
