"""Slips of statements: branches swapped, loops left the wrong way, a line forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nex.language.source.reading import Function, Place, Source

Found = Iterator[tuple[int, int, str]]


def branches(source: Source, place: Place) -> Found:
    """`a if test else b` the wrong way round."""
    node = place.node
    if isinstance(node, ast.IfExp):
        start, middle = source.span(node.body)
        after, end = source.span(node.orelse)
        yield start, end, source.of(node.orelse) + source.text[middle:after] + source.of(node.body)


def loop_control(source: Source, place: Place) -> Found:
    """`break` for `continue`."""
    node = place.node
    if isinstance(node, ast.Break):
        yield (*source.span(node), "continue")
    elif isinstance(node, ast.Continue):
        yield (*source.span(node), "break")


def returned(source: Source, place: Place) -> Found:
    """Nothing returned, or nothing but the left side."""
    node = place.node
    if isinstance(node, ast.Return) and node.value is not None:
        start, end = source.span(node)
        if isinstance(node.value, ast.BinOp):
            yield start, end, f"return {source.of(node.value.left)}"
        elif isinstance(node.value, ast.BoolOp):
            yield start, end, f"return {source.of(node.value.values[0])}"
        elif not isinstance(node.value, ast.Constant):
            yield start, end, "return None"


def dropped(source: Source, place: Place) -> Found:
    """A statement left out, its lines and all; the last one of a block stays."""
    node = place.node
    if not isinstance(node, ast.stmt) or not _may_go(node):
        return
    alone = not any(node in block and len(block) > 1 for block in _blocks(place.parent))
    if alone or node.end_lineno is None:
        return
    start, end = source.starts[node.lineno - 1], source.starts[node.end_lineno]
    if source.text[start:end].strip() == source.of(node).strip():
        yield start, end, ""


def _may_go(node: ast.stmt) -> bool:
    if isinstance(node, ast.AugAssign | ast.Continue | ast.Break):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call)
    if isinstance(node, ast.If) and not node.orelse:
        return len(node.body) == 1 and isinstance(node.body[0], ast.Return | ast.Raise)
    return False


def _blocks(parent: ast.AST) -> list[list[ast.stmt]]:
    if isinstance(parent, Function | ast.For | ast.While | ast.If | ast.With):
        rest = parent.orelse if isinstance(parent, ast.For | ast.While | ast.If) else []
        return [parent.body, rest]
    return []
