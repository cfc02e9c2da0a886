"""What must hold after every action: the World's invariants and those its bounds imply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from nex.data.world import (
    Action,
    AddValue,
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Effect,
    Exists,
    Filter,
    Path,
    Rule,
    SetValue,
    Value,
    World,
)
from nex.worlds.expressions import Compiler, Term
from nex.worlds.schema import Schema
from nex.worlds.state import State

Place = tuple[str, str]
"""(entity, attribute); or (entity, "+") where rows come, (entity, "-") where rows go."""


class Invariant(NamedTuple):
    """A rule with the query that finds the rows that break it."""

    rule: Rule
    sql: str
    values: Mapping[str, Value]
    reads: frozenset[Place]


def violators(state: State, invariant: Invariant) -> list[str]:
    """The ids of the rows that break it; "" stands for the World as a whole."""
    return [str(id) for (id,) in state.query(invariant.sql, invariant.values)]


@lru_cache(maxsize=512)
def invariants(schema: Schema) -> tuple[Invariant, ...]:
    """Every invariant of a World, compiled; InputError where a path leads nowhere."""
    rules = (*(r for r in schema.world.rules if r.action is None), *_implied(schema.world))
    return tuple(_compiled(schema, rule) for rule in rules)


def touched(schema: Schema, action: Action) -> tuple[Invariant, ...]:
    """The invariants that an action of the World could break."""
    writes = frozenset(p for effect in action.effects for p in _writes(schema, action, effect))
    return tuple(i for i in invariants(schema) if i.reads & writes)


def parameter_terms(action: Action, caller: str | None) -> dict[str, Term]:
    """The roots of an action's paths: its parameters, and the caller where it is a row."""
    roots = {p.name: Term(f":p{n}", p.type, p.entity) for n, p in enumerate(action.parameters)}
    if caller is not None:
        roots["caller"] = Term(":caller", "reference", caller)
    return roots


def _compiled(schema: Schema, rule: Rule) -> Invariant:
    roots: dict[str, Term] = {}
    source = ""
    if rule.entity is not None:
        roots[rule.entity] = Term("s.id", "reference", rule.entity)
        source = f" FROM {schema.table(rule.entity).sql} AS s"
    compiler = Compiler(schema, roots)
    condition = compiler.condition(rule.condition)
    what = "s.id" if source else "''"
    sql = f"SELECT {what}{source} WHERE NOT {condition}"
    reads = set(_reads(schema, roots, rule.condition))
    if rule.entity is not None:
        reads.add((rule.entity, "+"))
    return Invariant(rule, sql, compiler.values, frozenset(reads))


def _implied(world: World) -> Iterator[Rule]:
    for entity in world.entities:
        for attribute in entity.attributes:
            path = (entity.name, attribute.name)
            for operator, bound in ((">=", attribute.minimum), ("<=", attribute.maximum)):
                if bound is None:
                    continue
                when = None
                condition = Compare.model_validate(
                    {"path": path, "operator": operator, "to": bound, "when": when}
                )
                yield Rule(condition=condition, entity=entity.name)


def _reads(schema: Schema, roots: Mapping[str, Term], condition: Condition) -> Iterator[Place]:
    if condition.when is not None:
        yield from _reads(schema, roots, condition.when)
        if isinstance(condition.when, CountAtMost | Exists):
            yield from ((condition.when.entity, way) for way in "+-")
    if isinstance(condition, CountAtMost | Exists):
        going = isinstance(condition, Exists) and not condition.negated
        yield (condition.entity, "-" if going else "+")
        if isinstance(condition, CountAtMost) and condition.total is not None:
            yield (condition.entity, condition.total)
        for one in condition.where:
            yield (condition.entity, one.attribute)
            yield from _operand_reads(schema, roots, one)
        return
    yield from _path_reads(schema, roots, condition.path)
    if isinstance(condition, Compare) and isinstance(condition.to, Path):
        yield from _path_reads(schema, roots, condition.to.path)


def _operand_reads(schema: Schema, roots: Mapping[str, Term], one: Filter) -> Iterator[Place]:
    for operand in one.among:
        if isinstance(operand, Path):
            yield from _path_reads(schema, roots, operand.path)


def _path_reads(
    schema: Schema, roots: Mapping[str, Term], path: tuple[str, ...]
) -> Iterator[Place]:
    compiler = Compiler(schema, roots)
    for length in range(1, len(path)):
        entity = compiler.term(path[:length]).entity
        if entity is not None:
            yield (entity, path[length])


def _writes(schema: Schema, action: Action, effect: Effect) -> Iterator[Place]:
    match effect:
        case SetValue() | AddValue():
            compiler = Compiler(schema, parameter_terms(action, None))
            entity = compiler.term(effect.path[:-1]).entity
            if entity is not None:
                yield (entity, effect.path[-1])
        case CreateRow():
            yield (effect.entity, "+")
        case DeleteRows():
            yield (effect.entity, "-")
