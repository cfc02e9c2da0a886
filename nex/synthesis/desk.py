"""A Desk: where a solver sits: the World's tools, the user, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from nex.data.jsons import JsonValue
from nex.data.messages import Result, said
from nex.data.task import Evidence, Outcome
from nex.language.requests.asking import ASK, DID
from nex.worlds.jobs import seen_through
from nex.worlds.person import Person
from nex.worlds.session import Session


class Desk:
    """One session with its tools and a user."""

    def __init__(self, session: Session, person: Person | None = None) -> None:
        self.session = session
        self.calls = 0
        self.writes = 0
        """Actions that were applied."""
        self.shortest = True
        """False once the solver took a way that it cannot prove to be the shortest."""
        self._person = person or Person()

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """Call one of the World's tools."""
        self.calls += 1
        result = self.session.call(name, arguments)
        if isinstance(result.value, dict) and "changed" in result.value:
            self.writes += 1
        return result

    def act(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """Perform an action; one that takes time is seen through to its end."""
        if name == ASK:
            return said(self.ask(str(arguments["question"])))
        return seen_through(self.call, self.call(name, arguments))

    def ask(self, question: str) -> str:
        """Ask the user."""
        self.calls += 1
        says = self.session.by_hand(question)
        if says is None:
            return self._person.answer(question)
        self._person.asked += 1
        self.writes += says.startswith(DID)
        return says

    def evidence(self) -> Evidence:
        """What the World's side saw, with how often the user was asked."""
        return self.session.evidence().model_copy(update={"asked": self._person.asked})


class Solver(Protocol):
    """Whoever works from the text alone; hands back how it ended."""

    def __call__(self, instruction: str, desk: Desk, /) -> Outcome: ...
