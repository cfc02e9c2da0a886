"""tool: a Python function as a Unit, from its type hints and its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, cast, get_type_hints

import anyio.to_thread
import orjson
from pydantic import ValidationError

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, said, text_part
from nex.errors import InputError
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.scope import Scope
from nex.runtime.typed import Returned, Typed, misfit, typed_parameters, typed_return


@dataclass(frozen=True, slots=True, eq=False)
class FunctionUnit:
    """A function as a Unit; what validates its arguments is built once."""

    kind: ClassVar[UnitKind] = "tool"
    limits: ClassVar[Limits] = INHERIT

    function: Callable[..., Awaitable[object]]
    signature: Signature
    arguments: Typed
    returned: Returned
    scoped: str | None
    """The parameter that takes the Scope; None where there is none."""
    lane: str | None = None

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """Validate, call, and word what came back."""
        try:
            values = vars(self.arguments.validate(arguments))
        except ValidationError as e:
            return misfit(self.signature.name, e)
        if self.scoped is not None:
            values[self.scoped] = scope
        value = await self.function(**values)
        return said(value) if type(value) is str else self._worded(value)

    def _worded(self, value: object) -> Result:
        if isinstance(value, Result):
            return value
        dumped = self.returned.write(value)
        if dumped is None or isinstance(dumped, str):
            return said(dumped or "done")
        return Result([text_part(orjson.dumps(dumped).decode())], value=dumped)


def tool(function: Callable[..., object]) -> FunctionUnit:
    """The function as a Unit: `@tool` above a function with type hints and a docstring.

    Its description is the docstring, its arguments are described by an `Args:` section. A
    parameter annotated `Scope` is no argument: it receives the scope of the call. Raises
    InputError for a function that JSON arguments cannot call.
    """
    name = getattr(function, "__name__", "function")
    hints = _hints(name, function)
    parameters = inspect.signature(function).parameters.values()
    scoped = next((p.name for p in parameters if hints.get(p.name) is Scope), None)
    arguments = typed_parameters(name, (p for p in parameters if p.name != scoped), hints)
    summary, about = _read_docstring(inspect.getdoc(function) or "")
    properties = cast("dict[str, Json]", arguments.schema.get("properties", {}))
    for parameter, text in about.items():
        if parameter in properties:
            properties[parameter].setdefault("description", text)
    returned = typed_return(name, hints.get("return", object))
    signature = Signature(name, summary, arguments.schema, returned.schema)
    if not inspect.iscoroutinefunction(function):
        function = _in_thread(function)
    waited = cast("Callable[..., Awaitable[object]]", function)
    return FunctionUnit(waited, signature, arguments, returned, scoped)


def _in_thread(function: Callable[..., object]) -> Callable[..., Awaitable[object]]:
    """A function that may block, run where it does not block the others."""

    async def call(**values: object) -> object:
        return await anyio.to_thread.run_sync(partial(function, **values))

    return call


def _hints(name: str, function: Callable[..., object]) -> dict[str, object]:
    try:
        return get_type_hints(function, include_extras=True)
    except NameError as e:
        raise InputError(f"tool {name!r}: {e}; type hints must resolve in its module") from e


def _read_docstring(text: str) -> tuple[str, dict[str, str]]:
    """The description, and what the `Args:` section says of each parameter."""
    summary, _, rest = text.partition("\nArgs:\n")
    section = re.split(r"\n(?=\S)", rest, maxsplit=1)[0]
    entries = re.findall(
        r"^ +(\w+)[^:\n]*: *(.+(?:\n(?! *\w+[^:\n]*: ).+)*)", section, re.MULTILINE
    )
    return summary.strip(), {name: " ".join(about.split()) for name, about in entries}
