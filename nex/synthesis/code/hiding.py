"""Which tests agents never see: some of those that fail, some of those that do not."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.streams import Stream
from nex.synthesis.code.suite import function_of

SHARE = 0.25
"""Of the test functions that pass, left out of what agents get."""


def hidden_functions(
    tests: Sequence[str], failing: Sequence[str], movable: frozenset[str], stream: Stream
) -> frozenset[str]:
    """Test functions (path::name) to leave out: a quarter, and half of those that fail.

    At least one that fails stays. Only functions in `movable` can be left out.
    """
    bad = list(dict.fromkeys(function_of(id) for id in failing))
    good = [f for f in dict.fromkeys(function_of(id) for id in tests) if f not in bad]
    some = stream.sample([f for f in good if f in movable], int(len(good) * SHARE))
    held = [f for f in bad if f in movable]
    return frozenset([*some, *stream.sample(held, min(len(held), len(bad) // 2))])
