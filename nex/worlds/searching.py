"""The planner's search: relevant actions, tried in a state of its own and undone again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nex.data.task import Caller
from nex.data.world import (
    Action,
    Compare,
    Condition,
    CountAtMost,
    Exists,
    Parameter,
    Path,
    Value,
)
from nex.language.words.literals import SCALES
from nex.worlds.achieving import Bindings, Option, achievers, opposite
from nex.worlds.actions import blockers, execute
from nex.worlds.blocking import Blocked
from nex.worlds.conditions import Roots, holds, roots_of
from nex.worlds.draws import TODAY
from nex.worlds.state import State

TARGETS = 60
"""Conditions that one look backwards follows, at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action with the value of each parameter."""

    action: str
    bindings: Bindings


@dataclass(frozen=True, slots=True)
class Target:
    """A condition that shall hold, and what its paths start at."""

    condition: Condition
    roots: Roots = field(default_factory=dict[str, tuple[str | None, Value]])


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a search goes."""

    depth: int = 4
    """Actions in a plan, at most."""
    nodes: int = 600
    """Actions tried, at most."""
    free: int = 6
    """Ways to bind parameters that the goal leaves free, for each action."""


def _restricted(condition: Condition, roots: Roots) -> Roots:
    """The roots that the condition's paths start at."""
    used = _starts(condition)
    return {name: root for name, root in roots.items() if name in used}


def _starts(condition: Condition) -> set[str]:
    used = _starts(condition.when) if condition.when is not None else set[str]()
    if isinstance(condition, CountAtMost | Exists):
        operands = [operand for one in condition.where for operand in one.among]
        return used | {operand.path[0] for operand in operands if isinstance(operand, Path)}
    used.add(condition.path[0])
    if isinstance(condition, Compare) and isinstance(condition.to, Path):
        used.add(condition.to.path[0])
    return used


class Search:
    """One search: a state of its own, what is left to do, what was tried."""

    def __init__(
        self,
        state: State,
        targets: Sequence[Target],
        last: Step | None,
        caller: Caller,
        bounds: Bounds,
    ) -> None:
        self.state, self.targets, self.last = state, targets, last
        self.caller, self.bounds = caller, bounds
        self.nodes = bounds.nodes
        self.cut = False
        """Whether anything was left out, so that shorter plans may have been missed."""
        self.settled = False
        """Whether the last descent met its limit nowhere: a deeper one would find the same."""
        self.seen: dict[str, int] = {}

    def descend(self, limit: int) -> list[Step] | None:
        """The steps to the goal, at most `limit`; None where there are none."""
        self.settled = True
        return self._down(limit)

    def _down(self, limit: int) -> list[Step] | None:
        unmet = [t for t in self.targets if not holds(self.state, t.condition, t.roots)]
        if not unmet:
            ending = self._end(limit)
            if ending is not None:
                return ending
        if limit == 0:
            self.settled = False
            return None
        return self._try(self._relevant(unmet), limit)

    def _end(self, limit: int) -> list[Step] | None:
        """What is left to do when every target holds."""
        if self.last is None:
            return []
        if limit == 0:
            self.settled = False
            return None
        with self.state.trial():
            done = execute(self.state, self.last.action, self.last.bindings, self.caller)
            if isinstance(done, Blocked):
                return None
            kept = all(holds(self.state, t.condition, t.roots) for t in self.targets)
        return [self.last] if kept else None

    def _try(self, steps: list[Step], limit: int) -> list[Step] | None:
        for step in steps:
            self.nodes -= 1
            if self.nodes < 0:
                self.cut, self.settled = True, False
                return None
            with self.state.trial():
                if isinstance(
                    execute(self.state, step.action, step.bindings, self.caller), Blocked
                ):
                    continue
                digest = self.state.digest()
                if self.seen.get(digest, -1) >= limit:
                    continue
                self.seen[digest] = limit
                rest = self._down(limit - 1)
            if rest is not None:
                return [step, *rest]
        return None

    def _relevant(self, unmet: Sequence[Target]) -> list[Step]:
        """Actions that can be done now and serve a target, directly or for a later action."""
        queue = list(unmet)
        if self.last is not None:
            queue += self._needs(self.last) or []
            self._doable(self.last, queue)
        found: dict[str, Step] = {}
        known: set[str] = set()
        while queue:
            target = queue.pop(0)
            key = repr(target)
            if key in known:
                continue
            known.add(key)
            for step in self._serving(target):
                needs = self._needs(step) or []
                queue += needs
                if not needs and self._doable(step, queue):
                    found.setdefault(repr(step), step)
            if len(known) > TARGETS:
                self.cut = True
                break
        return list(found.values())

    def _serving(self, target: Target) -> Iterator[Step]:
        when = target.condition.when
        options = list(achievers(self.state, target.condition, target.roots))
        if when is not None:
            averted = opposite(when)
            self.cut = self.cut or averted is None
            options += achievers(self.state, averted, target.roots) if averted else []
        for option in options:
            yield from self._bound(option)

    def _needs(self, step: Step) -> list[Target] | None:
        """What keeps a step from being done, as targets; None where the caller may not do it."""
        action = self.state.world.action(step.action)
        found = blockers(self.state, step.action, step.bindings, self.caller)
        if not found:
            return []
        roots = roots_of(action, step.bindings, self.caller)
        conditions = [blocked.condition for blocked in found]
        if None in conditions:
            return None
        return [Target(c, _restricted(c, roots)) for c in conditions if c is not None]

    def _doable(self, step: Step, queue: list[Target]) -> bool:
        """Whether an invariant lets the step through; a full count becomes a target of its own."""
        with self.state.trial():
            done = execute(self.state, step.action, step.bindings, self.caller)
        if not isinstance(done, Blocked):
            return True
        if isinstance(done.condition, CountAtMost) and done.condition.most > 0:
            fewer = done.condition.model_copy(update={"most": done.condition.most - 1})
            action = self.state.world.action(step.action)
            rows = {done.breaker[0]: done.breaker} if done.breaker is not None else {}
            queue.append(Target(fewer, {**rows, **roots_of(action, step.bindings, self.caller)}))
        return False

    def _bound(self, option: Option) -> Iterator[Step]:
        """The option with its free parameters bound, what can be done at once first."""
        action, bindings = option
        ready: list[Step] = []
        blocked: dict[frozenset[str], Step] = {}
        for full in self._bindings(action, bindings):
            step = Step(action.name, full)
            needs = self._needs(step)
            if needs == []:
                ready.append(step)
            elif needs is not None:
                blocked.setdefault(frozenset(map(repr, needs)), step)
        # who needs no more than another need not be tried after it
        least = [step for key, step in blocked.items() if not any(o < key for o in blocked)]
        self.cut = self.cut or max(len(ready), len(least)) > self.bounds.free
        yield from ready[: self.bounds.free]
        yield from least[: self.bounds.free]

    def _bindings(self, action: Action, given: Mapping[str, Value]) -> Iterator[Bindings]:
        combined: list[Bindings] = [{}]
        for parameter in action.parameters:
            ideas = [given[parameter.name]] if parameter.name in given else self._ideas(parameter)
            combined = [{**one, parameter.name: idea} for one in combined for idea in ideas]
            if len(combined) > 200:
                combined, self.cut = combined[:200], True
        yield from combined

    def _ideas(self, parameter: Parameter) -> list[Value]:
        """Values worth trying for a parameter that the goal leaves free."""
        if parameter.optional:
            return [None]
        if parameter.type == "reference":
            return list(self.state.ids(parameter.entity or ""))
        if parameter.type in SCALES:
            return [SCALES[parameter.type]]
        others: dict[str, list[Value]] = {
            "one_of": list(parameter.values),
            "yes_no": [True, False],
            "date": [TODAY.isoformat()],
            "time": ["12:00"],
        }
        return others.get(parameter.type, ["x"])
