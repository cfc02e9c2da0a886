"""From a wished state back to the actions that bring it about: the shortest chain that is seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from nex.models.teacher.acting import Arguments, bind, welcome
from nex.models.teacher.foresight import suppose, unmet
from nex.models.teacher.knowledge import Demand, Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.paths import Bindings, View
from nex.models.teacher.seat import Seat, Wish
from nex.models.teacher.wishes import choices, remedies

LONGEST = 6
"""Actions of a plan at most."""
_MENDS = 4
"""Demands of one action that a plan may bring about."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of a plan, with its arguments."""

    skill: Skill
    arguments: Arguments


@dataclass(slots=True)
class Planner:
    """Searches for plans over declared effects; remembers what stood in the way."""

    seat: Seat
    obstacles: dict[str, list[Wish]] = field(default_factory=dict[str, list[Wish]])
    """Sentences that no plan could satisfy, with what would, each; in the order they were met."""

    def plan(self, wish: Wish) -> Turns[list[Deed] | None]:
        """The shortest chain of actions after which the wish holds; None: there is none."""
        for length in range(LONGEST + 1):
            self.obstacles.clear()
            found = yield from self._reach(wish, View(self.seat), length, ())
            if found is not None:
                return found[0]
        return None

    def _reach(
        self, wish: Wish, view: View, length: int, above: tuple[Wish, ...]
    ) -> Turns[tuple[list[Deed], View] | None]:
        if (yield from view.value(wish.row, wish.attribute)) == wish.value:
            return [], view
        if length == 0 or wish in above:
            return None
        for skill in self.seat.knowledge.skills.values():
            if not welcome(self.seat, skill):
                continue
            for arguments in (yield from choices(self.seat, skill, wish)):
                found = yield from self._done(Deed(skill, arguments), view, length, (*above, wish))
                if found is not None:
                    return found
        return None

    def _done(
        self, deed: Deed, view: View, length: int, above: tuple[Wish, ...]
    ) -> Turns[tuple[list[Deed], View] | None]:
        """A plan that ends with the deed and grants the last wish."""
        found = yield from self._prepared(deed, view, length, above)
        wish = above[-1]
        if found is None or (yield from found[1].value(wish.row, wish.attribute)) != wish.value:
            return None
        return found

    def _prepared(
        self, deed: Deed, view: View, length: int, above: tuple[Wish, ...]
    ) -> Turns[tuple[list[Deed], View] | None]:
        """The deed after whatever its demands take; None where that is too long or impossible."""
        deeds: list[Deed] = []
        bindings = bind(self.seat, deed.skill, deed.arguments)
        for _ in range(_MENDS):
            demands = yield from unmet(deed.skill, bindings, view)
            if not demands:
                after = view.copy()
                yield from suppose(deed.skill, bindings, after)
                return [*deeds, deed], after
            found = yield from self._mend(
                demands[0], bindings, view, length - len(deeds) - 1, above
            )
            if found is None:
                return None
            deeds += found[0]
            view = found[1]
        return None

    def _mend(
        self, demand: Demand, bindings: Bindings, view: View, length: int, above: tuple[Wish, ...]
    ) -> Turns[tuple[list[Deed], View] | None]:
        """A plan that makes the demand hold."""
        wishes: list[Wish] = []
        if demand.condition is not None and demand.subject is None:
            wishes = yield from remedies(demand.condition, bindings, view)
        for wish in wishes:
            found = yield from self._reach(wish, view, length, above)
            if found is not None:
                return found
        self.obstacles.setdefault(demand.sentence, wishes)
        return None
