"""A Sitting: a task on real servers, served to an agent that nex does not run, judged afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused
from nex.data.task import Evidence, Outcome, Task, Verdict
from nex.grounding.site import Grounded
from nex.rollout.ending import AskUser, Finish
from nex.rollout.rollout import outcome_of
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.worlds.verify import verify


@dataclass(slots=True)
class _Ending:
    """What the agent ended with, once it has."""

    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class _Until:
    """A unit that answers until the work has ended: the end state stands."""

    inner: Unit
    ending: _Ending

    @property
    def kind(self) -> UnitKind:
        """The inner one's."""
        return getattr(self.inner, "kind", "tool")

    @property
    def signature(self) -> Signature:
        """The inner one's."""
        return self.inner.signature

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The inner one's answer; after `finish` a refusal."""
        if self.ending.outcome is not None:
            return refused("finished", "the work has ended: finish was called")
        result = await self.inner(arguments, scope)
        if isinstance(self.inner, Finish):
            self.ending.outcome = outcome_of(result)
        return result


@dataclass(slots=True)
class Sitting:
    """The units of one task, `finish` and `ask_user` among them; the verdict is kept apart."""

    task: Task
    grounded: Grounded
    _ending: _Ending = field(default_factory=_Ending)
    _user: AskUser = field(init=False)

    def __post_init__(self) -> None:
        self._user = AskUser(self.task.user, self.task.hidden)

    @property
    def units(self) -> tuple[Unit, ...]:
        """What the agent may call."""
        own = (*self.grounded.tools, self._user, Finish())
        return tuple(_Until(unit, self._ending) for unit in own)

    async def verdict(self) -> Verdict:
        """How it ended, as the task demands it; without `finish` it failed. Ends the servers."""
        evidence: Evidence = await self.grounded.evidence()
        evidence = evidence.model_copy(update={"asked": self._user.asked})
        return verify(self.task, evidence, self._ending.outcome)
