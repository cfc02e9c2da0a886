"""tool: Python functions as units."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel

from nex import run, tool
from nex.data.jsons import Json
from nex.data.messages import Result
from nex.errors import InputError
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from nex.runtime.tool import FunctionUnit

pytestmark = pytest.mark.anyio


class Address(BaseModel):
    street: str
    title: str = "Ms"


@dataclass
class Quote:
    total: float
    due: date


@tool
async def quote(
    sku: str, kind: Literal["new", "used"] = "new", schema: Address | None = None
) -> Quote:
    """A quote for one item.

    It holds for a day.

    Args:
        sku: The item's code,
            as printed.
        kind (str): New or used.
    """
    assert (sku, schema) != ("", None)
    return Quote(12.5 if kind == "new" else 5.0, date(2026, 1, 2))


async def called(unit: FunctionUnit, arguments: Json) -> Result:
    return await Scope(lambda _: None).call(unit, arguments, Limits(seconds=10))


def test_signature_comes_from_hints_and_docstring() -> None:
    signature = quote.signature
    assert signature.name == "quote"
    assert signature.description == "A quote for one item.\n\nIt holds for a day."
    assert signature.input["required"] == ["sku"]
    assert signature.input["properties"] == {
        "sku": {"type": "string", "description": "The item's code, as printed."},
        "kind": {
            "type": "string",
            "enum": ["new", "used"],
            "default": "new",
            "description": "New or used.",
        },
        "schema": {"anyOf": [{"$ref": "#/$defs/Address"}, {"type": "null"}], "default": None},
    }
    assert signature.input["$defs"] == {
        "Address": {
            "type": "object",
            "properties": {
                "street": {"type": "string"},
                "title": {"type": "string", "default": "Ms"},
            },
            "required": ["street"],
        }
    }
    assert signature.output is not None
    assert signature.output["required"] == ["total", "due"]


async def test_value_is_typed_and_text_says_the_same() -> None:
    result = await called(quote, {"sku": "A1", "schema": {"street": "x"}})
    assert result.value == {"total": 12.5, "due": "2026-01-02"}
    assert result.text == '{"total":12.5,"due":"2026-01-02"}'


async def test_every_defect_of_the_arguments_is_named() -> None:
    result = await called(quote, {"kind": "old", "x": 1, "schema": {"title": 3}})
    assert result.code == "invalid_arguments"
    for defect in ("sku: Field required", "kind: Input should be 'new' or 'used'", "x: Unexpected"):
        assert defect in result.text
    assert "schema.street" in result.text


async def test_a_function_that_may_block_runs_in_a_thread() -> None:
    @tool
    def where() -> str:
        """Where it runs."""
        return threading.current_thread().name

    assert (await called(where, {})).text != threading.current_thread().name


async def test_defaults_are_not_shared_between_calls() -> None:
    @tool
    async def add(item: str, to: list[str] = []) -> list[str]:  # noqa: B006 - that is the test
        """Add an item."""
        to.append(item)
        return to

    assert (await called(add, {"item": "a"})).value == ["a"]
    assert (await called(add, {"item": "b"})).value == ["b"]


async def test_a_tool_may_call_units_through_its_scope() -> None:
    @tool
    async def twice(sku: str, scope: Scope) -> Result:
        """Two quotes, the last."""
        await scope.call(quote, {"sku": sku})
        return await scope.call(quote, {"sku": sku})

    assert twice.signature.input["required"] == ["sku"]
    result = await run(twice, {"sku": "A1"}, seconds=10)
    assert [call.unit for call in result.trajectory.steps[0].calls] == ["quote", "quote"]


async def test_nothing_is_said_as_done() -> None:
    @tool
    async def note(text: str) -> None:
        """Note it."""

    assert note.signature.output is None
    assert (await called(note, {"text": "x"})).text == "done"


def test_what_json_cannot_say_is_bad_input() -> None:
    async def positional(a: int, /) -> int:
        return a

    async def untyped(a: object) -> Exception:
        return ValueError(a)

    async def many(*a: int) -> int:
        return len(a)

    with pytest.raises(InputError, match="cannot be given by name"):
        tool(positional)
    with pytest.raises(InputError, match="cannot be given by name"):
        tool(many)
    with pytest.raises(InputError, match="JSON cannot say"):
        tool(untyped)
