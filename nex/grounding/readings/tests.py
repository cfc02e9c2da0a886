"""`tests`: pristine tests, run on the sources of a project in a container of their own."""

from __future__ import annotations

from nex.grounding.code.judging import judged
from nex.grounding.readings.reading import Found
from nex.worlds.tables import Tables


async def read(found: Found) -> Tables:
    """Entities `test`, `control` and `source`: see `nex.grounding.code.judging`."""
    return await judged(found)
