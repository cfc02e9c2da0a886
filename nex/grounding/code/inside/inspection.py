"""Looks at changed sources before they run: what reaches for the judge is refused unseen.

Code under test shares an interpreter with the tests, so what happens in there proves little on its
own. A mend of a bug needs none of the things counted here: it may not hold more of them than the
file did before.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping

SAFE = frozenset(
    [
        "__future__",
        "abc",
        "array",
        "base64",
        "bisect",
        "calendar",
        "cmath",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "graphlib",
        "hashlib",
        "heapq",
        "itertools",
        "json",
        "math",
        "numbers",
        "operator",
        "random",
        "re",
        "statistics",
        "string",
        "struct",
        "textwrap",
        "typing",
        "unicodedata",
    ]
)
"""Modules that any project may begin to import."""
NAMES = frozenset(
    [
        "exec",
        "eval",
        "compile",
        "globals",
        "locals",
        "vars",
        "breakpoint",
        "open",
        "input",
        "setattr",
        "delattr",
        "getattr",
        "memoryview",
        "exit",
        "quit",
        "help",
        "SystemExit",
        "KeyboardInterrupt",
        "GeneratorExit",
        "BaseException",
    ]
)
ATTRIBUTES = frozenset(
    [
        "modules",
        "settrace",
        "setprofile",
        "f_back",
        "f_globals",
        "f_locals",
        "f_builtins",
        "f_code",
        "gi_frame",
        "cr_frame",
        "ag_frame",
        "tb_frame",
        "tb_next",
        "attrgetter",
        "methodcaller",
        "make_dataclass",
        "new_class",
        "get_type_hints",
        "Formatter",
        "get_field",
        "total_ordering",
    ]
)
LEADS = frozenset(
    (
        "sys",
        "os",
        "posix",
        "builtins",
        "gc",
        "inspect",
        "threading",
        "signal",
        "atexit",
        "ctypes",
        "subprocess",
        "importlib",
        "codecs",
        "weakref",
        "traceback",
        "marshal",
        "pickle",
        "socket",
        "multiprocessing",
        "linecache",
        "tokenize",
        "exit",
        "kill",
        "abort",
    )
)
"""Modules that safe ones have imported for themselves, and what they end a process with."""
HARMLESS = frozenset(
    ["__init__", "__repr__", "__str__", "__post_init__", "__name__", "__all__", "__doc__"]
)
WORDS = ("__", "pytest", "sitecustomize")
"""Texts that hold one of these are counted."""


def findings(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What the changed files hold that a mend does not need, one line each, in order."""
    known = {module for text in before.values() for module in _imported(text)}
    own = {part for path in before for part in path.removesuffix(".py").split("/")}
    found: list[str] = []
    for path, text in sorted(after.items()):
        if before.get(path) != text:
            more = _marks(text, known | own) - _marks(before.get(path, ""), known | own)
            found += [f"{path}: {mark}" for mark in sorted(more)]
    return found


def _imported(text: str) -> set[str]:
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError):
        return set()
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in found}


def _marks(text: str, known: set[str]) -> Counter[str]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return Counter()  # what does not parse does not run
    except (RecursionError, MemoryError):
        return Counter(["cannot be read"])
    return Counter(mark for node in ast.walk(tree) for mark in _of(node, known))


def _of(node: ast.AST, known: set[str]) -> Iterator[str]:
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from _of_import(node, known)
        case ast.Name(id=name) if name in NAMES or _is_special(name):
            yield f"name {name}"
        case ast.Attribute(attr=name) if _reaches(name):
            yield f"attribute {name}"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if _is_special(name):
            yield f"method {name}"
        case _:
            yield from _of_shape(node)


def _of_shape(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ClassDef(keywords=[_, *_]):
            yield "class with keywords"
        case ast.ExceptHandler(type=None):
            yield "bare except"
        case ast.Call(func=ast.Name(id="type"), args=args) if len(args) != 1:
            yield "type made by a call"
        case ast.Constant(value=str() as text) if any(word in text for word in WORDS):
            yield f"text {text[:40]!r}"
        case _:
            return


def _of_import(node: ast.Import | ast.ImportFrom, known: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        names = [alias.name.partition(".")[0] for alias in node.names]
    elif node.level:
        names = []
    else:
        names = [(node.module or "").partition(".")[0]]
    yield from (f"import {n}" for n in names if n not in SAFE and n not in known)
    if isinstance(node, ast.ImportFrom):
        taken = [alias.name for alias in node.names]
        modules = sys.stdlib_module_names - SAFE
        reached = [n for n in taken if n == "*" or _reaches(n) or n in NAMES or n in modules]
        yield from (f"import of {n}" for n in reached)


def _reaches(name: str) -> bool:
    """Whether an attribute leads out of a module or into the interpreter."""
    return name in ATTRIBUTES or _is_special(name) or name.lstrip("_") in LEADS


def _is_special(name: str) -> bool:
    return name.startswith("__") and name not in HARMLESS
