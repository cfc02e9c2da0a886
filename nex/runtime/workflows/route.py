"""Route: one unit reads the request and names the unit that works on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.requests import named, unknown, words


def route_request(arguments: Json, routes: Sequence[Signature]) -> Json:
    """What the chooser is asked: the request, the routes, and how to answer."""
    known = "\n".join(f"- {route.name}: {route.description}" for route in routes)
    return {
        "request": f"{words(arguments)}\n\nWho should work on this? Answer with the name alone:\n"
        f"{known}"
    }


def route_named(result: Result, names: Sequence[str]) -> str:
    """The route that a result names: its value or its text, or the one name that occurs in it."""
    value = result.value if isinstance(result.value, str) else result.text
    text = value.strip().strip("\"'`.")
    found = [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
    return found[0] if len(found) == 1 and text not in names else text


@dataclass(frozen=True, slots=True)
class Route:
    """A unit that lets its chooser pick one of its units for each request."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "route"

    signature: Signature
    chooser: Unit
    units: tuple[Unit, ...]
    otherwise: Unit | None = None
    """Who works when no known unit was named; None: that is an error (unknown_unit)."""
    to_choose: Callable[[Json, Sequence[Signature]], Json] = route_request
    chosen: Callable[[Result, Sequence[str]], str] = route_named
    lane: str | None = None

    def __post_init__(self) -> None:
        named(self.signature.name, self.units)

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        found = (("chooser", self.chooser), *(("case", unit) for unit in self.units))
        return found if self.otherwise is None else (*found, ("else", self.otherwise))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the chosen unit gives; the chooser's own result where that is not ok."""
        known = {unit.signature.name: unit for unit in self.units}
        question = self.to_choose(arguments, [unit.signature for unit in self.units])
        choice = await scope.call(self.chooser, question)
        if choice.status != "ok":
            return choice
        name = self.chosen(choice, tuple(known))
        unit = known.get(name, self.otherwise)
        if unit is None:
            return unknown(self.signature.name, name, known)
        return await scope.call(unit, arguments)
