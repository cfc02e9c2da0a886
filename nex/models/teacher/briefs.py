"""Briefs: what a request to an agent holds beside the user's words, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, cast

import orjson

from nex.data.jsons import Json, JsonValue

Duty = Literal["work", "split", "find", "propose", "bid", "choose"]

OPENINGS: dict[Duty, str] = {
    "split": "Split this into single requests, one for each thing to do, and do nothing yet: ",
    "find": "Say by id which rows are meant here, and do nothing yet: ",
    "propose": "Say step by step what must be done, with rows named by id, and do nothing yet: ",
    "bid": "Say whether you could do this with tools of your own, and do nothing yet: ",
    "choose": "Say which colleague should do this: ",
}
"""How a request starts where something else than the work itself is wanted."""
REPORTED = "A colleague worked on this and reports: "
"""How the line starts that carries a colleague's report, as JSON."""
TOLD = "The user was asked and said: "
"""How a request starts a line that answers a question which was asked before."""
KNOWN = "Known: "
"""How the line starts that says a row's id, then the words for that row."""
PROPOSED = "A colleague proposes: "
"""How the line starts that carries a colleague's proposal, as JSON."""
BEFORE = "Done before: "
"""How the line starts that carries what earlier colleagues have done, as JSON."""


@dataclass(slots=True)
class Brief:
    """A request taken apart."""

    duty: Duty
    said: str
    """The request itself."""
    told: list[str] = field(default_factory=list[str])
    known: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Ids, and the words for the rows that have them."""
    report: Json | None = None
    """What a colleague reports, where that is to be reviewed."""
    before: Json = field(default_factory=dict[str, JsonValue])
    """What was done before the work was handed over."""


def read_brief(text: str) -> Brief:
    """What an agent is asked for, and all that it is told with it."""
    duty, text = _opened(text)
    said: list[str] = []
    brief = Brief(duty, "")
    for line in text.split("\n"):
        if line.startswith(REPORTED):
            brief.report = _json(line.removeprefix(REPORTED))
        elif line.startswith(BEFORE):
            brief.before = _json(line.removeprefix(BEFORE))
        elif line.startswith(TOLD):
            brief.told.append(line.removeprefix(TOLD))
        elif line.startswith(KNOWN):
            id, _, words = line.removeprefix(KNOWN).partition(": ")
            brief.known.append((id, words))
        elif not line.startswith(PROPOSED):
            said.append(line)
    brief.said = "\n".join(said)
    return brief


def _opened(text: str) -> tuple[Duty, str]:
    for duty, opening in OPENINGS.items():
        if text.startswith(opening):
            return duty, text.removeprefix(opening)
    return "work", text


def _json(text: str) -> Json:
    return cast("Json", orjson.loads(text))
