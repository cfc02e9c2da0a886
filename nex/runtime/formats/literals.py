"""python: a call is written as Python writes one, with literals for arguments; nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import cast

from nex.data.jsons import Json, JsonValue
from nex.runtime.formats.format import Malformed
from nex.runtime.formats.text import Called, Text, Tools, properties

_BLOCK = re.compile(r"^```tool_code[ \t]*\n(.*?)\n?^```[ \t]*$\n?", re.MULTILINE | re.DOTALL)
LESSON = """\
To call tools, end your reply with one block of calls with literal arguments, nothing else in it:
```tool_code
TOOL(PARAMETER=VALUE)
```
A tool whose name is no Python name is called as tools["NAME"](PARAMETER=VALUE).
A reply without a block is your answer."""


def _say(text: str, calls: Sequence[Called], _tools: Tools) -> str:
    if not calls:
        return text
    lines = [_expression(name, arguments) for name, arguments in calls]
    block = "\n".join(["```tool_code", *lines, "```"])
    return f"{text}\n{block}" if text else block


def _expression(name: str, arguments: Json) -> str:
    function = name if _is_name(name) else f"tools[{name!r}]"
    if all(map(_is_name, arguments)):
        return f"{function}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"
    return f"{function}(**{arguments!r})"


def _is_name(text: str) -> bool:
    """Whether Python reads it as that very name: other scripts are normalised on the way."""
    if not (text.isascii() and text.isidentifier()):
        return False
    try:
        return isinstance(ast.parse(text, mode="eval").body, ast.Name)
    except SyntaxError:
        return False


def _hear(text: str, tools: Tools) -> tuple[str, list[Called]]:
    blocks = list(_BLOCK.finditer(text))
    if not blocks:
        if "```tool_code" in text:
            raise Malformed("a tool_code block is not closed; end it with ``` on its own line")
        return text, []
    calls = [call for block in blocks for call in _calls(block[1], tools)]
    return _BLOCK.sub("", text).rstrip("\n"), calls


def _calls(block: str, tools: Tools) -> list[Called]:
    try:
        statements = ast.parse(block).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
        raise Malformed(f"the tool_code block is not Python: {e}") from e
    return [_call(statement, tools) for statement in statements]


def _call(statement: ast.stmt, tools: Tools) -> Called:
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        raise Malformed(
            f"line {statement.lineno} of the tool_code block is no call; only calls are read"
        )
    call = statement.value
    name = _name(call.func)
    arguments: Json = dict(zip(properties(name, tools), map(_literal, call.args), strict=False))
    if len(arguments) < len(call.args):
        raise Malformed(f"the call of {name} has more arguments than {name} has parameters")
    for keyword in call.keywords:
        value = _literal(keyword.value)
        if keyword.arg is not None:
            arguments[keyword.arg] = value
        elif isinstance(value, dict):
            arguments |= value
        else:
            raise Malformed(f"the call of {name} unpacks what is no dictionary")
    return name, arguments


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name):
            return name
        case ast.Subscript(value=ast.Name(id="tools"), slice=ast.Constant(value=str() as name)):
            return name
        case _:
            raise Malformed(f"{ast.unparse(function)[:40]!r} is no tool's name")


def _literal(expression: ast.expr) -> JsonValue:
    try:
        return cast("JsonValue", ast.literal_eval(expression))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError) as e:
        said = ast.unparse(expression)[:40]
        raise Malformed(f"{said!r} is no literal; arguments are literals, never expressions") from e


PYTHON = Text("python", LESSON, _say, _hear, "```tool_output {}\n", "\n```")
