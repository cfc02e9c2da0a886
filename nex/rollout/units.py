"""From a Blueprint to units that run: agents with their tools, workflows with their members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nex.data.blueprint import UnitPlan
from nex.data.messages import Signature
from nex.data.world import World
from nex.language.dialects.listings import LISTED, listing
from nex.rollout.ending import Finish
from nex.rollout.gear import Gear
from nex.rollout.reporting import Report
from nex.rollout.toolbox import Toolbox
from nex.rollout.workflows.asking import Asking
from nex.rollout.workflows.making import WORKFLOWS, Planned
from nex.rollout.workflows.passing import PassOn
from nex.runtime.agent import REQUEST, Agent
from nex.runtime.formats.names import format_named
from nex.runtime.unit import Unit

OPEN = frozenset({"route", "auction", "blackboard"})
"""Forms whose members must know what the others can do: what one cannot end, another goes on with."""
FACING = frozenset({"agent", "critic", "loop", "each", "hand-off"})
"""Forms whose members may face the user themselves."""


def build_unit(plan: UnitPlan, tools: Sequence[Unit], user: Unit, world: World) -> Unit:
    """The plan's unit, ready to run with these World tools; `user` answers the root's questions.

    Every agent ends with `finish`. Whoever faces the user gives an Outcome; the others give a
    report, which is an Outcome, a question for the user, or what they were asked to find out.
    Raises InputError where a tool is missing or a workflow lacks members.
    """
    toolbox = Toolbox({tool.signature.name: tool for tool in tools})
    site = _Site(toolbox, user, world, Gear(plan))
    return site.unit(plan, facing=True)


@dataclass(frozen=True, slots=True)
class _Site:
    tools: Toolbox
    user: Unit
    world: World
    gear: Gear

    def unit(self, plan: UnitPlan, *, facing: bool, orders: str = "") -> Unit:
        """The plan's unit; `facing` the user, or under a colleague. `orders` join its prompt."""
        if facing and plan.kind not in FACING:
            return Asking(self.unit(plan, facing=False, orders=orders), self.user)
        if plan.kind == "agent":
            return self._agent(plan, self._ending(facing), orders)
        signature = Signature(plan.name, self._description(plan), REQUEST)
        members = self._members(plan, facing=facing, orders=orders)
        return WORKFLOWS[plan.kind](Planned(signature, members, plan))

    def _ending(self, facing: bool) -> tuple[Unit, ...]:
        """How an agent ends, and whom it asks; a user with hands of their own is asked by anybody."""
        if facing:
            return (Finish(), self.user)
        handy = LISTED.search(self.user.signature.description) is not None
        return (Report(), self.user) if handy else (Report(),)

    def _members(self, plan: UnitPlan, *, facing: bool, orders: str) -> tuple[Unit, ...]:
        """The units below a workflow; those that do not work are told who does, and with what."""
        if plan.kind == "hand-off":
            return tuple(self._passing(unit, plan, self._ending(facing)) for unit in plan.units)
        if plan.kind in OPEN:
            others = self._told(plan.units[plan.kind == "route" :], named=False)
            chooser = self._told(plan.units[1:], named=True)
            return tuple(
                self.unit(unit, facing=False, orders=others if unit.duty == "work" else chooser)
                for unit in plan.units
            )
        workers = [unit for unit in plan.units if unit.duty == "work"]
        if plan.kind in ("critic", "loop"):
            workers = list(plan.units[:1])
        told = self._told(workers, named=False) if workers else orders
        return tuple(
            self.unit(unit, facing=facing)
            if unit in workers
            else self.unit(unit, facing=False, orders=told)
            for unit in plan.units
        )

    def _passing(self, plan: UnitPlan, among: UnitPlan, ending: tuple[Unit, ...]) -> Unit:
        """An agent that may pass the work on to the others."""
        others = (unit for unit in among.units if unit.name != plan.name)
        passing = tuple(PassOn(other.name, self._description(other)) for other in others)
        return self._agent(plan, (*passing, *ending))

    def _told(self, workers: Sequence[UnitPlan], *, named: bool) -> str:
        if not named:
            tools = dict.fromkeys(name for unit in workers for name in _tools(unit))
            return "\n".join(["", "The tools of the colleague:", *self._listings(tools)])
        parts = [f"## {unit.name}\n{self._description(unit)}" for unit in workers]
        return "\n".join(["", "Your colleagues:", *parts])

    def _agent(self, plan: UnitPlan, ending: tuple[Unit, ...], orders: str = "") -> Agent:
        members = [self.unit(unit, facing=False) for unit in plan.units]
        passing = {unit.signature.name for unit in ending if isinstance(unit, PassOn)}
        return Agent(
            name=plan.name,
            instructions=self._instructions(plan) + orders,
            tools=(*self.tools.held(plan.name, plan.tools), *members, *self.gear.of(plan), *ending),
            stop=frozenset({"finish", *passing}),
            description=self._description(plan),
            format=format_named(plan.format),
        )

    def _instructions(self, plan: UnitPlan) -> str:
        filled = plan.instructions.replace("{world}", self.world.name)
        filled = filled.replace("{role}", plan.role)
        notes = "".join(f"\n- {note}" for note in self.world.notes)
        return f"{filled}\nNotes of the house, not verified:{notes}" if notes else filled

    def _description(self, plan: UnitPlan) -> str:
        """The role, then every tool under the plan as callers must know it."""
        return "\n".join([plan.role, *self._listings(dict.fromkeys(_tools(plan)))])

    def _listings(self, names: dict[str, None]) -> list[str]:
        return [listing(signature) for signature in self.tools.shown(names)]


def _tools(plan: UnitPlan) -> Iterator[str]:
    yield from plan.tools
    for unit in plan.units:
        yield from _tools(unit)
