"""Makes conditions true by setting values directly: for start states, never for actions."""

from __future__ import annotations

from nex.data.streams import Stream
from nex.data.world import (
    Compare,
    Condition,
    CountAtMost,
    Exists,
    Filter,
    In,
    IsSet,
    NotIn,
    Value,
)
from nex.errors import InputError
from nex.language.literals import SCALES
from nex.language.sentences import rule_sentence
from nex.worlds.conditions import Roots, cell_at, matching, value_at
from nex.worlds.draws import draw
from nex.worlds.invariants import Invariant, invariants, violators
from nex.worlds.state import State

ROUNDS = 40


def repair(state: State, stream: Stream) -> None:
    """Change rows until every invariant holds; InputError where that does not come to an end."""
    for _ in range(ROUNDS):
        broken = _broken(state)
        if not broken:
            return
        for invariant, ids in broken:
            for id in ids:
                _mend(state, invariant, id, stream)
    for invariant, _ in _broken(state):
        sentence = rule_sentence(state.world, invariant.rule)
        raise InputError(
            f"world {state.world.name!r}: found no rows that keep the rule {sentence!r}; "
            "check whether it contradicts another rule, a bound or a count"
        )


def _broken(state: State) -> list[tuple[Invariant, list[str]]]:
    found = ((one, violators(state, one)) for one in invariants(state.schema))
    return [(one, ids) for one, ids in found if ids]


def force(state: State, condition: Condition, roots: Roots, stream: Stream) -> bool:
    """Make a condition true by setting values, if a single change can; says whether one was made.

    A condition's `when` is left alone.
    """
    forcing = _Forcing(state, roots, stream)
    match condition:
        case In():
            return forcing.among(condition.path, condition.values)
        case NotIn():
            return forcing.none_of(condition.path, condition.values)
        case IsSet():
            return forcing.presence(condition.path, wanted=not condition.negated)
        case Compare():
            return forcing.compare(condition)
        case CountAtMost():
            return forcing.thin(condition.entity, condition.where, condition.most)
        case Exists():
            return forcing.presence_of_rows(condition)


def _mend(state: State, invariant: Invariant, id: str, stream: Stream) -> None:
    entity = invariant.rule.entity
    roots: Roots = {entity: (entity, id)} if entity is not None else {}
    force(state, invariant.rule.condition, roots, stream)


class _Forcing:
    """One forced change: the state, what the roots are, and the dice."""

    def __init__(self, state: State, roots: Roots, stream: Stream) -> None:
        self.state, self.roots, self.stream = state, roots, stream

    def among(self, path: tuple[str, ...], values: tuple[Value, ...]) -> bool:
        return bool(values) and self._assign(path, self.stream.choice(values))

    def none_of(self, path: tuple[str, ...], values: tuple[Value, ...]) -> bool:
        cell = cell_at(self.state, path, self.roots)
        if cell is None:
            return False
        attribute = self.state.schema.column(cell[0], cell[2]).attribute
        domain: list[Value] = list(attribute.values)
        if attribute.type == "yes_no":
            domain = [True, False]
        elif attribute.type == "reference":
            domain = list(self.state.ids(attribute.entity or ""))
        free = [value for value in domain if value not in values]
        if not free and attribute.type not in ("one_of", "yes_no", "reference"):
            free = [draw(self.state.world.entity(cell[0]), attribute, {}, self.stream)]
        return bool(free) and self._assign(path, self.stream.choice(free))

    def presence(self, path: tuple[str, ...], *, wanted: bool) -> bool:
        return self.none_of(path, (None,)) if wanted else self._assign(path, None)

    def compare(self, condition: Compare) -> bool:
        to = condition.to
        rival = value_at(self.state, to, self.roots)
        if not isinstance(rival, int) or isinstance(rival, bool):
            if condition.operator == "=":
                return self._assign(condition.path, rival)
            return self.none_of(condition.path, (rival,))
        cell = cell_at(self.state, condition.path, self.roots)
        if cell is None:
            return False
        attribute = self.state.schema.column(cell[0], cell[2]).attribute
        step = SCALES.get(attribute.type, 1)
        away = {"<": -step, ">": step, "!=": step}.get(condition.operator, 0)
        slack = step * self.stream.below(4)
        slack = {"<": -slack, "<=": -slack, ">": slack, ">=": slack}.get(condition.operator, 0)
        value = rival + away + slack
        low, high = attribute.minimum, attribute.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            value = rival + away
        return self._assign(condition.path, value)

    def thin(self, entity: str, where: tuple[Filter, ...], most: int) -> bool:
        """Take rows out of those that match, until at most `most` are left."""
        rows = matching(self.state, entity, where, self.roots)
        free = [one for one in where if one.attribute != "id"]
        changed = False
        for id in self.stream.shuffled(rows)[: max(0, len(rows) - most)]:
            if not free:
                return changed
            one = self.stream.choice(free)
            forcing = _Forcing(self.state, {entity: (entity, id)}, self.stream)
            values = tuple(v for o in one.among for v in [value_at(self.state, o, self.roots)])
            changed |= forcing.none_of((entity, one.attribute), values)
        return changed

    def bring(self, entity: str, where: tuple[Filter, ...]) -> bool:
        """Make one row match."""
        ids = self.state.ids(entity)
        if not ids:
            return False
        id = self.stream.choice(ids)
        for one in where:
            if one.attribute != "id" and one.among:
                value = value_at(self.state, self.stream.choice(one.among), self.roots)
                self.state.assign(entity, id, one.attribute, value)
        return True

    def presence_of_rows(self, condition: Exists) -> bool:
        if condition.negated:
            return self.thin(condition.entity, condition.where, 0)
        return self.bring(condition.entity, condition.where)

    def _assign(self, path: tuple[str, ...], value: Value) -> bool:
        cell = cell_at(self.state, path, self.roots)
        if cell is None:
            return False
        self.state.assign(*cell, value)
        return True
