"""Binding: the calls that a reply asks for, each to the unit that runs it or says why none can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nex.data.jsons import Json
from nex.data.messages import Result, ToolCall, refused
from nex.runtime.arguments import Defect, read_arguments
from nex.runtime.offer import Offer
from nex.runtime.unit import Unit, refusal

MOST_LOST = 5
"""Replies in a row that name nothing but unknown tools; then the agent has failed."""


def bind(
    units: Mapping[str, Unit], offer: Offer, asked: Sequence[ToolCall], most: int
) -> list[tuple[Unit, Json]]:
    """For each call a unit and its arguments: one that refuses, where the call cannot be made.

    Past the first `most`, all are refused.
    """
    bound: list[tuple[Unit, Json]] = []
    for call in asked if len(asked) <= most else asked[:most]:
        function = call["function"]
        name = function["name"]
        unit = units.get(name)
        if unit is None:
            known = ", ".join(tool.name for tool in offer) or "none"
            why = refused("unknown_tool", f"there is no tool {name!r}; known: {known}")
            bound.append((refusal(name, why), {}))
            continue
        try:
            bound.append((unit, read_arguments(function["arguments"])))
        except Defect as e:
            why = refused("invalid_arguments", f"the arguments of {name} {e}")
            bound.append((refusal(name, why), {}))
    if len(asked) > most:
        surplus = refused("too_many_calls", f"not run: at most {most} calls in one reply")
        bound += [(refusal(call["function"]["name"], surplus), {}) for call in asked[most:]]
    return bound


class Lost:
    """Counts the replies in a row by which a model shows that it does not know its tools."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times = 0

    def after(self, results: Sequence[Result]) -> Result | None:
        """The result that ends an agent, once the last straw has come; None before."""
        for result in results:
            if result.code != "unknown_tool":
                self._times = 0
                return None
        self._times += 1
        if self._times < MOST_LOST:
            return None
        return refused("tool_unknown", f"{MOST_LOST} replies in a row named only unknown tools")
