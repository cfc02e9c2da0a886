"""From a Blueprint to units that run: agents with their tools, workflows with their members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nex.data.blueprint import UnitPlan
from nex.data.messages import Signature
from nex.data.world import World
from nex.errors import InputError
from nex.models.teacher.offers import listing
from nex.rollout.ending import Finish
from nex.rollout.reporting import Report
from nex.rollout.review import Review
from nex.runtime.agent import REQUEST, Agent
from nex.runtime.unit import Unit

STOP = frozenset({"finish"})


def build_unit(plan: UnitPlan, tools: Sequence[Unit], user: Unit, world: World) -> Unit:
    """The plan's unit, ready to run with these World tools; `user` answers the root's questions.

    Every agent ends with `finish`. The root's takes an Outcome; the others' takes a report, which
    is an Outcome or a question for the user. Raises InputError where a tool is missing.
    """
    site = _Site({tool.signature.name: tool for tool in tools}, user, world)
    return site.unit(plan, (Finish(), user))


@dataclass(frozen=True, slots=True)
class _Site:
    tools: dict[str, Unit]
    user: Unit
    world: World

    def unit(self, plan: UnitPlan, ending: tuple[Unit, ...]) -> Unit:
        """The unit with `ending` as its last tools: how it ends, and whom it may ask."""
        match plan.kind:
            case "agent":
                return self._agent(plan, ending)
            case "critic":
                return self._critic(plan, ending)
            case _:
                raise InputError(f"blueprint: unit {plan.name!r} is a {plan.kind}, not known yet")

    def _agent(self, plan: UnitPlan, ending: tuple[Unit, ...], orders: str = "") -> Agent:
        members = [self.unit(unit, (Report(),)) for unit in plan.units]
        return Agent(
            name=plan.name,
            instructions=self._instructions(plan) + orders,
            tools=(*self._own(plan), *members, *ending),
            stop=STOP,
            description=self._description(plan),
        )

    def _critic(self, plan: UnitPlan, ending: tuple[Unit, ...]) -> Review:
        worker, reviewer = plan.units
        told = "\n".join(["", "The tools of the colleague:", *self._listings(worker)])
        return Review(
            Signature(plan.name, self._description(plan), REQUEST),
            self.unit(worker, ending),
            self._agent(reviewer, (Report(),), told),
            plan.rounds,
        )

    def _own(self, plan: UnitPlan) -> Iterator[Unit]:
        for name in plan.tools:
            if name not in self.tools:
                known = ", ".join(self.tools)
                raise InputError(
                    f"blueprint: {plan.name!r} needs the tool {name!r}; known: {known}"
                )
            yield self.tools[name]

    def _instructions(self, plan: UnitPlan) -> str:
        filled = plan.instructions.replace("{world}", self.world.name)
        filled = filled.replace("{role}", plan.role)
        notes = "".join(f"\n- {note}" for note in self.world.notes)
        return f"{filled}\nNotes of the house, not verified:{notes}" if notes else filled

    def _description(self, plan: UnitPlan) -> str:
        """The role, then every tool under the plan as callers must know it."""
        return "\n".join([plan.role, *self._listings(plan)])

    def _listings(self, plan: UnitPlan) -> list[str]:
        names = dict.fromkeys(_tools(plan))
        return [listing(self.tools[name].signature) for name in names if name in self.tools]


def _tools(plan: UnitPlan) -> Iterator[str]:
    yield from plan.tools
    for unit in plan.units:
        yield from _tools(unit)
