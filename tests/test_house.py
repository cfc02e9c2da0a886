"""The house as built: layers, doors, sizes, and what is not to be found in it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "nex").rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}

DOORS = {
    "litellm": {"models"},
    "docker": {"grounding"},
    "mcp": {"grounding", "worlds"},
    "mcp_types": {"grounding", "worlds"},
    "ray": {"batch"},
    "opentelemetry": {"export"},
}
"""Outside package -> the rooms that may import it, and nowhere at the top of a module but there."""
LEAN = {"pydantic", "anyio", "orjson", "nex"}
"""All that runtime, data and errors import beside the standard library."""
HEAVY = ("mcp", "docker", "litellm", "numpy", "ray", "pyarrow")


def room(path: Path) -> str:
    """The package of nex, or the module right under it, that a file belongs to."""
    return path.relative_to(ROOT / "nex").parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    """Outermost packages that a module imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_imports_point_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_an_outside_package_comes_in_by_its_own_door() -> None:
    found = {
        (package, room(path))
        for path, tree in TREES.items()
        for package in imports(tree)
        if package in DOORS
    }
    assert [(package, at) for package, at in sorted(found) if at not in DOORS[package]] == []


def test_runtime_data_and_errors_need_three_packages() -> None:
    found = {
        package
        for path, tree in TREES.items()
        if room(path) in {"runtime", "data", "errors"}
        for package in imports(tree)
    }
    assert found - LEAN - sys.stdlib_module_names == set()


@pytest.mark.parametrize("module", ["nex", "nex.cli.main"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    script = f"import sys, {module}; print(*sorted(sys.modules.keys() & {set(HEAVY)!r}))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == []


def test_no_module_is_over_300_lines() -> None:
    sizes = {str(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {path: size for path, size in sizes.items() if size > 300} == {}


def test_no_function_is_over_60_lines() -> None:
    functions = (
        (f"{path.name}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert {name: size for name, size in functions if size > 60} == {}


def test_a_module_opens_with_one_line_for_newcomers() -> None:
    silent = [p for p, tree in TREES.items() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_no_name_of_a_module_says_nothing() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "common", "core", "misc", "base", "engine"}
    assert [str(p) for p in MODULES if empty_words & {p.stem, p.parent.name}] == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"/(?:home|root|Users)/\w",
        r"/work/(?:main|shared)",
        r"(?:pypi|pythonhosted|npmjs)\.(?:org|com)",
        r"#\s*type:\s*ignore",
        r"from typing import .*\bAny\b",
    ],
    ids=["home", "workplace", "index", "ignored type", "Any"],
)
def test_what_no_file_says(pattern: str) -> None:
    said = re.compile(pattern)
    assert [name for name, text in tracked() if said.search(text)] == []


def tracked() -> Iterator[tuple[str, str]]:
    """Every text file under version control but this one; all of nex where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else [str(p) for p in MODULES]
    for name in filter(None, names):
        path = ROOT / name
        if path == Path(__file__) or not path.is_file():
            continue
        data = path.read_bytes()
        if b"\0" not in data:
            yield name, data.decode("utf-8", "replace")
