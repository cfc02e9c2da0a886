"""Map: one unit on each of many items at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, UnitKind, refused
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.requests import as_list, at_least_once

ITEMS: Json = {
    "type": "object",
    "properties": {"items": {"type": "array", "description": "What to work on, one by one."}},
    "required": ["items"],
    "additionalProperties": False,
}
"""The input of a Map that splits its arguments by `items`."""


def items(arguments: Json) -> Sequence[Json] | None:
    """The elements of `items`: objects are arguments as they are, anything else is a request."""
    found = arguments.get("items")
    return [_arguments(item) for item in found] if isinstance(found, list) else None


def _arguments(item: JsonValue) -> Json:
    if isinstance(item, dict):
        return item
    return {"request": item if isinstance(item, str) else orjson.dumps(item).decode()}


@dataclass(frozen=True, slots=True)
class Map:
    """A unit that works on every item; an item that fails leaves the others alone."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "map"

    signature: Signature
    unit: Unit
    split: Callable[[Json], Sequence[Json] | None] = items
    """From the arguments to those of each item; None: they do not fit."""
    join: Callable[[Sequence[Result]], Result] = as_list
    width: int = 64
    """How many at once, wave after wave."""
    lane: str | None = None

    def __post_init__(self) -> None:
        at_least_once(self.signature.name, self.width)

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The member, by role."""
        return (("each", self.unit),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """All results in one, in the order of the items."""
        found = self.split(arguments)
        if found is None:
            return refused("invalid_arguments", f"{self.signature.name}: items: a list is needed")
        results: list[Result] = []
        for start in range(0, len(found), self.width):
            wave = found[start : start + self.width]
            results += await scope.call_all([(self.unit, item) for item in wave])
        return self.join(results)
