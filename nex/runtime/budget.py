"""Limits, and what has been spent against them, as a tree checked from the root to the leaf."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import anyio

from nex.data.messages import Usage
from nex.errors import BudgetExceeded, Meter

NEVER = float("inf")
ASSUMED_OUTPUT = 4096
"""Output tokens that a reply is taken to need at most where `max_tokens` is not set."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call and all below it may spend; None leaves it to the caller's own limits."""

    steps: int | None = None
    """Turns of models in the whole subtree."""
    tokens: int | None = None
    cost: float | None = None
    """US dollars."""
    seconds: float | None = None
    """Wall time."""
    depth: int | None = None
    """Levels of calls below this one."""
    calls: int | None = None
    """Calls that one reply may ask for; the surplus is refused, one by one."""

    @property
    def counts(self) -> bool:
        """Whether something must be counted against them."""
        return not (self.steps is None and self.tokens is None and self.cost is None)


INHERIT = Limits()


class Budget:
    """One call's limits and spending, linked to those of the calls around it.

    An ask reserves its maximum before it is sent and settles after. It starts when what is spent
    and reserved leaves room for that maximum; otherwise it waits for the asks in flight; when
    none is in flight it starts as long as anything is left. So however many run at once, a limit
    on tokens or cost is overrun by less than one reply, and one on steps never.
    """

    __slots__ = (
        "_settled",
        "calls",
        "cost",
        "counted",
        "deepest",
        "ends",
        "in_flight",
        "limits",
        "lineage",
        "metered",
        "owner",
        "reserved_cost",
        "reserved_tokens",
        "steps",
        "tokens",
    )

    def __init__(self, limits: Limits, owner: tuple[int, ...], parent: Budget | None) -> None:
        self.limits = limits
        self.owner = owner
        self.lineage: tuple[Budget, ...] = (*(parent.lineage if parent else ()), self)
        """Every budget that this one counts against, the root's first."""
        self.counted = tuple(budget for budget in self.lineage if budget.limits.counts)
        """Those that limit steps, tokens or cost: only they keep count."""
        self.steps = 0
        self.tokens = 0
        self.cost = 0.0
        self.in_flight = 0
        self.reserved_tokens = 0
        self.reserved_cost = 0.0
        self._settled: anyio.Event | None = None
        self._narrow(limits, parent)

    def _narrow(self, limits: Limits, parent: Budget | None) -> None:
        """Work out, once, the tightest of the limits that do not count upwards."""
        deepest = sys.maxsize if limits.depth is None else len(self.owner) + limits.depth
        ends = NEVER if limits.seconds is None else time.monotonic() + limits.seconds
        calls = sys.maxsize if limits.calls is None else limits.calls
        self.metered = limits.tokens is not None or limits.cost is not None
        if parent is not None:
            deepest, ends = min(deepest, parent.deepest), min(ends, parent.ends)
            calls, self.metered = min(calls, parent.calls), self.metered or parent.metered
        self.deepest = deepest
        self.ends = ends
        self.calls = calls

    def check_depth(self, depth: int) -> None:
        """Raise where a call that deep is too deep for some budget."""
        if depth > self.deepest:
            for budget in self.lineage:
                limit = budget.limits.depth
                if limit is not None and depth > len(budget.owner) + limit:
                    raise BudgetExceeded("depth", limit, budget.owner)

    def take_step(self) -> None:
        """Count one turn of a model here and above, or raise for the outermost that is spent."""
        for budget in self.counted:
            most = budget.limits.steps
            if most is not None and budget.steps >= most:
                raise BudgetExceeded("steps", most, budget.owner)
        if time.monotonic() >= self.ends:
            self._raise_late()
        for budget in self.counted:
            budget.steps += 1

    def _raise_late(self) -> None:
        """Name the outermost budget whose time is up: models that never wait meet no timer."""
        for budget in self.lineage:
            if time.monotonic() >= budget.ends and budget.limits.seconds is not None:
                raise BudgetExceeded("seconds", budget.limits.seconds, budget.owner)

    async def reserve(self, tokens: int, cost: float) -> None:
        """Set aside what an ask may take at most, waiting for those in flight where it must."""
        while (full := self._full(tokens, cost)) is not None:
            if full._settled is None:
                full._settled = anyio.Event()
            await full._settled.wait()
        for budget in self.counted:
            budget.in_flight += 1
            budget.reserved_tokens += tokens
            budget.reserved_cost += cost

    def settle(self, tokens: int, cost: float) -> None:
        """Give back what `reserve` set aside."""
        for budget in self.counted:
            budget.in_flight -= 1
            budget.reserved_tokens -= tokens
            budget.reserved_cost -= cost
            if budget._settled is not None:
                budget._settled.set()
                budget._settled = None

    def charge(self, usage: Usage) -> None:
        """Spend a reply here and above; one without a price costs nothing here."""
        for budget in self.counted:
            budget.tokens += usage.tokens
            budget.cost += usage.cost or 0.0

    def remaining(self, depth: int) -> Limits:
        """What a call that deep, and all below it, may still spend; None where nothing limits it.

        What asks in flight have reserved counts as spent.
        """
        steps, tokens, cost = NEVER, NEVER, NEVER
        for budget in self.counted:
            most = budget.limits
            steps = min(steps, _left(most.steps, budget.steps))
            tokens = min(tokens, _left(most.tokens, budget.tokens + budget.reserved_tokens))
            cost = min(cost, _left(most.cost, budget.cost + budget.reserved_cost))
        seconds = max(0.0, self.ends - time.monotonic())
        return Limits(
            steps=None if steps == NEVER else int(steps),
            tokens=None if tokens == NEVER else int(tokens),
            cost=None if cost == NEVER else cost,
            seconds=None if seconds == NEVER else seconds,
            depth=None if self.deepest == sys.maxsize else max(0, self.deepest - depth),
            calls=None if self.calls == sys.maxsize else self.calls,
        )

    def _full(self, tokens: int, cost: float) -> Budget | None:
        """The outermost budget that has no room for such an ask at this moment."""
        for budget in self.counted:
            if not budget._has_room(tokens, cost):
                return budget
        return None

    def _has_room(self, tokens: int, cost: float) -> bool:
        """Whether an ask may start; raises where nothing is left even for one alone."""
        limits = self.limits
        if limits.tokens is not None and self.tokens >= limits.tokens:
            raise BudgetExceeded("tokens", limits.tokens, self.owner)
        if limits.cost is not None and self.cost >= limits.cost:
            raise BudgetExceeded("cost", limits.cost, self.owner)
        return not self.in_flight or (
            _fits(self.tokens + self.reserved_tokens + tokens, limits.tokens)
            and _fits(self.cost + self.reserved_cost + cost, limits.cost)
        )


def _left(limit: float | None, spent: float) -> float:
    return NEVER if limit is None else max(0, limit - spent)


def _fits(amount: float, limit: float | None) -> bool:
    return limit is None or amount <= limit


LIMIT_CODES: dict[Meter, str] = {
    "steps": "step_limit",
    "tokens": "token_limit",
    "cost": "cost_limit",
    "seconds": "time_limit",
    "depth": "depth_limit",
    "calls": "call_limit",
}
"""Machine codes of results that a limit ended."""
