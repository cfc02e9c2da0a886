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
from nex.language.literals import SCALES
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
        ours, theirs = SCALES.get(like.type, 1), SCALES.get(term.type, 1)
        return term.sql if ours == theirs else f"(({term.sql}) * {ours} / {theirs})"

    def literal(self, value: Value) -> str:
        """The parameter that holds a value."""
        name = f"v{len(self.values)}"
        self.values[name] = stored(value)
        return f":{name}"

    def condition(self, condition: Condition) -> str:
        """1 where the condition holds (or its `when` does not), else 0."""
        sql = self._bare(condition)
        if condition.when is None:
            return sql
        return f"(NOT {self.condition(condition.when)} OR {sql})"

    def matching(self, table: Table, where: tuple[Filter, ...]) -> str:
        """The WHERE clause of the rows of `table` (named `f`) that match every filter."""
        return " AND ".join(self._filter(table, f) for f in where) or "1"

    def _root(self, path: tuple[str, ...]) -> Term:
        if path[0] in self.roots:
            return self.roots[path[0]]
        same = [term for term in self.roots.values() if term.entity == path[0]]
        if len(same) == 1:
            return same[0]
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
            case CountAtMost():
                return f"({self._rows('COUNT(*)', condition)} <= {self.literal(condition.most)})"
            case Exists():
                negation = "NOT " if condition.negated else ""
                return f"({negation}EXISTS {self._rows('1', condition)})"

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
        listed = ", ".join(self.operand(o, like) for o in one.among if o is not None)
        found = f"COALESCE({like.sql} IN ({listed}), 0)"
        return f"({found} OR {like.sql} IS NULL)" if None in one.among else found
