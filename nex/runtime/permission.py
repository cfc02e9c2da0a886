"""Permission: which units may be called, which only when somebody outside says so, which never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import ClassVar, Literal

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, UnitKind, refused, said, text_part
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.fitting import Fit, fitting
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit

Rule = Literal["allow", "ask", "deny"]


@dataclass(frozen=True, slots=True, eq=False)
class Outside:
    """A unit whose result comes from outside the run: a person, a queue, another program.

    The run is `pending` until `resume` brings the answer for its call; a text or any JSON value
    is the result.
    """

    signature: Signature
    kind: UnitKind = "person"
    lane: str | None = None

    _fit: Fit = field(init=False)

    def __post_init__(self) -> None:
        _, fit = fitting(self.signature.name, self.signature.input)
        object.__setattr__(self, "_fit", fit)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The answer from outside."""
        misfit = self._fit(arguments)
        if misfit is not None:
            return misfit
        answer = await scope.wait(arguments)
        if isinstance(answer, str):
            return said(answer)
        return Result([text_part(orjson.dumps(answer).decode())], value=answer)


APPROVAL = Outside(
    Signature(
        "approve",
        "Somebody allows a call, or does not: true, or {allowed, reason}.",
        {
            "type": "object",
            "properties": {"unit": {"type": "string"}, "arguments": {"type": "object"}},
            "required": ["unit", "arguments"],
        },
    )
)
"""Who is asked about a call; nothing but true, or {"allowed": true}, allows it."""


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """A unit that runs only after somebody outside has allowed the very call."""

    form: ClassVar[str] = "asks first"

    unit: Unit

    @property
    def signature(self) -> Signature:
        """The unit's."""
        return self.unit.signature

    @property
    def kind(self) -> UnitKind:
        """The unit's."""
        return getattr(self.unit, "kind", "tool")

    @property
    def lane(self) -> str | None:
        """The unit's."""
        return getattr(self.unit, "lane", None)

    @property
    def limits(self) -> Limits:
        """The unit's."""
        return getattr(self.unit, "limits", INHERIT)

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The unit and who allows it."""
        return (("", self.unit), ("allowed by", APPROVAL))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The unit's result, or that it was not allowed and why."""
        name = self.signature.name
        answer = await scope.call(APPROVAL, {"unit": name, "arguments": arguments})
        if _allows(answer.value):
            return await self.unit(arguments, scope)
        return refused("denied", f"{name} was not allowed{_reason(answer)}")


def permit(
    units: Sequence[Unit], rules: Mapping[str, Rule], default: Rule = "allow"
) -> tuple[Unit, ...]:
    """The units under rules: the first pattern (`delete_*`) that a name fits decides."""
    return tuple(_under(_rule(unit.signature.name, rules, default), unit) for unit in units)


def _rule(name: str, rules: Mapping[str, Rule], default: Rule) -> Rule:
    for pattern, rule in rules.items():
        if fnmatchcase(name, pattern):
            return rule
    return default


def _under(rule: Rule, unit: Unit) -> Unit:
    match rule:
        case "allow":
            return unit
        case "ask":
            return Asking(unit)
        case "deny":
            return Denied(unit.signature)


@dataclass(frozen=True, slots=True)
class Denied:
    """A unit that is offered and never run."""

    kind: ClassVar[UnitKind] = "stub"

    signature: Signature

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """That it is not allowed."""
        return refused("denied", f"{self.signature.name} is not allowed here")


def _allows(answer: JsonValue) -> bool:
    return answer is True or (isinstance(answer, dict) and answer.get("allowed") is True)


def _reason(answer: Result) -> str:
    value = answer.value
    reason = value.get("reason") if isinstance(value, dict) else answer.text
    return f": {reason}" if isinstance(reason, str) and reason != "false" else ""
