"""Agent: the Unit that asks a Model, runs what it names, and repeats until it names nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import orjson

from nex.data.jsons import Json
from nex.data.messages import (
    Message,
    Part,
    Reply,
    Result,
    Settings,
    Signature,
    ToolCall,
    UnitKind,
    text_part,
)
from nex.errors import InputError
from nex.runtime.answer import MISFIT, MOST_MISFITS, Read, plain_answer, typed_answer
from nex.runtime.binding import Lost, bind
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.compaction import Compaction
from nex.runtime.fitting import Fit, fitting
from nex.runtime.formats.format import COMPLAINT, MALFORMED, Format
from nex.runtime.formats.structured import STRUCTURED
from nex.runtime.media import are_parts
from nex.runtime.model import Model, ModelLike, as_model
from nex.runtime.offer import Offer
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit

REQUEST: Json = {
    "type": "object",
    "properties": {"request": {"type": "string", "description": "What is wanted, in words."}},
    "required": ["request"],
    "additionalProperties": False,
}
MOST_CALLS = 64
"""Calls that one reply may ask for where no limit says otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Agent:
    """A unit that reasons. Immutable: one Agent serves any number of runs at once.

    It ends with the first reply that names no unit, or with the Result of a unit named in `stop`.
    A reply that is not of the `output` declared is asked for again, within the budget. Without a
    `model` it asks the scope's.
    """

    kind: ClassVar[UnitKind] = "agent"

    name: str
    instructions: str
    tools: Sequence[Unit] = ()
    model: ModelLike | None = None
    stop: frozenset[str] = frozenset()
    """Names of units whose Result, when it is ok, is the agent's."""
    description: str = ""
    """What callers read; "": the first line of the instructions."""
    input: Json | type = field(default_factory=lambda: REQUEST)
    """What the arguments must be: a JSON Schema, a pydantic model or a dataclass."""
    output: Json | type | None = None
    """What the answer must be: as `input`; None: any text."""
    settings: Settings | None = None
    """None: the scope's."""
    limits: Limits = INHERIT
    """Limits of every call of this agent."""
    lane: str | None = None
    """Siblings that share a lane run in source order."""
    format: Format = STRUCTURED
    """How units are named in replies: see `nex.runtime.formats`."""
    compaction: Compaction | None = None
    """Shortens what the model is shown: see `nex.runtime.compaction`."""

    signature: Signature = field(init=False)
    _fit: Fit = field(init=False)
    _units: dict[str, Unit] = field(init=False)
    _read: Read = field(init=False)
    _offer: Offer = field(init=False)
    _shown: Offer = field(init=False)
    _brief: str = field(init=False)
    _model: Model | None = field(init=False)

    def __post_init__(self) -> None:
        units = {unit.signature.name: unit for unit in self.tools}
        if len(units) < len(self.tools):
            names = sorted(unit.signature.name for unit in self.tools)
            raise InputError(f"agent {self.name!r} has two tools of one name: {', '.join(names)}")
        first_line = self.instructions.strip().partition("\n")[0]
        schema, fit = fitting(self.name, self.input)
        given, read = None, plain_answer
        if self.output is not None:
            given, read = typed_answer(self.name, self.output)
        signature = Signature(self.name, self.description or first_line, schema, given)
        offer = Offer(unit.signature for unit in self.tools)
        shown = self.format.shown(offer)
        derived: dict[str, object] = {
            "signature": signature,
            "_fit": fit,
            "_units": units | {MALFORMED: COMPLAINT},
            "_read": read,
            "_offer": offer,
            "_shown": shown if isinstance(shown, Offer) else Offer(shown),
            "_brief": "\n\n".join(filter(None, (self.instructions, self.format.brief(offer)))),
            "_model": None if self.model is None else as_model(self.model),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """Work on the arguments until there is an answer."""
        misfit = self._fit(arguments)
        if misfit is not None:
            return misfit
        return await self.converse(self.opening(arguments), scope)

    def misfit(self, arguments: Json) -> Result | None:
        """The refusal of arguments that do not fit the input; None for those that do."""
        return self._fit(arguments)

    async def converse(self, messages: list[Message], scope: Scope) -> Result:
        """Go on from these messages until there is an answer; they grow by all that is said."""
        model, format, stop = self._asked(scope), self.format, self.stop
        most = min(scope.budget.calls, MOST_CALLS)
        misfits, lost = 0, Lost()
        while True:
            if self.compaction is not None:
                await self.compaction(messages, scope)
            reply = await scope.ask(model, messages, self._shown, self.settings)
            messages.append(reply.message)
            said = format.read(reply.message, self._offer)
            asked = said.get("tool_calls")
            if not asked:
                result = self._read(Reply(said, finish=reply.finish))
                if result.code != MISFIT or misfits == MOST_MISFITS:
                    return result
                misfits += 1
                messages.append({"role": "user", "content": result.content})
                continue
            results = await scope.call_all(bind(self._units, self._offer, asked, most))
            messages += format.tell(asked, results)
            ended = _ended(asked, results, stop) if stop else None
            if ended or (ended := lost.after(results)):
                return ended

    def _asked(self, scope: Scope) -> Model:
        model = self._model or scope.model
        if model is None:
            raise InputError(f"agent {self.name!r} has no model, and the run has none either")
        return model

    def opening(self, arguments: Json) -> list[Message]:
        """The messages with which work on these arguments begins; the last is the request."""
        user: Message = {"role": "user", "content": _request(arguments)}
        if not self._brief:
            return [user]
        return [{"role": "system", "content": [text_part(self._brief)]}, user]


def _ended(
    asked: Sequence[ToolCall], results: Sequence[Result], stop: frozenset[str]
) -> Result | None:
    """The result of the first call of a stop unit that came back ok."""
    for call, result in zip(asked, results, strict=True):
        if result.status == "ok" and call["function"]["name"] in stop:
            return result
    return None


def _request(arguments: Json) -> list[Part]:
    """What the caller wants, as content: its words or parts, or the arguments as JSON."""
    request = arguments.get("request")
    if len(arguments) == 1 and isinstance(request, str):
        return [text_part(request)]
    if len(arguments) == 1 and are_parts(request):
        return request
    return [text_part(orjson.dumps(arguments).decode())]
