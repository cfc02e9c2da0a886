import pytest
from routes.itinerary import (
    Ride,
    can_change,
    changes,
    clock,
    departures,
    describe,
    fare,
    journey,
    travel_time,
    waiting_time,
)

RIDES = [
    Ride("1", "Port", "Hill", 480, 490),
    Ride("1", "Hill", "Mill", 492, 500),
    Ride("1", "Port", "Hill", 500, 510),
    Ride("2", "Hill", "Farm", 494, 520),
    Ride("2", "Hill", "Farm", 495, 521),
    Ride("3", "Port", "Farm", 481, 530),
    Ride("4", "Mill", "Farm", 505, 521),
]
ZONES = {"Port": 1, "Hill": 1, "Mill": 2, "Farm": 3}


def test_departures_in_order():
    assert [ride.leaves for ride in departures(RIDES, "Port", 480)] == [480, 481, 500]
    assert [ride.leaves for ride in departures(RIDES, "Port", 481)] == [481, 500]
    assert departures(RIDES, "Farm", 0) == []


def test_changing_takes_time_but_not_on_one_line():
    first = RIDES[0]
    assert can_change(first, RIDES[1], 5)
    assert not can_change(first, RIDES[3], 5)
    assert can_change(first, RIDES[4], 5)
    assert not can_change(RIDES[1], RIDES[4], 5)


def test_the_journey_that_arrives_first():
    assert journey(RIDES, "Port", "Farm", 480) == [RIDES[0], RIDES[4]]
    assert journey(RIDES, "Port", "Farm", 480, change=4) == [RIDES[0], RIDES[3]]
    assert journey(RIDES, "Port", "Farm", 480, change=10) == [RIDES[5]]


def test_the_fewest_rides_among_equals():
    found = journey(RIDES, "Port", "Farm", 480, change=5)
    assert len(found) == 2


def test_a_journey_may_not_start_too_early():
    assert journey(RIDES, "Port", "Farm", 481) == [RIDES[5]]
    assert journey(RIDES, "Port", "Farm", 482) is None
    assert journey(RIDES, "Port", "Mill", 480) == RIDES[:2]


def test_changes_count_lines():
    assert changes(RIDES[:2]) == 0
    assert changes([RIDES[0], RIDES[4]]) == 1
    assert changes([]) == 0


def test_times():
    way = [RIDES[0], RIDES[4]]
    assert travel_time(way) == 41
    assert waiting_time(way) == 5


@pytest.mark.parametrize(
    ("way", "cents"), [([], 0), (RIDES[:1], 200), (RIDES[:2], 280), ([*RIDES[:2], RIDES[6]], 360)]
)
def test_fares(way, cents):
    assert fare(way, ZONES) == cents


def test_a_fare_has_a_most():
    assert fare([*RIDES[:2], RIDES[6]], ZONES, zone=300) == 600
    assert fare([*RIDES[:2], RIDES[6]], ZONES, zone=200) == 600
    assert fare([*RIDES[:2], RIDES[6]], ZONES, zone=199) == 598


def test_the_clock_knows_the_next_day():
    assert clock(485) == "08:05"
    assert clock(1439) == "23:59"
    assert clock(1450) == "00:10+1"


def test_a_description():
    assert describe([RIDES[0]]) == ["08:00 Port -> 08:10 Hill (1)"]
