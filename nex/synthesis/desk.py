"""A Desk: where a solver sits: the World's tools, the user, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from nex.data.jsons import JsonValue
from nex.data.messages import Result
from nex.data.task import Evidence, Outcome
from nex.worlds.session import Session

NO_MORE = "I have nothing to add."


class Desk:
    """One session with its tools and a user who answers from a list."""

    def __init__(self, session: Session, user: Sequence[str] = ()) -> None:
        self.session = session
        self.calls = 0
        self.writes = 0
        """Actions that were applied."""
        self.shortest = True
        """False once the solver took a way that it cannot prove to be the shortest."""
        self._user = tuple(user)
        self._asked = 0

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """Call one of the World's tools."""
        self.calls += 1
        result = self.session.call(name, arguments)
        if isinstance(result.value, dict) and "changed" in result.value:
            self.writes += 1
        return result

    def ask(self, question: str) -> str:
        """Ask the user; the answers come in order, then there is no more to say."""
        self._asked += 1
        self.calls += 1
        return self._user[self._asked - 1] if self._asked <= len(self._user) else NO_MORE

    def evidence(self) -> Evidence:
        """What the World's side saw, with how often the user was asked."""
        return self.session.evidence().model_copy(update={"asked": self._asked})


class Solver(Protocol):
    """Whoever works from the text alone; hands back how it ended."""

    def __call__(self, instruction: str, desk: Desk, /) -> Outcome: ...
