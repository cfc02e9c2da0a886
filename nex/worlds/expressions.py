"""Paths and conditions as SQL expressions; every value is a named parameter, never text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nex.data.world import (
    AttributeType,
    Compare,
    Condition,
    CountAtMost,
    Exists,
    Filter,
    In,
    IsSet,
    NotIn,
    Operand,
    Path,
    Value,
)
from nex.errors import InputError
from nex.language.words.literals import SCALES
from nex.worlds.schema import Schema, Table, stored


class Term(NamedTuple):
    """An SQL expression with what it stands for."""

    sql: str
    type: AttributeType
    entity: str | None = None
    """Where it is a row: of which entity."""


@dataclass(slots=True)
class Compiler:
    """Turns conditions over known roots into SQL, and collects the values they name."""

    schema: Schema
    roots: Mapping[str, Term]
    values: dict[str, Value] = field(default_factory=dict[str, Value])

    def term(self, path: tuple[str, ...]) -> Term:
        """What stands at a path; InputError where the World has no such path."""
        term = self._root(path)
        for name in path[1:]:
            term = self._hop(term, name, path)
        return term

    def operand(self, operand: Operand, like: Term) -> str:
        """A literal or the value at a path, in the scale of `like`."""
        if not isinstance(operand, Path):
            return self.literal(operand)
        term = self.term(operand.path)
        if operand.days:
            return f"date({term.sql}, {self.literal(f'{operand.days:+d} days')})"
        ours, theirs = SCALES.get(like.type, 1), SCALES.get(term.type, 1)
        return term.sql if ours == theirs else f"(({term.sql}) * {ours} / {theirs})"

    def literal(self, value: Value) -> str:
        """The parameter that holds a value."""
        name = f"v{len(self.values)}"
        self.values[name] = stored(value)
        return f":{name}"

    def condition(self, condition: Condition) -> str:
        """1 where the condition holds (or one of its `when` does not), else 0."""
        sql, when = self._bare(condition), condition.when
        while when is not None:
            sql = f"(NOT {self._bare(when)} OR {sql})"
            when = when.when
        return sql

    def matching(self, table: Table, where: tuple[Filter, ...]) -> str:
        """The WHERE clause of the rows of `table` (named `f`) that match every filter."""
        return " AND ".join(self._filter(table, f) for f in where) or "1"

    def _root(self, path: tuple[str, ...]) -> Term:
        if path[0] in self.roots:
            return self.roots[path[0]]
        same = [term for term in self.roots.values() if term.entity == path[0]]
        if len(same) == 1:
            return same[0]
        lone = self.schema.tables.get(path[0])
        if lone is not None and lone.entity.single:
            return Term(f"(SELECT id FROM {lone.sql})", "reference", path[0])
        if path[0] == "caller":
            return Term("NULL", "reference")
        raise InputError(f"{'.'.join(path)!r} starts at nothing known: {', '.join(self.roots)}")

    def _hop(self, term: Term, name: str, path: tuple[str, ...]) -> Term:
        if name == "id" or term.sql == "NULL":
            return term
        if term.entity is None:
            raise InputError(f"{'.'.join(path)!r}: nothing can follow a plain value")
        table, column = self.schema.table(term.entity), self.schema.column(term.entity, name)
        sql = f"(SELECT {column.sql} FROM {table.sql} WHERE id = {term.sql})"
        if term.sql == "s.id":
            sql = f"s.{column.sql}"
        return Term(sql, column.attribute.type, column.attribute.entity)

    def _bare(self, condition: Condition) -> str:
        match condition:
            case In():
                return self._among(self.term(condition.path).sql, condition.values)
            case NotIn():
                return f"NOT {self._among(self.term(condition.path).sql, condition.values)}"
            case IsSet():
                negation = "" if condition.negated else "NOT "
                return f"({self.term(condition.path).sql} IS {negation}NULL)"
            case Compare():
                return self._compare(condition)
            case CountAtMost() | Exists():
                return self._counts(condition)

    def _counts(self, condition: CountAtMost | Exists) -> str:
        if isinstance(condition, CountAtMost):
            return f"({self._rows(self._measure(condition), condition)} <= {self.literal(condition.most)})"
        if condition.least > 1:
            sign = "<" if condition.negated else ">="
            return f"({self._rows('COUNT(*)', condition)} {sign} {self.literal(condition.least)})"
        negation = "NOT " if condition.negated else ""
        return f"({negation}EXISTS {self._rows('1', condition)})"

    def _measure(self, condition: CountAtMost) -> str:
        if condition.total is None:
            return "COUNT(*)"
        return f"COALESCE(SUM(f.{self.schema.column(condition.entity, condition.total).sql}), 0)"

    def _rows(self, what: str, condition: CountAtMost | Exists) -> str:
        table = self.schema.table(condition.entity)
        return (
            f"(SELECT {what} FROM {table.sql} AS f WHERE {self.matching(table, condition.where)})"
        )

    def _among(self, sql: str, values: tuple[Value, ...]) -> str:
        listed = ", ".join(self.literal(value) for value in values if value is not None)
        found = f"COALESCE({sql} IN ({listed}), 0)"
        return f"({found} OR {sql} IS NULL)" if None in values else found

    def _compare(self, condition: Compare) -> str:
        left = self.term(condition.path)
        if condition.to is None:
            negation = "NOT " if condition.operator == "!=" else ""
            return f"({left.sql} IS {negation}NULL)"
        right = self.operand(condition.to, left)
        # whoever is no row of the World is certainly not the row at the other end
        unset = self._absent_caller(condition) if condition.operator == "!=" else "0"
        return f"COALESCE({left.sql} {condition.operator} {right}, {unset})"

    def _absent_caller(self, condition: Compare) -> str:
        ends = (condition.path, condition.to.path if isinstance(condition.to, Path) else ())
        return f"({self.term(('caller',)).sql} IS NULL)" if ("caller",) in ends else "0"

    def _filter(self, table: Table, one: Filter) -> str:
        if one.attribute == "id":
            like = Term("f.id", "reference", table.entity.name)
        else:
            column = self.schema.column(table.entity.name, one.attribute)
            like = Term(f"f.{column.sql}", column.attribute.type)
        # an unknown truth keeps no row in a WHERE, and a bare comparison can use the index
        if one.operator not in ("=", "!="):
            return f"{like.sql} {one.operator} {self.operand(one.among[0], like)}"
        operands = [self.operand(o, like) for o in one.among if o is not None]
        listed = ", ".join(operands)
        if one.operator == "!=":
            return f"{like.sql} NOT IN ({listed})"
        found = f"{like.sql} = {listed}" if len(operands) == 1 else f"{like.sql} IN ({listed})"
        return f"({found} OR {like.sql} IS NULL)" if None in one.among else found
