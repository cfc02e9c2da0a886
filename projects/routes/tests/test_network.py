import pytest
from routes.network import Network, read_network


def test_a_road_goes_both_ways():
    network = Network()
    network.add_road("A", "B", 3)
    assert network.length("A", "B") == 3
    assert network.length("B", "A") == 3


def test_a_one_way_road():
    network = Network()
    network.add_road("A", "B", 3, both=False)
    assert network.next_to("A") == ["B"]
    assert network.next_to("B") == []


def test_the_shorter_road_counts():
    network = Network()
    network.add_road("A", "B", 3)
    network.add_road("A", "B", 5)
    assert network.length("A", "B") == 3
    network.add_road("B", "A", 2)
    assert network.length("A", "B") == 2


def test_a_road_of_no_length_but_none_below():
    network = Network()
    network.add_road("A", "B", 0)
    assert network.length("B", "A") == 0
    with pytest.raises(ValueError):
        network.add_road("A", "C", -1)


def test_closing():
    network = read_network("A - B 1\nB - C 2")
    network.close_road("A", "B")
    assert network.next_to("B") == ["C"]
    network.close_road("B", "C", both=False)
    assert network.next_to("C") == ["B"]
    with pytest.raises(KeyError):
        network.close_road("A", "C")


def test_a_copy_is_another():
    network = read_network("A - B 1")
    other = network.copy()
    other.close_road("A", "B")
    assert network.next_to("A") == ["B"]


def test_reading():
    network = read_network("# a map\nB - A 12\n\nA > C 4  # one way\nD\n")
    assert network.places == ["A", "B", "C", "D"]
    assert network.next_to("A") == ["B", "C"]
    assert network.next_to("C") == []


@pytest.mark.parametrize("line", ["A - B", "A ~ B 3", "A - B x", "A - B 3 4", "A -"])
def test_what_is_no_road(line):
    with pytest.raises(ValueError, match="line 2"):
        read_network(f"A - B 1\n{line}")
