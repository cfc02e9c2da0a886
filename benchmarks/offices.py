"""Environments of the shipped specs, made for measuring: populated, drawn, proved, not gated."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.blueprint import Blueprint
from nex.data.environment import USUAL_FAULTS, EnvironmentCard
from nex.data.task import Task
from nex.environment.folder import Environment
from nex.environment.live import Live, open_environment
from nex.environment.shipped import shipped_spec, shipped_specs
from nex.language.reading.reader import read_spec
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.synthesize import Drawn, synthesize
from nex.worlds.populate import populate
from nex.worlds.surface import PLAIN, signatures


def names() -> Sequence[str]:
    """The shipped specs."""
    return list(shipped_specs())


def office(name: str, drawn: int, seed: int = 0, sandbox: str = "direct") -> tuple[Live, Drawn]:
    """A shipped spec's environment with every architecture that is drawn for it."""
    world = read_spec(shipped_spec(name), f"specs/{name}.md").world
    template = populate(world, seed)
    found = synthesize(template, drawn, seed=seed)
    card = EnvironmentCard(
        name=world.name,
        world=world.digest,
        seed=seed,
        state=template.digest,
        faults=USUAL_FAULTS,
    )
    plans = draw_blueprints(world, signatures(world, PLAIN), seed)
    environment = Environment(card, world, tuple(found.tasks), plans)
    return open_environment(environment, sandbox), found


def solo(live: Live) -> Blueprint:
    """The architecture of one agent."""
    return next(plan for plan in live.environment.blueprints if plan.topology == "solo")


def by_kind(tasks: Sequence[Task]) -> dict[str, list[Task]]:
    """Tasks by their kind."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.kind, []).append(task)
    return found
