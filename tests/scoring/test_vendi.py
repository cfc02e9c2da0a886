"""A set is worth as many things as it holds that differ."""

from __future__ import annotations

import pytest

from nex.data.streams import Stream
from nex.scoring.vendi import shuffled, vendi


def tagged(*names: str) -> dict[str, float]:
    return dict.fromkeys(names, 1.0)


def test_clones_are_worth_one() -> None:
    assert vendi([tagged("a", "b")] * 40) == pytest.approx(1.0)


def test_items_that_share_nothing_are_worth_their_number() -> None:
    assert vendi([tagged(f"x:{i}") for i in range(25)]) == pytest.approx(25.0)


def test_no_items_are_worth_nothing() -> None:
    assert vendi([]) == 0.0


def test_duplicates_lower_it() -> None:
    different = [tagged(f"x:{i}", "y") for i in range(20)]
    assert vendi(different[:10] * 2) < vendi(different) / 1.5


def test_both_sides_of_the_dual_agree() -> None:
    few_features = [tagged(f"a:{i % 3}", f"b:{i % 4}") for i in range(12)]
    many_features = [{**item, f"c:{i}": 1e-16} for i, item in enumerate(few_features)]
    assert vendi(few_features) == pytest.approx(vendi(many_features), rel=1e-3)


def test_an_item_without_features_still_counts() -> None:
    assert vendi([{}, tagged("a")]) == pytest.approx(2.0)


def test_shuffling_keeps_the_shares_and_raises_the_score() -> None:
    tied = [tagged(f"a:{i % 5}", f"b:{i % 5}") for i in range(50)]
    dealt = shuffled(tied, Stream("test"))
    assert sum("a:3" in item for item in dealt) == 10
    assert vendi(dealt) > vendi(tied) * 1.3
