"""Hand-off: units pass the work on among themselves, whoever has it last answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused, said, text_part
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.requests import at_least_once, named, unknown, words

HANDED_OVER = "handed_over"
"""The code of a result that asks for another unit: its value is {"to", "note"}."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The stop tool with which an agent passes its work on to one of `to`."""

    kind: ClassVar[UnitKind] = "tool"

    to: tuple[str, ...]
    name: str = "hand_over"
    signature: Signature = field(init=False)
    """Takes a name and, where there is something to add, a note."""

    def __post_init__(self) -> None:
        input: Json = {
            "type": "object",
            "properties": {
                "to": {"type": "string", "enum": list(self.to)},
                "note": {"type": "string", "description": "What they must know."},
            },
            "required": ["to"],
            "additionalProperties": False,
        }
        about = "Pass this work on to somebody else, who answers in your place."
        object.__setattr__(self, "signature", Signature(self.name, about, input))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The wish to pass on; a name that is not known is an error, and the agent goes on."""
        to, note = arguments.get("to"), arguments.get("note", "")
        if to not in self.to or not isinstance(note, str):
            known = ", ".join(self.to)
            return refused("invalid_arguments", f"{self.name}: to: one of {known}; note: a text")
        return Result([text_part(f"to {to}: {note}")], "ok", {"to": to, "note": note}, HANDED_OVER)


def passed_on(arguments: Json, unit: str, result: Result) -> tuple[str, Json] | None:
    """Whom a result asks for, and their arguments: the request and the note; None: nobody."""
    if result.code != HANDED_OVER or not isinstance(result.value, dict):
        return None
    note = f"{unit} hands over to you: {result.value.get('note') or 'no note'}"
    return str(result.value.get("to")), {"request": f"{words(arguments)}\n\n{note}"}


@dataclass(frozen=True, slots=True)
class Handoff:
    """A unit that begins with its first unit and goes on with whom each one asks for."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "hand-off"

    signature: Signature
    units: tuple[Unit, ...]
    rounds: int = 8
    """How many units work at most, repetitions counted."""
    passed_on: Callable[[Json, str, Result], tuple[str, Json] | None] = passed_on
    lane: str | None = None

    def __post_init__(self) -> None:
        named(self.signature.name, self.units)
        at_least_once(self.signature.name, self.rounds)

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        first, *others = self.units
        return (("first", first), *(("then", unit) for unit in others))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The result of the unit that passes nothing on; else truncated (round_limit)."""
        known = {unit.signature.name: unit for unit in self.units}
        name = self.units[0].signature.name
        result = said("")
        for _ in range(self.rounds):
            result = await scope.call(known[name], arguments)
            wish = self.passed_on(arguments, name, result)
            if wish is None:
                return result
            name, arguments = wish
            if name not in known:
                return unknown(self.signature.name, name, known)
        return replace(result, status="truncated", code="round_limit")
