"""An action's effects as writes: all values are read first, so the order of effects is free."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from nex.data.world import (
    Action,
    AddValue,
    CreateRow,
    DeleteRows,
    Operand,
    Path,
    SetValue,
    Value,
)
from nex.errors import InputError
from nex.worlds.expressions import Compiler, Term
from nex.worlds.schema import Column, Table


class CellWrite(NamedTuple):
    """Set or add to one cell: where its row's id and the value stand among the values read."""

    table: Table
    column: Column
    row: int
    value: int
    present: int
    """Where the cell's present value stands."""
    sign: int
    """0: set; 1 or -1: add or subtract."""
    keeps: bool
    """An unset value leaves the cell as it is."""


class RowWrite(NamedTuple):
    """Create one row: its attributes, and where their values stand."""

    table: Table
    columns: tuple[tuple[str, int], ...]
    required: tuple[str, ...]
    """Attributes that may not be unset."""
    constants: dict[str, Value]


class RowsGone(NamedTuple):
    """Delete the rows that a query finds."""

    table: Table
    sql: str


@dataclass(slots=True)
class Writes:
    """What an action does, compiled."""

    reads: list[str] = field(default_factory=list[str])
    """SQL of every id and value that the writes need."""
    cells: list[CellWrite] = field(default_factory=list[CellWrite])
    rows: list[RowWrite] = field(default_factory=list[RowWrite])
    gone: list[RowsGone] = field(default_factory=list[RowsGone])


def compile_effects(action: Action, compiler: Compiler) -> Writes:
    """The writes of an action; InputError where an effect names nothing that the World has."""
    writes = Writes()
    read = writes.reads
    for effect in action.effects:
        match effect:
            case SetValue():
                writes.cells.append(_cell(compiler, read, effect.path, effect.to))
            case AddValue():
                cell = _cell(compiler, read, effect.path, effect.amount)
                writes.cells.append(cell._replace(sign=effect.sign))
            case CreateRow():
                writes.rows.append(_row(compiler, read, effect))
            case DeleteRows():
                writes.gone.append(_gone(compiler, effect))
    return writes


def _cell(compiler: Compiler, read: list[str], path: tuple[str, ...], to: Operand) -> CellWrite:
    row = compiler.term(path[:-1])
    if row.entity is None:
        raise InputError(f"effect on {'.'.join(path)!r}: {path[-2]!r} is no row")
    table = compiler.schema.table(row.entity)
    column = compiler.schema.column(row.entity, path[-1])
    like = Term("", column.attribute.type)
    present = compiler.term(path).sql
    keeps = isinstance(to, Path) and not column.attribute.optional
    where = [_read(read, sql) for sql in (row.sql, compiler.operand(to, like), present)]
    return CellWrite(table, column, *where, sign=0, keeps=keeps)


def _row(compiler: Compiler, read: list[str], effect: CreateRow) -> RowWrite:
    table = compiler.schema.table(effect.entity)
    columns: list[tuple[str, int]] = []
    required: list[str] = []
    constants: dict[str, Value] = {
        a.name: a.initial for a in table.entity.attributes if a.initial is not None
    }
    for name, operand in effect.values:
        attribute = compiler.schema.column(effect.entity, name).attribute
        columns.append((name, _read(read, compiler.operand(operand, Term("", attribute.type)))))
        if not attribute.optional and operand is not None:
            required.append(name)
    return RowWrite(table, tuple(columns), tuple(required), constants)


def _gone(compiler: Compiler, effect: DeleteRows) -> RowsGone:
    table = compiler.schema.table(effect.entity)
    matching = compiler.matching(table, effect.where)
    return RowsGone(table, f"SELECT f.id FROM {table.sql} AS f WHERE {matching} ORDER BY f.n")


def _read(read: list[str], sql: str) -> int:
    read.append(sql)
    return len(read) - 1
