"""Form 14 in its wordings."""

from __future__ import annotations

from nex.data.world import World
from nex.language.wordings import Choice


def example_lines(world: World, choice: Choice) -> list[str]:
    """One sentence per example."""
    return []
