"""The person who gave a task, offline: says what was hidden when asked about it, then no more."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.task import Hidden
from nex.language.requests.tokens import words

NO_MORE = "That is all I know."


class Person:
    """Answers the questions of one rollout; the same questions get the same answers.

    A question that names a hidden fact is answered with it. Any other gets the task's next plain
    answer, then the hidden facts that are left, then that there is no more to say.
    """

    def __init__(self, answers: Sequence[str] = (), hidden: Sequence[Hidden] = ()) -> None:
        self.asked = 0
        """How often it was asked; evidence for the verifier."""
        self._answers, self._hidden = list(answers), list(hidden)

    def answer(self, question: str) -> str:
        """What the person says."""
        self.asked += 1
        said = words(question)
        for fact in self._hidden:
            if any(_names(said, topic) for topic in fact.about):
                return self._told(fact)
        if self._answers:
            return self._answers.pop(0)
        return self._told(self._hidden[0]) if self._hidden else NO_MORE

    def _told(self, fact: Hidden) -> str:
        self._hidden.remove(fact)
        return fact.says


def _names(said: tuple[str, ...], topic: str) -> bool:
    wanted = words(topic)
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said)))
