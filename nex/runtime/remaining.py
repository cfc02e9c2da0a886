"""Remaining: the tool with which an agent sees what is left of its budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import orjson

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, text_part
from nex.runtime.scope import Scope

BUDGET = Signature(
    "budget",
    "What is left of the budget that this work shares: steps (turns of models), tokens, cost in "
    "US dollars, depth (levels of calls below you), calls (per reply). What is not limited is "
    "left out.",
    {"type": "object", "properties": {}, "additionalProperties": False},
)


@dataclass(frozen=True, slots=True)
class Remaining:
    """Answers for its caller; its own call takes nothing.

    Seconds are left out: what an agent reads is in the record, and a record holds no wall time.
    Code has them from `Scope.remaining`.
    """

    kind: ClassVar[UnitKind] = "tool"

    signature: Signature = BUDGET
    lane: str | None = None

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The tightest of all limits around the caller, less what is spent and reserved."""
        left = scope.budget.remaining(len(scope.id) - 1)
        found = {
            "steps": left.steps,
            "tokens": left.tokens,
            "cost": None if left.cost is None else round(left.cost, 6),
            "depth": left.depth,
            "calls": left.calls,
        }
        value: Json = {name: amount for name, amount in found.items() if amount is not None}
        return Result([text_part(orjson.dumps(value).decode())], value=value)
