"""All behaviours of the kit, by name."""

from __future__ import annotations

from nex.grounding.hostile.eating import EATING
from nex.grounding.hostile.flooding import ENDING, FLOODING
from nex.grounding.hostile.listing import LISTING, SCHEMAS
from nex.grounding.hostile.replying import REPLYING
from nex.grounding.hostile.starting import STARTING
from nex.grounding.hostile.wire import Behaviour, answer

POLITE = Behaviour("polite", "nothing odd: the control", "call", ("served",), answer)
BEHAVIOURS: tuple[Behaviour, ...] = (
    *STARTING, *LISTING, *SCHEMAS, *REPLYING, *FLOODING, *ENDING, *EATING,
)  # fmt: skip
BY_NAME: dict[str, Behaviour] = {one.name: one for one in (POLITE, *BEHAVIOURS)}
