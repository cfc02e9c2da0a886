import pytest
from routes.network import read_network
from routes.shortest import centre, detour, distances, fewest, shortest, way_length, within

MAP = """
A - B 4
A - C 2
C - B 1
B - D 5
C - D 8
D - E 3
X - Y 1
"""


@pytest.fixture
def network():
    return read_network(MAP)


def test_distances(network):
    assert distances(network, "A") == {"A": 0, "C": 2, "B": 3, "D": 8, "E": 11}


def test_the_shortest_way(network):
    assert shortest(network, "A", "D") == (["A", "C", "B", "D"], 8)
    assert shortest(network, "A", "A") == (["A"], 0)


def test_no_way(network):
    assert shortest(network, "A", "X") is None
    assert fewest(network, "A", "X") is None


def test_ties_go_by_name():
    network = read_network("A - B 1\nA - C 1\nB - D 1\nC - D 1")
    assert shortest(network, "A", "D") == (["A", "B", "D"], 2)
    assert fewest(network, "A", "D") == ["A", "B", "D"]


def test_the_fewest_roads(network):
    assert fewest(network, "A", "D") == ["A", "B", "D"]
    assert fewest(network, "A", "A") == ["A"]
    assert fewest(network, "E", "A") == ["E", "D", "B", "A"]


def test_the_length_of_a_way(network):
    assert way_length(network, ["A", "B", "D"]) == 9
    assert way_length(network, ["A"]) == 0


def test_within_a_reach(network):
    assert within(network, "A", 3) == ["C", "B"]
    assert within(network, "A", 2) == ["C"]
    assert within(network, "A", 1) == []


def test_detours(network):
    assert detour(network, "A", "D", ("C", "B")) == 1
    assert detour(network, "A", "B", ("D", "E")) == 0
    assert detour(network, "A", "E", ("D", "E")) is None


def test_one_way_roads_are_kept():
    network = read_network("A > B 1\nB > C 1\nC > A 1")
    assert shortest(network, "B", "A") == (["B", "C", "A"], 2)


def test_the_centre():
    assert centre(read_network("A - B 1\nB - C 1\nC - D 1\nD - E 1")) == "C"
    assert centre(read_network("A - B 1")) == "A"
    assert centre(read_network(MAP)) is None
