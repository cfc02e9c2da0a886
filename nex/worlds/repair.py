"""Makes conditions true by setting values directly: for start states, never for actions."""

from __future__ import annotations

from nex.data.streams import Stream
from nex.data.world import (
    Attribute,
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
from nex.language.sentences.canonical import rule_sentence
from nex.language.sentences.clauses import OPPOSITE
from nex.language.words.literals import SCALES
from nex.worlds.conditions import Roots, cell_at, later, matching, value_at
from nex.worlds.draws import draw
from nex.worlds.invariants import Invariant, invariants, violators
from nex.worlds.state import State

ROUNDS = 40
_PATIENCE = 30
"""Rounds after which rows that nobody asked for go, where a limit leaves no other way."""


def repair(state: State, stream: Stream) -> None:
    """Change rows until every invariant holds; InputError where that does not come to an end."""
    for nth in range(ROUNDS):
        broken = _broken(state)
        if not broken:
            return
        for invariant, ids in broken:
            for id in ids:
                if nth < _PATIENCE or not _shed(state, invariant, id):
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
            return forcing.at_most(condition)
        case Exists():
            return forcing.presence_of_rows(condition)


def _mend(state: State, invariant: Invariant, id: str, stream: Stream) -> None:
    entity = invariant.rule.entity
    roots: Roots = {entity: (entity, id)} if entity is not None else {}
    force(state, invariant.rule.condition, roots, stream)


def _shed(state: State, invariant: Invariant, id: str) -> bool:
    """Let rows beyond a limit go, where the spec does not count them and nothing refers to them."""
    condition, entity = invariant.rule.condition, invariant.rule.entity
    if not isinstance(condition, CountAtMost) or condition.total is not None:
        return False
    if state.world.entity(condition.entity).count is not None:
        return False
    if state.schema.referrers[condition.entity]:
        return False
    roots: Roots = {entity: (entity, id)} if entity is not None else {}
    surplus = matching(state, condition.entity, condition.where, roots)[condition.most :]
    for row in surplus:
        state.remove(condition.entity, row)
    return bool(surplus)


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
        cell = cell_at(self.state, condition.path, self.roots)
        if cell is None or rival is None:
            return False
        attribute = self.state.schema.column(cell[0], cell[2]).attribute
        away = {"<": -1, ">": 1, "!=": 1}.get(condition.operator, 0)
        slack = self.stream.below(4) * {"<": -1, "<=": -1, ">": 1, ">=": 1}.get(
            condition.operator, 0
        )
        for steps in (away + slack, away):
            value = moved(rival, attribute, steps)
            if _within(value, attribute):
                return self._assign(condition.path, value)
        if condition.operator == "=":
            return self._assign(condition.path, rival)
        return self.none_of(condition.path, (rival,))

    def at_most(self, condition: CountAtMost) -> bool:
        """Take rows out of those that match, until few enough are left; of a total, make it less."""
        entity = condition.entity
        rows = matching(self.state, entity, condition.where, self.roots)
        rows = self.stream.shuffled(rows)
        if condition.total is None:
            return self._thin(entity, condition.where, rows[condition.most :])
        attribute = self.state.schema.column(entity, condition.total).attribute
        scale = SCALES.get(attribute.type, 1)
        left = condition.most
        for nth, id in enumerate(rows):
            present = self.state.cell(entity, id, condition.total)
            share = left // (len(rows) - nth) // scale * scale
            if isinstance(present, int) and present > share:
                if not _within(share, attribute):
                    return self._thin(entity, condition.where, rows[nth:])
                self.state.assign(entity, id, condition.total, share)
                present = share
            left -= present if isinstance(present, int) else 0
        return True

    def _thin(self, entity: str, where: tuple[Filter, ...], rows: list[str]) -> bool:
        """Make each of the rows miss one of the filters."""
        free = [one for one in where if one.attribute != "id"]
        changed = False
        for id in rows if free else ():
            changed |= self._filter(entity, id, self.stream.choice(free), wanted=False)
        return changed

    def _filter(self, entity: str, id: str, one: Filter, *, wanted: bool) -> bool:
        """Make one row meet a filter, or miss it."""
        forcing = _Forcing(self.state, {entity: (entity, id)}, self.stream)
        path = (entity, one.attribute)
        values = tuple(value_at(self.state, operand, self.roots) for operand in one.among)
        if one.operator in ("=", "!="):
            inside = wanted == (one.operator == "=")
            return forcing.among(path, values) if inside else forcing.none_of(path, values)
        operator = one.operator if wanted else OPPOSITE[one.operator]
        return forcing.compare(Compare(path=path, operator=operator, to=values[0]))

    def bring(self, entity: str, where: tuple[Filter, ...], least: int) -> bool:
        """Make rows match, so many."""
        ids = self.stream.shuffled(self.state.ids(entity))[:least]
        for id in ids:
            for one in where:
                if one.attribute != "id" and one.among:
                    self._filter(entity, id, one, wanted=True)
        return bool(ids)

    def presence_of_rows(self, condition: Exists) -> bool:
        if condition.negated:
            rows = matching(self.state, condition.entity, condition.where, self.roots)
            extra = self.stream.shuffled(rows)[condition.least - 1 :]
            return self._thin(condition.entity, condition.where, extra)
        return self.bring(condition.entity, condition.where, condition.least)

    def _assign(self, path: tuple[str, ...], value: Value) -> bool:
        cell = cell_at(self.state, path, self.roots)
        if cell is None or self.state.schema.table(cell.entity).entity.single:
            return False
        self.state.assign(*cell, value)
        return True


def moved(value: Value, attribute: Attribute, steps: int) -> Value:
    """A value so many steps of its type away: days, quarters of an hour, whole numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value + steps * SCALES.get(attribute.type, 1)
    if attribute.type == "date":
        return later(value, steps)
    if attribute.type == "time" and isinstance(value, str):
        minutes = 60 * int(value[:2]) + int(value[3:]) + 15 * steps
        minutes = min(max(minutes, 0), 24 * 60 - 1)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return None


def _within(value: Value, attribute: Attribute) -> bool:
    if not isinstance(value, int):
        return value is not None
    low, high = attribute.minimum, attribute.maximum
    return (low is None or value >= low) and (high is None or value <= high)
