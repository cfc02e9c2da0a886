import pytest
from roster.clock import DAY
from roster.plan import (
    Rules,
    Shift,
    breaches,
    fill,
    fits,
    gaps,
    hours,
    people,
    shifts_of,
    staffed,
    summary,
)
from roster.spans import Span

H = 60


@pytest.fixture
def plan():
    return [
        Shift("Mia", Span(32 * H, 40 * H)),
        Shift("Ben", Span(8 * H, 12 * H)),
        Shift("Mia", Span(8 * H, 16 * H)),
    ]


def test_shifts_come_in_order(plan):
    assert [shift.span.start for shift in shifts_of(plan, "Mia")] == [8 * H, 32 * H]
    assert people(plan) == ["Ben", "Mia"]


def test_hours(plan):
    assert hours(plan, "Mia") == 16 * H
    assert hours(plan, "Eve") == 0


def test_a_good_plan_has_no_breach(plan):
    assert breaches(plan, Rules()) == []


def test_a_long_shift_is_a_breach():
    assert breaches([Shift("Mia", Span(0, 10 * H))], Rules()) == []
    found = breaches([Shift("Mia", Span(0, 10 * H + 1))], Rules())
    assert found == ["Mia: the shift of Mon 00:00 is too long"]


def test_rest_between_shifts():
    early = Shift("Mia", Span(0, 8 * H))
    assert breaches([early, Shift("Mia", Span(19 * H, 20 * H))], Rules()) == []
    found = breaches([early, Shift("Mia", Span(19 * H - 1, 20 * H))], Rules())
    assert found == ["Mia: too little rest before Mon 18:59"]


def test_two_shifts_at_once():
    found = breaches([Shift("Mia", Span(0, 8 * H)), Shift("Mia", Span(7 * H, 9 * H))], Rules())
    assert found == ["Mia: two shifts at Mon 07:00"]


def test_hours_of_a_week():
    week = [Shift("Mia", Span(day * DAY, day * DAY + 8 * H)) for day in range(5)]
    assert breaches(week, Rules()) == []
    more = [*week, Shift("Mia", Span(5 * DAY, 5 * DAY + 1))]
    assert breaches(more, Rules()) == ["Mia: more than 40 hours"]


def test_days_of_a_week():
    week = [Shift("Mia", Span(day * DAY, day * DAY + H)) for day in range(7)]
    assert breaches(week[:6], Rules()) == []
    assert breaches(week, Rules()) == ["Mia: more than 6 days"]


def test_gaps_in_opening_hours(plan):
    assert gaps(plan, [Span(7 * H, 17 * H)]) == [Span(7 * H, 8 * H), Span(16 * H, 17 * H)]


def test_gaps_where_two_are_needed(plan):
    assert gaps(plan, [Span(8 * H, 16 * H)], needed=2) == [Span(12 * H, 16 * H)]


def test_fits_looks_at_the_rules(plan):
    assert fits(plan, "Ben", Span(23 * H, 24 * H), Rules())
    assert not fits(plan, "Ben", Span(22 * H, 24 * H), Rules())
    assert fits(plan, "Eve", Span(0, H), Rules())


def test_a_breach_that_is_there_already_does_not_count():
    long = [Shift("Mia", Span(0, 12 * H))]
    assert fits(long, "Mia", Span(24 * H, 25 * H), Rules())
    assert not fits(long, "Mia", Span(22 * H, 23 * H), Rules())


def test_filling_takes_who_works_least(plan):
    filled, left = fill(plan, [Span(2 * DAY, 2 * DAY + H)], ["Mia", "Ben"], Rules())
    assert filled[-1] == Shift("Ben", Span(2 * DAY, 2 * DAY + H))
    assert left == []


def test_filling_breaks_ties_by_name():
    filled, _ = fill([], [Span(0, H), Span(0, H), Span(0, H)], ["Zoe", "Ann"], Rules())
    assert [shift.person for shift in filled] == ["Ann", "Zoe"]


def test_filling_says_what_nobody_takes():
    spans = [Span(0, 8 * H), Span(10 * H, 11 * H)]
    filled, left = fill([], spans, ["Ann"], Rules())
    assert len(filled) == 1
    assert left == [Span(10 * H, 11 * H)]


def test_summary(plan):
    assert summary(plan) == [("Ben", 4 * H, 1, "Mon"), ("Mia", 16 * H, 2, "Mon")]


def test_staffed(plan):
    assert staffed(plan) == (16 * H, 2)
