"""A Trial: one task served to an agent that nex does not run, and judged afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from nex.data.jsons import JsonValue
from nex.data.messages import Result, Signature, refused, said
from nex.data.task import Evidence, Outcome, Task, Verdict
from nex.grounding.site import Site
from nex.rollout.ending import ASK_USER, FINISH, answer_of, outcome_result
from nex.worlds.hands import hands_text, with_hands
from nex.worlds.person import Person
from nex.worlds.session import Session
from nex.worlds.verify import verify


class Trial:
    """A World's session with `finish` and `ask_user` among its tools; the verdict is kept apart.

    After `finish` has been accepted, every further call is refused: the end state stands.
    """

    def __init__(self, site: Site, task: Task) -> None:
        self.task = task
        self._session = Session(
            site.template, task.opening, site.surface, faults=site.faults, seed=site.seed
        )
        self._schema = site.template.schema
        self._outcome: Outcome | None = None
        self._person = Person(task.user, task.hidden)

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The World's tools, and the two that every root agent has."""
        told = hands_text(self._schema)
        return (*self._session.signatures, with_hands(ASK_USER, told), FINISH)

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """The answer to one call; never raises for what was asked."""
        if self._outcome is not None:
            return refused("finished", "the work has ended: finish was called")
        if name == ASK_USER.name:
            return self._asked(arguments)
        if name == FINISH.name:
            return self._finish(arguments)
        return self._session.call(name, arguments)

    def by_hand(self, question: str) -> str | None:
        """Only `ask_user` reaches the user's hands here."""
        return None

    def evidence(self) -> Evidence:
        """What the World's own side saw."""
        return self._session.evidence().model_copy(update={"asked": self._person.asked})

    def verdict(self) -> Verdict:
        """How it ended, as the task demands it; without `finish` it failed."""
        return verify(self.task, self.evidence(), self._outcome)

    def _asked(self, arguments: Mapping[str, JsonValue]) -> Result:
        question = arguments.get("question")
        says = self._session.by_hand(question) if isinstance(question, str) else None
        if says is None:
            return answer_of(self._person, arguments)
        self._person.asked += 1
        return said(says)

    def _finish(self, arguments: Mapping[str, JsonValue]) -> Result:
        result = outcome_result(arguments)
        if result.status == "ok":
            self._outcome = Outcome.model_validate(result.value)
        return result
