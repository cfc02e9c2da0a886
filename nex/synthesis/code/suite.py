"""A test suite as text: functions left out of it, and expectations spoilt so that they must fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from nex.errors import InputError
from nex.language.source.edit import Edit, apply
from nex.language.source.reading import Function, Source, read_source
from nex.synthesis.code.project import Project

OTHER = "ZeroDivisionError"


def function_of(id: str) -> str:
    """The function that a test's id names, without its parameters: path::name."""
    return id.partition("[")[0]


def without(project: Project, hidden: frozenset[str]) -> dict[str, bytes]:
    """The project's test files without these functions (path::name); others as they are."""
    return {path: _cut(project, path, hidden) for path in project.tests}


def _cut(project: Project, path: str, hidden: frozenset[str]) -> bytes:
    if not any(name.startswith(f"{path}::") for name in hidden):
        return project.files[path]
    source = read_source(project.text(path), path)
    edits = [
        _lines(source, node)
        for node in source.tree.body
        if isinstance(node, Function) and f"{path}::{node.name}" in hidden
    ]
    return (apply(source.text, edits).rstrip("\n") + "\n").encode()


def _lines(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Edit:
    """Its lines with its decorators, and the empty ones behind it."""
    assert node.end_lineno is not None
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    last = node.end_lineno
    while last < len(source.lines) and not source.lines[last].strip():
        last += 1
    return Edit(source.starts[first - 1], source.starts[last], "left out", "", first)


def top_level(project: Project) -> frozenset[str]:
    """The test functions (path::name) that stand on their own, outside of classes."""
    found: set[str] = set()
    for path in project.tests:
        source = _read(project, path)
        body = source.tree.body if source is not None else ()
        found |= {f"{path}::{node.name}" for node in body if isinstance(node, Function)}
    return frozenset(found)


def _read(project: Project, path: str) -> Source | None:
    """A file of tests; None where nobody can read it: it holds none that pass."""
    try:
        return read_source(project.text(path), path)
    except InputError:
        return None


def spoilt(project: Project) -> dict[str, str]:
    """Each test file with one expectation of every test turned into one that must not hold.

    A program that passes these does not work: it makes tests pass. A file that cannot be spoilt is
    left out.
    """
    found: Mapping[str, str] = {path: _spoilt(project, path) for path in project.tests}
    return {path: text for path, text in found.items() if text and text != project.text(path)}


def _spoilt(project: Project, path: str) -> str:
    source = _read(project, path)
    if source is None:
        return ""
    tests = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, Function) and node.name.startswith("test")
    ]
    edits = [next(_spoils(source, node), None) for node in tests]
    return apply(source.text, [edit for edit in edits if edit is not None])


def _spoils(source: Source, function: ast.AST) -> Iterator[Edit]:
    nodes = [n for n in ast.walk(function) if isinstance(n, ast.Assert | ast.With)]
    for node in sorted(nodes, key=lambda n: n.lineno):
        if isinstance(node, ast.Assert):
            yield _denied(source, node.test)
        else:
            yield from _other_errors(source, node)


def _denied(source: Source, test: ast.expr) -> Edit:
    """What is equal should be another thing; what holds should not."""
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq) and len(test.ops) == 1:
        side = test.comparators[0]
        start, end = source.span(side)
        return Edit(start, end, "spoilt", f"[{source.of(side)}, 0]", side.lineno)
    start, end = source.span(test)
    return Edit(start, end, "spoilt", f"not ({source.of(test)})", test.lineno)


def _other_errors(source: Source, node: ast.With) -> Iterator[Edit]:
    """`raises` should meet an error that does not come."""
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("raises") and call.args:
            start, end = source.span(call.args[0])
            if source.text[start:end] != OTHER:
                yield Edit(start, end, "spoilt", OTHER, call.lineno)
