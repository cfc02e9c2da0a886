"""The families of architectures, each a way to make a desk out of smaller desks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nex.data.blueprint import UnitPlan
from nex.synthesis.blueprints_groups import Group, shared
from nex.synthesis.blueprints_parts import Hand, finder, proposer, reviewer, worker


@dataclass(frozen=True, slots=True)
class Desk:
    """What is to be made: whose work, and how many forms deep it may be."""

    group: Group
    levels: int
    """Forms that may stand within this one; 0: agents alone."""
    front: bool = False
    """Whether requests of several parts arrive here."""

    def below(self, group: Group | None = None, *, front: bool = False) -> Desk:
        """A desk within this one."""
        return Desk(group or self.group, self.levels - 1, front)


Family = Callable[[Hand, Desk], UnitPlan | None]
"""Makes a desk of one form; None where the group is too small for it."""


def draw_desk(hand: Hand, desk: Desk) -> UnitPlan:
    """A desk of any form that fits."""
    if desk.levels <= 0:
        return worker(hand, desk.group)
    for name in hand.stream.shuffled((*FAMILIES, "solo", "solo")):
        if (plan := FAMILIES[name](hand, desk)) is not None:
            return plan
    return worker(hand, desk.group)


def _solo(hand: Hand, desk: Desk) -> UnitPlan:
    return worker(hand, desk.group)


def _members(hand: Hand, desk: Desk, *, most: int = 4) -> list[UnitPlan]:
    """A desk for each part of the group; none where it cannot be shared."""
    parts = shared(hand.world, desk.group, hand.stream, most=most)
    return [draw_desk(hand, desk.below(part)) for part in parts] if len(parts) > 1 else []


def _router(hand: Hand, desk: Desk) -> UnitPlan | None:
    units = _members(hand, desk)
    return hand.agent("router", units=units, group=desk.group) if units else None


def _manager(hand: Hand, desk: Desk) -> UnitPlan | None:
    units = _members(hand, desk)
    part = "manager" if desk.front else "branch"
    tools = hand.reading(desk.group)
    return hand.agent(part, tools, units=units, group=desk.group) if units else None


def _director(hand: Hand, desk: Desk) -> UnitPlan | None:
    """Managers under one who only directs: two levels of leading at least."""
    parts = shared(hand.world, desk.group, hand.stream, most=3)
    branches: list[UnitPlan] = []
    for part in parts:
        under = Desk(part, max(desk.levels - 2, 0))
        below = shared(hand.world, part, hand.stream, most=3)
        units = [draw_desk(hand, Desk(one, under.levels)) for one in below]
        branches.append(hand.agent("branch", hand.reading(part), units=units, group=part))
    if len(parts) < 2 or all(len(branch.units) < 2 for branch in branches):
        return None
    return hand.agent("director", units=branches, group=desk.group)


def _planner(hand: Hand, desk: Desk) -> UnitPlan:
    group = desk.group
    below = worker(hand, group) if desk.levels < 2 else draw_desk(hand, desk.below())
    return hand.agent("planner", hand.reading(group), units=[below], group=group)


def _critic(hand: Hand, desk: Desk) -> UnitPlan:
    units = [draw_desk(hand, desk.below(front=desk.front)), reviewer(hand, desk.group)]
    return hand.team("critic", units, desk.group, rounds=hand.stream.between(2, 4))


def _verified(hand: Hand, desk: Desk) -> UnitPlan:
    units = [draw_desk(hand, desk.below(front=desk.front)), reviewer(hand, desk.group)]
    return hand.team("loop", units, desk.group, rounds=hand.stream.between(2, 4))


def _map_reduce(hand: Hand, desk: Desk) -> UnitPlan | None:
    return _split(hand, desk, draw_desk(hand, desk.below())) if desk.front else None


def _split(hand: Hand, desk: Desk, member: UnitPlan) -> UnitPlan:
    """The member behind somebody who splits requests, where those have several parts."""
    if not desk.front:
        return member
    splitter = hand.agent("splitter", group=desk.group)
    return hand.team("each", [splitter, member], desk.group)


def _steps(hand: Hand, desk: Desk, before: Sequence[UnitPlan]) -> UnitPlan:
    """Some who find or propose, and then who does it."""
    doer = draw_desk(hand, desk.below())
    return _split(hand, desk, hand.team("sequence", [*before, doer], desk.group))


def _chain(hand: Hand, desk: Desk) -> UnitPlan:
    before = [finder(hand, desk.group, several=False)]
    if hand.stream.chance(0.5):
        before.append(proposer(hand, desk.group, "one"))
    return _steps(hand, desk, before)


def _scouts(hand: Hand, desk: Desk) -> UnitPlan | None:
    scouts = finder(hand, desk.group, several=True)
    return _steps(hand, desk, [scouts]) if scouts.kind == "parallel" else None


def _panel(hand: Hand, desk: Desk) -> UnitPlan:
    return _steps(hand, desk, _maybe_found(hand, desk, "vote"))


def _debate(hand: Hand, desk: Desk) -> UnitPlan:
    return _steps(hand, desk, _maybe_found(hand, desk, "debate"))


def _maybe_found(hand: Hand, desk: Desk, form: str) -> list[UnitPlan]:
    several = hand.stream.chance(0.5)
    before = [finder(hand, desk.group, several=several)] if hand.stream.chance(0.3) else []
    return [*before, proposer(hand, desk.group, form)]


def _route(hand: Hand, desk: Desk) -> UnitPlan | None:
    units = _members(hand, Desk(desk.group, 1))
    if not units:
        return None
    chooser = hand.agent("chooser", group=desk.group)
    return _split(hand, desk, hand.team("route", [chooser, *units], desk.group))


def _auction(hand: Hand, desk: Desk) -> UnitPlan | None:
    units = _members(hand, Desk(desk.group, 1))
    return _split(hand, desk, hand.team("auction", units, desk.group)) if units else None


def _blackboard(hand: Hand, desk: Desk) -> UnitPlan | None:
    units = _members(hand, Desk(desk.group, 1))
    if not units:
        return None
    team = hand.team("blackboard", units, desk.group, rounds=hand.stream.between(2, 4))
    return _split(hand, desk, team)


def _hand_off(hand: Hand, desk: Desk) -> UnitPlan | None:
    units = _members(hand, Desk(desk.group, 1))
    rounds = hand.stream.between(12, 20)
    return hand.team("hand-off", units, desk.group, rounds=rounds) if units else None


FAMILIES: dict[str, Family] = {
    "solo": _solo,
    "router": _router,
    "manager": _manager,
    "worker-critic": _critic,
    "director": _director,
    "map-reduce": _map_reduce,
    "planner-executor": _planner,
    "chain": _chain,
    "panel": _panel,
    "hand-off": _hand_off,
    "debate": _debate,
    "blackboard": _blackboard,
    "parallel-scouts": _scouts,
    "auction": _auction,
    "route": _route,
    "until-verified": _verified,
}
"""Every family by the name of its topology, in the order in which they are drawn first."""
