"""The two units that every root agent has beside its tools: `finish` and `ask_user`."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import ValidationError

from nex.data.jsons import Json, canonical
from nex.data.messages import Result, Signature, refused, said, text_part
from nex.data.task import Outcome
from nex.runtime.scope import Scope

FINISH = Signature(
    "finish",
    "End the work. status: done, or refused when a rule forbids the request; answer: what was "
    "asked for, if anything; reason: for a refusal, the rule that forbids it, word for word.",
    {
        "type": "object",
        "properties": {
            "status": {"type": "string", "enum": ["done", "refused"]},
            "answer": {"description": "The answer, when a question was asked."},
            "reason": {"type": "string", "description": "The rule that forbids it."},
        },
        "required": ["status"],
        "additionalProperties": False,
    },
)
ASK_USER = Signature(
    "ask_user",
    "Ask the person who gave the request, when it can be understood in more than one way.",
    {
        "type": "object",
        "properties": {"question": {"type": "string"}},
        "required": ["question"],
        "additionalProperties": False,
    },
)
NOTHING_MORE = "That is all I know."


@dataclass(frozen=True, slots=True)
class Finish:
    """Ends an agent: its result's value is the Outcome, or an error that says what to mend."""

    signature: Signature = FINISH
    kind: str = "tool"

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The Outcome as a value; a bad one is an observation and the agent goes on."""
        try:
            outcome = Outcome.model_validate(arguments)
        except ValidationError as e:
            found = e.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, found["loc"])) or "arguments"
            return refused("validation_error", f"finish: {where}: {found['msg']}")
        value = outcome.model_dump(mode="json", exclude_none=True)
        return Result([text_part(canonical(value).decode())], value=value)


@dataclass(slots=True)
class AskUser:
    """The person who gave the task, offline: answers in the task's order, then knows no more."""

    answers: tuple[str, ...]
    signature: Signature = ASK_USER
    kind: str = "person"
    asked: int = field(default=0)
    """How often it was asked; evidence for the verifier."""

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The next answer."""
        if not isinstance(arguments.get("question"), str):
            return refused("validation_error", "ask_user: question: a text is needed")
        number = self.asked
        self.asked += 1
        return said(self.answers[number] if number < len(self.answers) else NOTHING_MORE)
