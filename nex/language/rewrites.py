"""The nearest statement that would be exact, for a guess or a note that sounds like a rule."""

from __future__ import annotations

from nex.data.world import World
from nex.language.passes import Passes


def nearest(text: str, at: int, passes: Passes, world: World) -> str | None:
    """The rewrite of a statement; None where nothing near it can be said exactly."""
    return None
