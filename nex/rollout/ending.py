"""The two units that every root agent has beside its tools: `finish` and `ask_user`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ValidationError

from nex.data.jsons import Json, JsonValue, canonical
from nex.data.messages import Result, Signature, UnitKind, refused, said, text_part
from nex.data.task import Hidden, Outcome
from nex.grounding.site import idle
from nex.runtime.scope import Scope
from nex.worlds.person import Person

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
    """The person who gave the task, offline."""

    kind: ClassVar[UnitKind] = "person"
    answers: tuple[str, ...] = ()
    """What is said to questions in order."""
    hidden: tuple[Hidden, ...] = ()
    """What is said to questions about it."""
    signature: Signature = ASK_USER
    hands: Callable[[str], Awaitable[str | None]] = idle
    """What the user does and says when asked to do something themselves; None: nothing of the sort."""
    lane: str | None = None
    """Where the user acts in the World, the World's: its calls are in source order."""
    _person: Person = field(init=False)

    def __post_init__(self) -> None:
        self._person = Person(self.answers, self.hidden)

    @property
    def asked(self) -> int:
        """How often it was asked; evidence for the verifier."""
        return self._person.asked

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The answer."""
        question = arguments.get("question")
        says = await self.hands(question) if isinstance(question, str) else None
        if says is None:
            return self.in_words(arguments)
        self._person.asked += 1
        return said(says)

    def in_words(self, arguments: Json) -> Result:
        """The answer to a question that asks for nothing to be done."""
        return answer_of(self._person, arguments)


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


def answer_of(person: Person, arguments: Mapping[str, JsonValue]) -> Result:
    """What the person says to a question."""
    question = arguments.get("question")
    if not isinstance(question, str):
        return refused("validation_error", "ask_user: question: a text is needed")
    return said(person.answer(question))
