"""Probes: calls that were made on a server to learn from, as they went."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from nex.data.frozen import Frozen
from nex.data.jsons import Json
from nex.data.messages import Signature
from nex.data.surroundings import PinnedTool
from nex.language.chains.places import read_reply

MOST_TEXT = 16 << 10
"""Characters of a reply that are kept."""
REFUSED = re.compile(
    r"\b(error|failed|failure|not found|does not exist|doesn't exist|invalid|cannot|could not|"
    r"unable to|no such|exception|must be|out of range|denied|not allowed|not a valid|unknown)\b",
    re.IGNORECASE,
)
LOOKED_AT = 160
"""Characters at a reply's beginning in which an error in ordinary words would stand."""


class Probe(Frozen):
    """One call that was made to learn from."""

    tool: str
    arguments: Json = Field(default_factory=dict)
    kinds: dict[str, str] = Field(default_factory=dict)
    """Path of a leaf -> the kind of value that was tried there."""
    text: str = ""
    ok: bool = True
    """Whether the server did what it was asked, as far as its reply tells."""
    seconds: float = 0.0


class Flow(Frozen):
    """What stood at some place of a tool's replies is accepted by an argument."""

    source: str
    shape: str
    """The place, whichever item or line it is."""
    tool: str
    path: str


class Spot(Frozen):
    """A place in a tool's replies, whichever item or line it is."""

    tool: str
    shape: str


class Probes(Frozen):
    """Everything that was observed of a server before any task was drawn."""

    schema_version: Literal["nex.probes/1"] = "nex.probes/1"
    server: str
    tools: tuple[PinnedTool, ...]
    probes: tuple[Probe, ...]
    writers: tuple[str, ...] = ()
    """Tools after which the workspace was not what it was."""
    minded: tuple[str, ...] = ()
    """Tools that answer the same call otherwise the second time: the server keeps something."""
    flows: tuple[Flow, ...] = ()
    fleeting: tuple[Spot, ...] = ()
    """What mostly stands otherwise in another container at another time."""

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The tools as units see them."""
        return signatures_of(self.tools)


def signatures_of(tools: Sequence[PinnedTool]) -> tuple[Signature, ...]:
    """Pinned tools as signatures."""
    return tuple(Signature(t.name, t.description, t.input, t.output) for t in tools)


def done(status: str, text: str) -> bool:
    """Whether a reply says that the call was done: no error, not even one in ordinary words."""
    if status != "ok":
        return False
    match read_reply(text[:MOST_TEXT]):
        case dict() as found:
            return not found.get("error") and found.get("success") is not False
        case _:
            return REFUSED.search(text[:LOOKED_AT]) is None
