"""Person: a unit that a human answers, through whatever function reaches them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import ClassVar

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, UnitKind, refused, said, text_part
from nex.runtime.answer import MISFIT, Fits, output_of
from nex.runtime.fitting import Fit, fitting
from nex.runtime.scope import Scope

QUESTION: Json = {
    "type": "object",
    "properties": {"question": {"type": "string", "description": "What they are asked."}},
    "required": ["question"],
    "additionalProperties": False,
}
MOST_ASKED = 3
"""How often a person is asked for an answer that fits before the caller hears that it does not."""

Answer = Callable[[Json, str], Awaitable[JsonValue]]
"""From the arguments, and what was wrong with the answer before ("" at first), to the answer.
It raises what is no answer: nobody there is an error of the unit, as in any other."""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """A human as a unit: the answer may come from a prompt, a chat, a form, a queue.

    They answer one question at a time (their lane). With an `output`, an answer that is not of
    that type is asked for again.
    """

    kind: ClassVar[UnitKind] = "person"

    name: str
    description: str
    answer: Answer
    input: Json | type = field(default_factory=lambda: QUESTION)
    output: Json | type | None = None
    lane: str | None = "person"

    signature: Signature = field(init=False)
    _fit: Fit = field(init=False)
    _fits: Fits | None = field(init=False)

    def __post_init__(self) -> None:
        schema, fit = fitting(self.name, self.input)
        given, fits = None, None
        if self.output is not None:
            given, fits = output_of(self.name, self.output)
        signature = Signature(self.name, self.description, schema, given)
        for name, value in {"signature": signature, "_fit": fit, "_fits": fits}.items():
            object.__setattr__(self, name, value)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What they say; an error (answer_misfit) where they never say it in the declared type."""
        misfit = self._fit(arguments)
        if misfit is not None:
            return misfit
        wrong = ""
        for _ in range(MOST_ASKED):
            value = await self.answer(arguments, wrong)
            if self._fits is None:
                return _worded(value)
            value, found = self._fits(value)
            if not found:
                return _worded(value)
            wrong = "; ".join(found)
        return refused(MISFIT, f"{self.name} gave no answer that fits: {wrong}")


def _worded(value: JsonValue) -> Result:
    if isinstance(value, str):
        return said(value)
    return Result([text_part(orjson.dumps(value).decode())], value=value)
