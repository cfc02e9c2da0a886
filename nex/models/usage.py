"""Usage as providers give it, checked; nex's own estimate where it is missing or cannot be true."""

from __future__ import annotations

import math
from typing import cast

from nex.data.jsons import JsonValue
from nex.data.messages import Message, Usage
from nex.runtime.reservation import CHARACTERS_PER_TOKEN, characters

MOST_TOKENS = 10_000_000
"""More than any model reads or writes in one reply."""
MOST_COST = 1_000_000.0


def read_usage(usage: JsonValue, asked: int, message: Message) -> Usage:
    """Tokens and, where the provider says it, the cost; the cost is unknown otherwise.

    `asked` is the length of the request in characters, for the estimate of what was read.
    """
    given = usage if isinstance(usage, dict) else {}
    taken, made = _count(given.get("prompt_tokens")), _count(given.get("completion_tokens"))
    cost = _cost(given.get("cost"))
    if taken is not None and made is not None:
        return Usage(taken, made, cost)
    if taken is None:
        taken = -(-asked // CHARACTERS_PER_TOKEN)
    if made is None:
        made = -(-characters(message) // CHARACTERS_PER_TOKEN)
    return Usage(taken, made, cost, estimated=True)


def _count(value: JsonValue) -> int | None:
    """A credible number of tokens; None for anything else."""
    if type(value) is int:
        return value if 0 <= value <= MOST_TOKENS else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= MOST_TOKENS and value == math.floor(value) else None


def _cost(value: JsonValue) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    cost = float(cast("float", value))
    return cost if 0 <= cost <= MOST_COST else None
