"""An environment of the shipped library, made once for the tests that need a whole one."""

from __future__ import annotations

from functools import cache

from nex.data.environment import USUAL_FAULTS, EnvironmentCard
from nex.data.task import Task
from nex.environment.folder import Environment
from nex.environment.live import Live, open_environment
from nex.environment.shipped import shipped_spec
from nex.language.reading.reader import read_spec
from nex.models.resolve import resolve
from nex.rollout.rollout import Actor
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.synthesize import synthesize
from nex.worlds.populate import populate
from nex.worlds.surface import PLAIN, signatures

DRAWN = 40


@cache
def library() -> Environment:
    """The library with 40 drawn tasks and every architecture that the grammar draws for it."""
    world = read_spec(shipped_spec("library"), "specs/library.md").world
    template = populate(world, 0)
    found = synthesize(template, DRAWN, seed=0)
    card = EnvironmentCard(
        name=world.name,
        world=world.digest,
        seed=0,
        state=template.digest,
        faults=USUAL_FAULTS,
    )
    plans = draw_blueprints(world, signatures(world, PLAIN), 0)
    return Environment(card, world, tuple(found.tasks), plans, tuple(found.proofs))


@cache
def live(sandbox: str) -> Live:
    """The library, open."""
    return open_environment(library(), sandbox)


def first(kind: str) -> Task:
    """The first task of that kind."""
    return next(task for task in library().tasks if task.kind == kind)


def planner(model: str = "teacher") -> Actor:
    """Who acts offline."""
    return Actor(resolve(model), "planner", "template")
