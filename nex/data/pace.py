"""What happens in a World by itself, on its clock: what other people do while an agent works."""

from __future__ import annotations

from pydantic import Field

from nex.data.frozen import Frozen

MOST_SECONDS = 365 * 24 * 3600
"""The longest span that anything takes."""


class Happening(Frozen):
    """Something that somebody else does again and again."""

    action: str
    """The action's name."""
    caller: str = ""
    """The role, or the entity of whose rows somebody does it; "": somebody."""
    seconds: int = Field(ge=1, le=MOST_SECONDS)
    """How much time passes from one to the next."""
