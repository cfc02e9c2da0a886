"""A Python text with its tree, and where in the text each node stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nex.errors import InputError

Function = ast.FunctionDef | ast.AsyncFunctionDef
Spanned = ast.expr | ast.stmt


@dataclass(frozen=True, slots=True)
class Source:
    """A text that parses; spans are counted in characters."""

    text: str
    tree: ast.Module
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    """Where each line begins."""
    names: dict[ast.AST, tuple[str, ...]] = field(default_factory=dict[ast.AST, tuple[str, ...]])
    """For each function: the names that are bound in it, in order of their first binding."""
    attributes: tuple[str, ...] = ()
    """What is read of anything and not called, in order of its first place."""

    def offset(self, line: int, column: int) -> int:
        """Where a position of the tree (bytes within a line) stands in the text."""
        head = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(head)

    def span(self, node: Spanned) -> tuple[int, int]:
        """From the first character of a node up to the one behind its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.offset(node.lineno, node.col_offset)
        return start, self.offset(node.end_lineno, node.end_col_offset)

    def of(self, node: Spanned) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def between(self, left: ast.expr, right: ast.expr, word: str) -> tuple[int, int] | None:
        """Where an operator stands between its sides; None where that cannot be told."""
        start, end = self.span(left)[1], self.span(right)[0]
        gap = self.text[start:end]
        pattern = re.escape(word).replace(r"\ ", r"\s+")
        pattern = rf"\b{pattern}\b" if word[0].isalpha() else pattern
        found = re.search(pattern, gap)
        if found is None or "#" in gap:
            return None
        return start + found.start(), start + found.end()


def read_source(text: str, path: str = "source") -> Source:
    """The text with its tree; InputError where it is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
        raise InputError(f"{path}: is no Python that can be read: {e}") from e
    lines = tuple(text.splitlines(keepends=True))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    source = Source(text, tree, lines, tuple(starts), attributes=read_of(tree))
    for node in ast.walk(tree):
        if isinstance(node, Function):
            source.names[node] = _bound(node)
    return source


def read_of(tree: ast.AST) -> tuple[str, ...]:
    """The attributes that are read and not called anywhere in a tree."""
    nodes = list(ast.walk(tree))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    found = [n.attr for n in nodes if isinstance(n, ast.Attribute) and id(n) not in called]
    return tuple(dict.fromkeys(found))


def _bound(function: Function) -> tuple[str, ...]:
    """Parameters, then what is assigned or looped over; not what only a comprehension sees."""
    arguments = function.args
    found = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    nodes = list(ast.walk(function))
    inner = [node.target for node in nodes if isinstance(node, ast.comprehension)]
    unseen = {id(part) for target in inner for part in ast.walk(target)}
    stored = [
        node
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in unseen
    ]
    found += [n.id for n in sorted(stored, key=lambda n: (n.lineno, n.col_offset))]
    return tuple(n for n in dict.fromkeys(found) if n not in ("self", "cls", "_"))


@dataclass(frozen=True, slots=True)
class Place:
    """A node, and where it stands in the tree."""

    node: ast.AST
    parent: ast.AST
    function: ast.AST | None
    """The innermost function around it; None at the top of the module."""


def places(source: Source) -> Iterator[Place]:
    """Every node that an edit may touch: no annotations, no docstrings, no f-strings."""
    yield from _below(source.tree, None)


def _below(parent: ast.AST, function: ast.AST | None) -> Iterator[Place]:
    inner = parent if isinstance(parent, Function) else function
    for name, value in ast.iter_fields(parent):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for node in value if isinstance(value, list) else [value]:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(node, ast.AST) and not _untouchable(node):
                yield Place(node, parent, inner)
                yield from _below(node, inner)


def _untouchable(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
