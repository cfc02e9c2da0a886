"""Format: one convention of naming units in a reply; what every convention must be able to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from nex.data.jsons import Json
from nex.data.messages import Message, Result, Signature, ToolCall, UnitKind, refused
from nex.runtime.scope import Scope

MALFORMED = "malformed call"
"""The unit that a reply names which its format cannot read; no tool has a name with a space."""


class Format(Protocol):
    """A pure pair of transforms between structured messages and what a model reads and writes.

    `read(write(m))` is m for every assistant message whose text does not itself look like a call.
    """

    @property
    def name(self) -> str:
        """What blueprints and options call it."""
        ...

    def shown(self, tools: Sequence[Signature]) -> Sequence[Signature]:
        """What the provider is offered: nothing where the tools stand in the instructions."""
        ...

    def brief(self, tools: Sequence[Signature]) -> str:
        """What the instructions gain; "" where the provider shows the tools."""
        ...

    def write(self, message: Message, tools: Sequence[Signature]) -> Message:
        """An assistant's structured message in this convention."""
        ...

    def read(self, message: Message, tools: Sequence[Signature]) -> Message:
        """The structured message that a reply stands for.

        A reply that cannot be read names the unit MALFORMED, whose result says what is wrong.
        """
        ...

    def tell(self, asked: Sequence[ToolCall], results: Sequence[Result]) -> list[Message]:
        """The messages that say what the calls of one reply came to."""
        ...


class Malformed(Exception):
    """A text is no call of its convention; the message says what is wrong and what is right."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """The unit behind MALFORMED: its result is the observation that names the defect."""

    kind: ClassVar[UnitKind] = "stub"
    signature: ClassVar[Signature] = Signature(
        MALFORMED, "Says what no call could be read from.", {}
    )

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What is wrong with the reply."""
        return refused("malformed_call", str(arguments.get("defect", "the reply is no call")))


COMPLAINT = Complaint()
