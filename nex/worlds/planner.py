"""From any State to a goal: the shortest sequence of actions that a bounded search finds.

Iterative deepening over relevant actions only: those that bring a missing part of the goal about,
or a condition that keeps such an action from being done, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nex.data.task import Caller, Change
from nex.data.world import Condition, Exists, Filter, In, Value
from nex.worlds.actions import NOBODY
from nex.worlds.conditions import Roots
from nex.worlds.searching import Bounds, Search, Step, Target
from nex.worlds.state import State


@dataclass(frozen=True, slots=True)
class Plan:
    """The actions that lead to the goal, in order; `shortest`: no shorter sequence does."""

    steps: tuple[Step, ...]
    shortest: bool


USUAL = Bounds()


def plan(
    state: State,
    targets: Sequence[Target],
    *,
    last: Step | None = None,
    caller: Caller = NOBODY,
    bounds: Bounds = USUAL,
) -> Plan | None:
    """Actions after which every target holds, and `last`, if given, has been done as the last one.

    None: the bounded search found none; the state is left as it is.
    """
    search = Search(state.clone(), targets, last, caller, bounds)
    for limit in range(bounds.depth + 1):
        search.seen.clear()
        steps = search.descend(limit)
        if steps is not None:
            found = tuple(steps)
            return Plan(found, shortest=len(found) <= 1 or not search.cut)
        if search.nodes <= 0 or search.settled:
            return None
    return None


def liftable(
    state: State,
    condition: Condition,
    roots: Roots,
    *,
    caller: Caller = NOBODY,
    bounds: Bounds = USUAL,
) -> bool:
    """Whether actions that the caller may do could make the condition hold, within the bounds.

    False only where the search came to its end without being cut short.
    """
    search = Search(state.clone(), (Target(condition, roots),), None, caller, bounds)
    for limit in range(bounds.depth + 1):
        search.seen.clear()
        if search.descend(limit) is not None:
            return True
        if search.settled:
            return search.cut
    return True


def reach(entity: str, row: str, attribute: str, value: Value) -> Target:
    """The target that one attribute of one row has a value."""
    return Target(In(path=(entity, attribute), values=(value,)), {entity: (entity, row)})


def targets_of(changes: Iterable[Change]) -> tuple[Target, ...]:
    """The targets that a goal's changes set; what refers to fresh rows is left open."""
    return tuple(target for change in changes for target in _targets(change))


def _targets(change: Change) -> Iterator[Target]:
    if change.kind == "updated":
        for attribute, value in change.after.items():
            if not _fresh(value):
                yield reach(change.entity, change.row, attribute, value)
    elif change.kind == "deleted":
        itself = Filter(attribute="id", among=(change.row,))
        yield Target(Exists(entity=change.entity, where=(itself,), negated=True))
    else:
        where = tuple(
            Filter(attribute=key, among=(value,))
            for key, value in change.after.items()
            if value is not None and not _fresh(value)
        )
        yield Target(Exists(entity=change.entity, where=where))


def _fresh(value: Value) -> bool:
    return isinstance(value, str) and value.startswith("new:")
