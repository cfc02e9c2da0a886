"""Slips of operators: comparisons, arithmetic, and/or, not, and functions that come in pairs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nex.language.source.reading import Place, Source

Found = Iterator[tuple[int, int, str]]

COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<", ">=")),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
}
ARITHMETIC: dict[type[ast.operator], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("//", "+")),
    ast.FloorDiv: ("//", ("*", "%", "/")),
    ast.Div: ("/", ("*", "//")),
    ast.Mod: ("%", ("//",)),
    ast.Pow: ("**", ("*",)),
}
TWINS = (
    ("min", "max"),
    ("any", "all"),
    ("startswith", "endswith"),
    ("lstrip", "rstrip"),
    ("ljust", "rjust"),
    ("removeprefix", "removesuffix"),
    ("partition", "rpartition"),
    ("find", "rfind"),
    ("index", "rindex"),
    ("lower", "upper"),
    ("popleft", "pop"),
    ("keys", "values"),
    ("floor", "ceil"),
)
OTHER = {a: b for pair in TWINS for a, b in (pair, pair[::-1])}


def comparison(source: Source, place: Place) -> Found:
    """One comparison for its neighbour: < for <=, == for !=, in for not in."""
    node = place.node
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for left, right, operator in zip(sides, sides[1:], node.ops, strict=False):
            word, others = COMPARISONS[type(operator)]
            if (span := source.between(left, right, word)) is not None:
                yield from ((*span, other) for other in others)


def arithmetic(source: Source, place: Place) -> Found:
    """One operation for another: + for -, * for //; += for -=."""
    node = place.node
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not _is_text(node):
        word, others = ARITHMETIC[type(node.op)]
        if (span := source.between(node.left, node.right, word)) is not None:
            yield from ((*span, other) for other in others)
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        word = ARITHMETIC[type(node.op)][0]
        if (span := source.between(node.target, node.value, f"{word}=")) is not None:
            yield (*span, "-=" if word == "+" else "+=")


def any_arithmetic(source: Source, place: Place) -> Found:
    """One operation for any other."""
    node = place.node
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        word = ARITHMETIC[type(node.op)][0]
        if (span := source.between(node.left, node.right, word)) is not None:
            words = (other for other, _ in ARITHMETIC.values())
            yield from ((*span, other) for other in words if other != word)


def _is_text(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    return any(
        isinstance(side, ast.JoinedStr | ast.List)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )


def connective(source: Source, place: Place) -> Found:
    """And for or."""
    node = place.node
    if isinstance(node, ast.BoolOp):
        word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            if (span := source.between(left, right, word)) is not None:
                yield (*span, other)


def negation(source: Source, place: Place) -> Found:
    """A condition turned round, or a `not` forgotten."""
    node, parent = place.node, place.parent
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start, end = source.span(node)
        yield start, end, source.of(node.operand)
    elif isinstance(node, ast.expr) and _is_condition(node, parent):
        start, end = source.span(node)
        simple = isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
        yield start, end, f"not {source.of(node)}" if simple else f"not ({source.of(node)})"


def _is_condition(node: ast.expr, parent: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return False  # a comparison's own slips say it better
    if isinstance(parent, ast.If | ast.While | ast.IfExp):
        return node is parent.test
    return isinstance(parent, ast.BoolOp) or (
        isinstance(parent, ast.comprehension) and node in parent.ifs
    )


def twin(source: Source, place: Place) -> Found:
    """A function for the one that it comes in pairs with: min for max, any for all."""
    node = place.node
    if not isinstance(node, ast.Call):
        return
    function = node.func
    if isinstance(function, ast.Name) and function.id in OTHER:
        yield (*source.span(function), OTHER[function.id])
    elif isinstance(function, ast.Attribute) and function.attr in OTHER:
        end = source.span(function)[1]
        yield end - len(function.attr), end, OTHER[function.attr]
