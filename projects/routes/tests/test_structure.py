import pytest
from routes.network import read_network
from routes.structure import bridges, longest, order, parts, reached, spanning

STEPS = """
dig > pour 3
pour > frame 5
frame > roof 4
pour > pipes 2
pipes > paint 6
roof > paint 1
"""


def test_reached():
    network = read_network("A > B 1\nB > C 1\nD > A 1")
    assert reached(network, "A") == {"A", "B", "C"}
    assert reached(network, "C") == {"C"}


def test_parts():
    assert parts(read_network("A - B 1\nC - D 1\nB - E 1\nF")) == [
        ["A", "B", "E"],
        ["C", "D"],
        ["F"],
    ]


def test_bridges():
    network = read_network("A - B 1\nB - C 1\nC - A 1\nC - D 1\nD - E 1")
    assert bridges(network) == [("C", "D"), ("D", "E")]
    assert bridges(read_network("A - B 1\nB - C 1\nC - A 1")) == []


def test_an_order():
    assert order(read_network(STEPS)) == ["dig", "pour", "frame", "pipes", "roof", "paint"]


def test_the_order_of_what_does_not_matter_is_by_name():
    assert order(read_network("b > z 1\na > z 1\nc")) == ["a", "b", "c", "z"]


def test_a_ring_has_no_order():
    with pytest.raises(ValueError, match="ring"):
        order(read_network("A > B 1\nB > C 1\nC > A 1"))
    with pytest.raises(ValueError, match="ring"):
        order(read_network("A > B 1\nB > C 1\nC > B 1"))


def test_the_longest_way():
    assert longest(read_network(STEPS)) == (["dig", "pour", "frame", "roof", "paint"], 13)
    assert longest(read_network("A")) == (["A"], 0)
    assert longest(read_network("A > B 2\nC > D 1")) == (["A", "B"], 2)


def test_spanning():
    network = read_network("A - B 4\nA - C 1\nB - C 2\nC - D 7\nB - D 5")
    assert spanning(network) == ([("A", "C"), ("B", "C"), ("B", "D")], 8)


def test_spanning_of_two_parts():
    assert spanning(read_network("A - B 1\nC - D 2")) == ([("A", "B"), ("C", "D")], 3)
