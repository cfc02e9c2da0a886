"""Checked: any unit with types of one's own for what goes in and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, UnitKind, refused, text_part
from nex.runtime.answer import MISFIT, Fits, json_in, output_of
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.fitting import Fit, fitting
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """The unit, with its arguments and its results held to a JSON Schema, a pydantic model or a
    dataclass; None leaves them as they are.

    Arguments that do not fit never reach the unit (invalid_arguments). A result that does not fit
    is an error (answer_misfit), one that does carries the value. It adds no call of its own.
    """

    unit: Unit
    input: Json | type | None = None
    output: Json | type | None = None

    signature: Signature = field(init=False)
    _fit: Fit | None = field(init=False)
    _fits: Fits | None = field(init=False)

    def __post_init__(self) -> None:
        signature = self.unit.signature
        fit, fits = None, None
        if self.input is not None:
            schema, fit = fitting(signature.name, self.input)
            signature = replace(signature, input=schema)
        if self.output is not None:
            given, fits = output_of(signature.name, self.output)
            signature = replace(signature, output=given)
        for name, value in {"signature": signature, "_fit": fit, "_fits": fits}.items():
            object.__setattr__(self, name, value)

    @property
    def kind(self) -> UnitKind:
        """The unit's kind."""
        return getattr(self.unit, "kind", "tool")

    @property
    def lane(self) -> str | None:
        """The unit's lane."""
        return getattr(self.unit, "lane", None)

    @property
    def limits(self) -> Limits:
        """The unit's limits."""
        return getattr(self.unit, "limits", INHERIT)

    @property
    def form(self) -> str:
        """How it is drawn."""
        return "checked"

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The unit within."""
        return (("", self.unit),)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the unit gives, where both fit."""
        wrong = None if self._fit is None else self._fit(arguments)
        if wrong is not None:
            return wrong
        result = await self.unit(arguments, scope)
        if self._fits is None or result.status != "ok":
            return result
        return self._typed(result, self._fits)

    def _typed(self, result: Result, fits: Fits) -> Result:
        try:
            value: JsonValue = result.value
            if value is None:
                value = orjson.loads(json_in(result.text))
            value, wrong = fits(value)
        except orjson.JSONDecodeError as e:
            value, wrong = None, [f"it is not JSON: {e}"]
        if wrong:
            said = f"the result of {self.signature.name} does not fit: {'; '.join(wrong)}"
            return refused(MISFIT, said)
        text = orjson.dumps(value).decode()
        return replace(result, content=[text_part(text)], value=value)
