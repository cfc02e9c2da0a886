"""Whether anything that a caller may do could remove what stands in an action's way.

The answer errs on one side only: what is called unliftable is so. Paths, rows and callers are
looked at closely where that is cheap; everything else counts as liftable.
"""

from __future__ import annotations

from nex.data.task import Caller
from nex.data.world import (
    Action,
    AddValue,
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Exists,
    Filter,
    In,
    NotIn,
    Path,
    SetValue,
    Value,
    World,
)
from nex.language.sentences.clock import CLOCK, looks_at_clock
from nex.language.sentences.pieces import chain
from nex.synthesis.callers import may, path_entity
from nex.synthesis.snapshot import Snapshot
from nex.worlds.pace import runs

Place = tuple[str, str]
"""(entity, attribute)"""


class Lifting:
    """What the actions of a World can change, for one kind of caller."""

    def __init__(self, world: World, caller: Caller) -> None:
        self._world = world
        self._actions = [action for action in world.actions if may(action, caller)]
        self._set: dict[Place, list[tuple[Action, SetValue]]] = {}
        self._added: set[Place] = set()
        self._passes = runs(world)
        """Whether time passes, so that waiting may help."""
        self._come: set[str] = set()
        self._gone: set[str] = set()
        for action in self._actions:
            self._note(action)

    def liftable(
        self, condition: Condition | None, action: Action, bindings: dict[str, Value], now: Snapshot
    ) -> bool:
        """Whether the condition, which does not hold, might come to hold by declared actions."""
        if condition is None or (self._passes and looks_at_clock(condition)):
            return True
        if any(self._mutable(when, action) for when in [*chain(condition)][1:]):
            return True
        if isinstance(condition, CountAtMost | Exists):
            return self._rows_liftable(condition)
        if not self._mutable(condition, action):
            return False
        reachable = self._reachable(condition, action, bindings, now)
        if reachable is None or not isinstance(condition, In | NotIn):
            return True
        wanted = [
            value for value in reachable if (value in condition.values) == (condition.kind == "in")
        ]
        return bool(wanted)

    def _note(self, action: Action) -> None:
        for effect in action.effects:
            match effect:
                case SetValue():
                    entity = path_entity(self._world, action, effect.path[:-1])
                    if entity is not None:
                        place = (entity, effect.path[-1])
                        self._set.setdefault(place, []).append((action, effect))
                case AddValue():
                    entity = path_entity(self._world, action, effect.path[:-1])
                    self._added.add((entity or "", effect.path[-1]))
                case CreateRow():
                    self._come.add(effect.entity)
                case DeleteRows():
                    self._gone.add(effect.entity)

    def _rows_liftable(self, condition: CountAtMost | Exists) -> bool:
        lacking = isinstance(condition, Exists) and not condition.negated
        changing = self._come if lacking else self._gone
        touched = any(
            (condition.entity, one.attribute) in self._set
            or (condition.entity, one.attribute) in self._added
            for one in condition.where
        )
        return touched or condition.entity in changing or self._filters_move(condition.where)

    def _filters_move(self, where: tuple[Filter, ...]) -> bool:
        """Whether a filter compares with something that is itself reached over attributes."""
        return any(
            isinstance(operand, Path) and len(operand.path) > 1 and operand.path[0] != CLOCK
            for one in where
            for operand in one.among
        )

    def _mutable(self, condition: Condition, action: Action) -> bool:
        """Whether anything along the condition's paths can change."""
        if isinstance(condition, CountAtMost | Exists):
            return True
        paths = [condition.path]
        if isinstance(condition, Compare) and isinstance(condition.to, Path):
            paths.append(condition.to.path)
        return any(self._path_mutable(path, action) for path in paths)

    def _path_mutable(self, path: tuple[str, ...], action: Action) -> bool:
        if path[0] == "caller":
            return len(path) > 1 and self._named_anywhere(path[1:])
        for length in range(1, len(path)):
            entity = path_entity(self._world, action, path[:length])
            if entity is None or (entity, path[length]) in self._set | dict.fromkeys(self._added):
                return True
        return False

    def _named_anywhere(self, names: tuple[str, ...]) -> bool:
        return any(attribute in names for _, attribute in (*self._set, *self._added))

    def _reachable(
        self, condition: Condition, action: Action, bindings: dict[str, Value], now: Snapshot
    ) -> set[Value] | None:
        """The values that a list attribute of a parameter's own row can come to; None: unknown."""
        path = () if isinstance(condition, CountAtMost | Exists) else condition.path
        if len(path) != 2:
            return None
        entity = path_entity(self._world, action, path[:1])
        row = bindings.get(path[0])
        if entity is None or not isinstance(row, str):
            return None
        place = (entity, path[1])
        start = now.cell(entity, row, path[1])
        reached, waiting = {start}, [start]
        while waiting:
            value = waiting.pop()
            for next_value in self._next(place, value):
                if isinstance(next_value, Path):
                    return None
                if next_value not in reached:
                    reached.add(next_value)
                    waiting.append(next_value)
        return reached

    def _next(self, place: Place, value: Value) -> list[Value | Path]:
        return [
            effect.to
            for action, effect in self._set.get(place, ())
            if _starts_from(self._world, action, effect.path, value)
        ]


def _starts_from(world: World, action: Action, path: tuple[str, ...], value: Value) -> bool:
    """Whether the action's plain demands on that very attribute let this value through."""
    rules = (rule.condition for rule in world.rules if rule.action == action.name)
    return all(
        (value in condition.values) == (condition.kind == "in")
        for condition in (*action.requires, *rules)
        if isinstance(condition, In | NotIn) and condition.when is None and condition.path == path
    )
