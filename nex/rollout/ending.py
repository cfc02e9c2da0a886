"""The two units that every root agent has beside its tools: `finish` and `ask_user`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import ValidationError

from nex.data.jsons import Json, JsonValue, canonical
from nex.data.messages import Result, Signature, UnitKind, refused, said, text_part
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

    kind: ClassVar[UnitKind] = "tool"
    signature: Signature = FINISH

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The Outcome as a value; a bad one is an observation and the agent goes on."""
        return outcome_result(arguments)


@dataclass(slots=True)
class AskUser:
    """The person who gave the task, offline: answers in the task's order, then knows no more."""

    kind: ClassVar[UnitKind] = "person"
    answers: tuple[str, ...]
    signature: Signature = ASK_USER
    asked: int = 0
    """How often it was asked; evidence for the verifier."""

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The next answer."""
        result = answer_of(self.answers, self.asked, arguments)
        self.asked += result.status == "ok"
        return result


def outcome_result(arguments: Mapping[str, JsonValue]) -> Result:
    """What `finish` gives back: the Outcome as a value, or what is wrong with it."""
    if "status" not in arguments:
        return refused("validation_error", "finish: status: done or refused is needed")
    try:
        value = Outcome.model_validate(dict(arguments)).model_dump(mode="json", exclude_none=True)
        text = canonical(value).decode()
    except ValidationError as e:
        found = e.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, found["loc"])) or "arguments"
        return refused("validation_error", f"finish: {where}: {found['msg']}")
    except TypeError as e:
        return refused("validation_error", f"finish: answer: {e}")
    return Result([text_part(text)], value=value)


def answer_of(answers: tuple[str, ...], asked: int, arguments: Mapping[str, JsonValue]) -> Result:
    """What the user says to the next question, when `asked` were put before."""
    if not isinstance(arguments.get("question"), str):
        return refused("validation_error", "ask_user: question: a text is needed")
    return said(answers[asked] if asked < len(answers) else NOTHING_MORE)
