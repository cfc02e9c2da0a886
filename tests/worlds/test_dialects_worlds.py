"""Dialects of Worlds that nobody wrote."""

from __future__ import annotations

import pytest

from nex.data.streams import Stream
from nex.errors import InputError
from nex.language.sampling.worlds import random_world
from nex.worlds.dialects import seeded
from nex.worlds.equivalence import compared
from nex.worlds.populate import populate


@pytest.mark.parametrize("number", range(12))
def test_any_world_is_itself_in_any_dialect(number: int) -> None:
    try:
        template = populate(random_world(Stream("dialects", number)), 1)
    except InputError:
        pytest.skip("no rows satisfy its rules")
    assert compared(template, [], seeded(number + 1000)) == []
