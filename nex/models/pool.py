"""Pool: one model behind several endpoints; each question goes to the one with the least to do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from nex.data.messages import Message, Reply, Settings, Signature
from nex.errors import InputError, ModelError
from nex.runtime.model import Closing, Model

REST = 16
"""Questions that an endpoint which just failed counts as having, until it answers again."""


class Pool:
    """A Model that spreads questions over others that give the same answers.

    A member that failed is asked again last, so that a retry goes elsewhere. Raises InputError
    for no members, or members of different names.
    """

    def __init__(self, members: Sequence[Model]) -> None:
        names = sorted({member.name for member in members})
        if len(names) != 1:
            raise InputError(f"a pool needs endpoints of one model, not of {names or 'none'}")
        self.name = names[0]
        self._members = tuple(members)
        self._busy = [0] * len(members)
        """Questions under way, by member."""
        self._failed = [False] * len(members)
        self._asked = [0] * len(members)
        """The turn at which each was asked last: among equals it goes round."""
        self._turns = count(1)

    async def aclose(self) -> None:
        """Let go of what the members keep."""
        for member in self._members:
            if isinstance(member, Closing):
                await member.aclose()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The reply of the member that has the least to do."""
        chosen = min(range(len(self._members)), key=self._load)
        self._asked[chosen] = next(self._turns)
        self._busy[chosen] += 1
        try:
            reply = await self._members[chosen].complete(messages, tools, settings)
            self._failed[chosen] = False
            return reply
        except ModelError as e:
            self._failed[chosen] = e.transient
            raise
        finally:
            self._busy[chosen] -= 1

    def _load(self, member: int) -> tuple[int, int]:
        return self._busy[member] + REST * self._failed[member], self._asked[member]
