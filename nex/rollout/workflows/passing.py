"""Passing on: the tools with which agents hand the rest of the work over for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused, text_part
from nex.models.teacher.delegating import HAND_OVER
from nex.runtime.agent import REQUEST
from nex.runtime.scope import Scope
from nex.runtime.workflows.handoff import HANDED_OVER


@dataclass(frozen=True, slots=True)
class PassOn:
    """A stop tool that names one colleague, with all that the colleague can do."""

    kind: ClassVar[UnitKind] = "tool"

    colleague: str
    description: str

    @property
    def signature(self) -> Signature:
        """Takes the request with which the colleague goes on."""
        return Signature(f"{HAND_OVER}{self.colleague}", self.description, REQUEST)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The wish to pass on."""
        request = arguments.get("request")
        if not isinstance(request, str):
            return refused("invalid_arguments", f"{self.signature.name}: request: a text is needed")
        value: Json = {"to": self.colleague, "request": request}
        return Result([text_part(f"to {self.colleague}: {request}")], "ok", value, HANDED_OVER)


def passed_on(_arguments: Json, _unit: str, result: Result) -> tuple[str, Json] | None:
    """Whom a result asks for, and with which request; None: nobody."""
    if result.code != HANDED_OVER or not isinstance(result.value, dict):
        return None
    return str(result.value["to"]), {"request": result.value["request"]}
