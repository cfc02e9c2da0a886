"""Makes conditions true by setting values directly: for start states, never for actions."""

from __future__ import annotations

from collections.abc import Mapping

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
    Path,
    Value,
)
from nex.errors import InputError
from nex.language.literals import SCALES
from nex.language.sentences import rule_sentence
from nex.worlds.draws import draw
from nex.worlds.expressions import Compiler, Term
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


def force(
    state: State, condition: Condition, roots: Mapping[str, tuple[str, str]], stream: Stream
) -> bool:
    """Make a condition true by setting values, if a single change can; says whether one was made.

    `roots` gives the (entity, id) that each path's first name stands for.
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
    roots = {entity: (entity, id)} if entity is not None else {}
    force(state, invariant.rule.condition, roots, stream)


class _Forcing:
    """One forced change: the state, what the roots are, and the dice."""

    def __init__(self, state: State, roots: Mapping[str, tuple[str, str]], stream: Stream) -> None:
        self.state, self.roots, self.stream = state, roots, stream

    def among(self, path: tuple[str, ...], values: tuple[Value, ...]) -> bool:
        return bool(values) and self._assign(path, self.stream.choice(values))

    def none_of(self, path: tuple[str, ...], values: tuple[Value, ...]) -> bool:
        cell = self._cell(path)
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
        rival = self._value(to.path) if isinstance(to, Path) else to
        if not isinstance(rival, int) or isinstance(rival, bool):
            if condition.operator == "=":
                return self._assign(condition.path, rival)
            return self.none_of(condition.path, (rival,))
        cell = self._cell(condition.path)
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
        rows = self._matching(entity, where)
        free = [one for one in where if one.attribute != "id"]
        changed = False
        for id in self.stream.shuffled(rows)[: max(0, len(rows) - most)]:
            if not free:
                return changed
            one = self.stream.choice(free)
            forcing = _Forcing(self.state, {entity: (entity, id)}, self.stream)
            values = tuple(v for o in one.among for v in [self._operand(o)])
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
                value = self._operand(self.stream.choice(one.among))
                self.state.assign(entity, id, one.attribute, value)
        return True

    def presence_of_rows(self, condition: Exists) -> bool:
        if condition.negated:
            return self.thin(condition.entity, condition.where, 0)
        return self.bring(condition.entity, condition.where)

    def _matching(self, entity: str, where: tuple[Filter, ...]) -> list[str]:
        terms = {
            name: Term(f":{name_of(n)}", "reference", e)
            for n, (name, (e, _)) in enumerate(self.roots.items())
        }
        named: dict[str, Value] = {name_of(n): id for n, (_, id) in enumerate(self.roots.values())}
        compiler = Compiler(self.state.schema, terms)
        table = self.state.schema.table(entity)
        sql = f"SELECT f.id FROM {table.sql} AS f WHERE {compiler.matching(table, where)} ORDER BY f.n"
        return [str(id) for (id,) in self.state.query(sql, {**compiler.values, **named})]

    def _operand(self, operand: Path | Value) -> Value:
        return self._value(operand.path) if isinstance(operand, Path) else operand

    def _value(self, path: tuple[str, ...]) -> Value:
        if len(path) == 1:
            return self.roots[path[0]][1] if path[0] in self.roots else None
        cell = self._cell(path)
        return None if cell is None else self.state.cell(*cell)

    def _cell(self, path: tuple[str, ...]) -> tuple[str, str, str] | None:
        if path[0] not in self.roots or len(path) < 2:
            return None
        entity, id = self.roots[path[0]]
        for name in path[1:-1]:
            target = self.state.schema.column(entity, name).attribute.entity
            found = self.state.cell(entity, id, name)
            if target is None or found is None:
                return None
            entity, id = target, str(found)
        return entity, id, path[-1]

    def _assign(self, path: tuple[str, ...], value: Value) -> bool:
        cell = self._cell(path)
        if cell is None:
            return False
        self.state.assign(*cell, value)
        return True


def name_of(n: int) -> str:
    """The SQL name of the nth root."""
    return f"r{n}"
