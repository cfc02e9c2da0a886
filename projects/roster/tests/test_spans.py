import pytest
from roster.spans import Span, busiest, first_free, merged, minutes, without


def test_a_span_is_never_empty():
    with pytest.raises(ValueError):
        Span(5, 5)
    with pytest.raises(ValueError):
        Span(6, 5)
    assert Span(5, 6).length == 1


def test_the_end_is_not_in_it():
    span = Span(10, 20)
    assert span.holds(10)
    assert span.holds(19)
    assert not span.holds(20)
    assert not span.holds(9)


def test_touching_is_not_overlapping():
    assert not Span(0, 10).overlaps(Span(10, 20))
    assert not Span(10, 20).overlaps(Span(0, 10))
    assert Span(0, 11).overlaps(Span(10, 20))
    assert Span(12, 13).overlaps(Span(10, 20))


def test_covering():
    assert Span(0, 10).covers(Span(0, 10))
    assert Span(0, 10).covers(Span(3, 4))
    assert not Span(0, 10).covers(Span(3, 11))
    assert not Span(1, 10).covers(Span(0, 4))


def test_shared_minutes():
    assert Span(0, 10).shared(Span(5, 20)) == Span(5, 10)
    assert Span(5, 20).shared(Span(0, 10)) == Span(5, 10)
    assert Span(0, 10).shared(Span(10, 20)) is None


def test_moving_keeps_the_length():
    assert Span(3, 9).moved(10) == Span(13, 19)
    assert Span(3, 9).moved(-3) == Span(0, 6)


def test_merging_joins_what_touches():
    assert merged([Span(5, 7), Span(0, 3), Span(3, 4)]) == [Span(0, 4), Span(5, 7)]
    assert merged([Span(0, 10), Span(2, 3)]) == [Span(0, 10)]
    assert merged([]) == []


def test_without_cuts_holes():
    day = [Span(0, 10)]
    assert without(day, [Span(3, 5)]) == [Span(0, 3), Span(5, 10)]
    assert without(day, [Span(0, 4)]) == [Span(4, 10)]
    assert without(day, [Span(8, 12)]) == [Span(0, 8)]
    assert without(day, [Span(0, 10)]) == []
    assert without(day, [Span(10, 12)]) == day
    assert without([Span(5, 10)], [Span(0, 5)]) == [Span(5, 10)]


def test_without_several_holes():
    assert without([Span(0, 10), Span(20, 30)], [Span(2, 3), Span(8, 22)]) == [
        Span(0, 2),
        Span(3, 8),
        Span(22, 30),
    ]


def test_minutes_count_once():
    assert minutes([Span(0, 10), Span(5, 15)]) == 15


def test_first_free():
    day, taken = [Span(0, 60)], [Span(0, 10), Span(15, 40)]
    assert first_free(day, taken, 5) == Span(10, 15)
    assert first_free(day, taken, 6) == Span(40, 46)
    assert first_free(day, taken, 20) == Span(40, 60)
    assert first_free(day, taken, 21) is None


def test_busiest():
    assert busiest([Span(0, 5), Span(3, 8), Span(4, 6)]) == 3
    assert busiest([Span(0, 5), Span(5, 8)]) == 1
    assert busiest([]) == 0
