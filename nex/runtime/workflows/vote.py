"""Vote: several units work on the same thing, and the result that most of them give holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from nex.data.jsons import Json, canonical
from nex.data.messages import Result, Signature, UnitKind, refused
from nex.errors import InputError
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


def ballot(result: Result) -> str | None:
    """What a result votes for: its value, or its text without case, spaces and end mark; None,
    an abstention, where it is not ok."""
    if result.status != "ok":
        return None
    if result.value is not None:
        return canonical(result.value).decode()
    return " ".join(result.text.casefold().split()).strip("\"'.! ")


@dataclass(frozen=True, slots=True)
class Vote:
    """A unit that gives what most of its voters give; of equals, what the first of them gives."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "vote"

    signature: Signature
    voters: tuple[Unit, ...]
    quorum: int = 1
    """Votes that the winner needs at least."""
    ballot: Callable[[Result], str | None] = ballot
    lane: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.quorum <= len(self.voters):
            raise InputError(
                f"vote {self.signature.name!r}: quorum={self.quorum} of {len(self.voters)} voters; "
                "at least 1, at most all"
            )

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return tuple(("voter", unit) for unit in self.voters)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The first result that votes for the winner; an error (no_majority) without a quorum."""
        results = await scope.call_all([(voter, arguments) for voter in self.voters])
        ballots = [self.ballot(result) for result in results]
        votes = Counter(cast for cast in ballots if cast is not None)
        winner, most = votes.most_common(1)[0] if votes else ("", 0)
        if most < self.quorum:
            return refused(
                "no_majority",
                f"{most} of {len(self.voters)} agree, {self.quorum} are needed; "
                f"{len(votes)} different answers, {ballots.count(None)} without one",
            )
        return results[ballots.index(winner)]
