"""Slips of numbers and constants: one more, one less, the other truth."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nex.language.source.reading import Place, Source

Found = Iterator[tuple[int, int, str]]


def off_by_one(source: Source, place: Place) -> Found:
    """A number one more or one less; a bound with 1 added, taken away, or left without it."""
    node = place.node
    if (number := _number(node)) is not None:
        if not isinstance(place.parent, ast.UnaryOp):
            assert isinstance(node, ast.expr)
            yield from ((*source.span(node), str(other)) for other in (number + 1, number - 1))
    elif isinstance(node, ast.BinOp) and _number(node.right) == 1:
        if isinstance(node.op, ast.Add | ast.Sub):
            yield (*source.span(node), source.of(node.left))
    elif isinstance(node, ast.expr) and _is_bound(node, place.parent):
        start, end = source.span(node)
        text = source.of(node)
        yield from ((start, end, f"{text} {sign} 1") for sign in "+-")


def _number(node: ast.AST) -> int | None:
    """The whole number that a node writes, with its sign; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def _is_bound(node: ast.expr, parent: ast.AST) -> bool:
    """Whether a node is likely a whole number: a bound of a slice or a range, a length."""
    if not isinstance(node, ast.Name | ast.Attribute | ast.Call):
        return False
    if isinstance(parent, ast.Slice):
        return True
    if isinstance(parent, ast.Call):
        return ast.unparse(parent.func) == "range" and node is not parent.func
    return (
        isinstance(parent, ast.Compare | ast.BinOp | ast.Assign | ast.Return)
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "len"
    )


def constant(source: Source, place: Place, most: int = 2) -> Found:
    """True for False, and one text of a function for another of the same."""
    node = place.node
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield (*source.span(node), str(not node.value))
    elif isinstance(node.value, str) and place.function is not None:
        own = source.of(node)
        others = [text for text in _texts(source, place.function) if text != own]
        yield from ((*source.span(node), other) for other in others[:most])


def _texts(source: Source, function: ast.AST) -> list[str]:
    """The short texts that a function writes, as they are written, in order."""
    inside = {
        id(part)
        for node in ast.walk(function)
        if isinstance(node, ast.JoinedStr) or _is_docstring(node)
        for part in ast.walk(node)
    }
    found = [
        source.of(node)
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if len(node.value) <= 12 and id(node) not in inside
    ]
    return list(dict.fromkeys(found))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def any_bound(source: Source, place: Place) -> Found:
    """Whatever is compared, counted with, cut at or handed on: one more, one less."""
    node, parent = place.node, place.parent
    operand = isinstance(parent, ast.Compare | ast.BinOp | ast.Slice | ast.Subscript | ast.Assign)
    argument = isinstance(parent, ast.Call) and node is not parent.func
    if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.BinOp):
        return
    if operand or argument or isinstance(parent, ast.Return | ast.Tuple):
        start, end = source.span(node)
        yield from ((start, end, f"{source.of(node)} {sign} 1") for sign in "+-")
