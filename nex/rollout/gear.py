"""What agents of a blueprint have beside tools and colleagues: skills to read, a store to share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from nex.data.blueprint import SkillPlan, UnitPlan
from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, said
from nex.runtime.fitting import fitting
from nex.runtime.scope import Scope
from nex.runtime.skills import READ_SKILL, reading_signature
from nex.runtime.store import Store
from nex.runtime.unit import Unit

LINES: Json = {"type": "array", "items": {"type": "string"}}
"""What stands under every key of the store: lines of text."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """The tool that gives the text of a skill of the plan."""

    kind: ClassVar[UnitKind] = "tool"

    skills: tuple[SkillPlan, ...]

    @property
    def signature(self) -> Signature:
        """Its description names every skill and what it is for."""
        return reading_signature({skill.name: skill.about for skill in self.skills})

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The skill's text; a name that there is not is an error that lists the others."""
        misfit = fitting(READ_SKILL, self.signature.input)[1](arguments)
        if misfit is not None:
            return misfit
        return said(next(s.text for s in self.skills if s.name == arguments["skill"]))


class Gear:
    """What one rollout's agents share; made with the units, so that no two rollouts share it."""

    def __init__(self, root: UnitPlan) -> None:
        keys = dict.fromkeys(key for plan in _plans(root) for key in plan.store)
        self._store = Store(dict.fromkeys(keys, LINES)) if keys else None

    def of(self, plan: UnitPlan) -> tuple[Unit, ...]:
        """The units that an agent has beside tools and colleagues."""
        store = self._store.units if self._store is not None and plan.store else ()
        return (*((Lessons(plan.skills),) if plan.skills else ()), *store)


def _plans(plan: UnitPlan) -> Iterator[UnitPlan]:
    yield plan
    for unit in plan.units:
        yield from _plans(unit)
