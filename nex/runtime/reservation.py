"""Reservation: what an ask may take at most, set aside while it is in flight."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from nex.data.messages import Message, Settings
from nex.errors import InputError
from nex.runtime.budget import ASSUMED_OUTPUT, Budget
from nex.runtime.model import Model, Price, Priced

CHARACTERS_PER_TOKEN = 3
"""Few enough that the estimate of a prompt is rather too high than too low."""


class Reservation:
    """The maximum of one ask, held for as long as the block runs.

    Raises BudgetExceeded on entry where nothing is left, and InputError where a limit on cost
    meets a model that is known to have no price.
    """

    __slots__ = ("_budget", "_cost", "_tokens")

    def __init__(
        self, budget: Budget, model: Model, messages: Sequence[Message], settings: Settings
    ) -> None:
        given = settings.max_tokens or ASSUMED_OUTPUT
        taken = sum(map(characters, messages)) // CHARACTERS_PER_TOKEN
        price = _price(budget, model)
        self._budget = budget
        self._tokens = taken + given
        self._cost = price.of(taken, given) if price else 0.0

    async def __aenter__(self) -> None:
        await self._budget.reserve(self._tokens, self._cost)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._budget.settle(self._tokens, self._cost)


def _price(budget: Budget, model: Model) -> Price | None:
    limited = any(above.limits.cost is not None for above in budget.counted)
    if not limited or not isinstance(model, Priced):
        return None
    if model.price is None:
        raise InputError(
            f"a limit on cost is set, but no price is known for model {model.name!r}; "
            "give one (--price IN,OUT in dollars per million tokens) or drop the limit"
        )
    return model.price


def characters(message: Message) -> int:
    """How long a message is: what it says and asks for."""
    said = sum(len(part.get("text", "")) for part in message["content"])
    asked = sum(len(call["function"]["arguments"]) for call in message.get("tool_calls", ()))
    return said + asked
