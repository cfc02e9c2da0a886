"""Jobs, others on the clock, users' own hands, and places that share things: proved and passed.

*helpdesk* and *shop* are the shipped spec and the two specs of the tests that share things; *random*
are random Worlds that the reader's round trip is tested with, given a random pace. Yields are over
drawn tasks; *teacher* is the share of proved tasks that it passes without faults (with the usual
ones: *under faults*), the worst of all topologies where they are named; *weak* the best of null, echo,
constant and random. *decided* tasks end otherwise than they would without the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio
from figures import Figure, show

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint
from nex.data.environment import NO_FAULTS, USUAL_FAULTS, EnvironmentCard, FaultProfile
from nex.data.events import Event
from nex.data.streams import Stream
from nex.data.world import World, identifier
from nex.environment.environment import Environment
from nex.environment.live import Live, open_environment
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.language.sampling.pace import paced_world
from nex.language.sampling.worlds import random_world
from nex.models.resolve import resolve
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.synthesize import Drawn, synthesize
from nex.worlds.populate import populate
from nex.worlds.surface import signatures

ROOT = Path(__file__).parents[1]
SPECS = {"helpdesk": ROOT / "specs/helpdesk.md", "shop": ROOT / "tests/data/shared/shop.md"}
WEAK = ("null", "echo", "constant", "random")


@dataclass(frozen=True)
class Place:
    """An open environment and what was drawn for it."""

    live: Live
    drawn: Drawn
    blueprints: tuple[Blueprint, ...]


def place(world: World, tasks: int, seed: int, blueprints: int = 16) -> Place:
    """The World with proved tasks."""
    template = populate(world, seed)
    drawn = synthesize(template, tasks, seed=seed)
    card = EnvironmentCard(
        name=world.name, world=world.digest, seed=seed, state=template.digest, faults=USUAL_FAULTS
    )
    plans = draw_blueprints(world, signatures(world), seed, blueprints)
    made = Environment(card, world, tuple(drawn.tasks), plans, tuple(drawn.proofs))
    return Place(open_environment(made, "direct"), drawn, plans)


def unheard(event: Event) -> None:
    """Nothing is written."""


async def passed(
    here: Place, plan: Blueprint, model: str = "teacher", faults: FaultProfile = NO_FAULTS
) -> int:
    """How many of the tasks are passed."""
    live, tasks = here.live.with_faults(faults), here.drawn.tasks
    actor = Actor(resolve(model), "planner", "template")
    items = spread(live.environment.name, [task.id for task in tasks], [plan], [model])
    found = 0
    for task, item in zip(tasks, items, strict=True):
        made = await run_rollout(live, Job(item, task, plan), actor, unheard)
        found += made.verdict is not None and made.verdict.passed
    return found


def parts(here: Place, solution: Sequence[str]) -> int:
    """How many parts of the place some calls are the work of."""
    actions = {identifier(a.name): a.section for a in here.live.environment.world.actions}
    return len({actions[name] for name in solution if actions.get(name)})


def told(name: str, here: Place) -> list[Figure]:
    """What was drawn and proved, and what of it takes the new kinds of work."""
    drawn, tasks = sum(here.drawn.drawn.values()), here.drawn.tasks
    slow = {identifier(a.name) for a in here.live.environment.world.actions if a.seconds}
    calls = [[call.tool for call in proof.solution] for proof in here.drawn.proofs]
    of = f"of {len(tasks)}"
    return [
        Figure(f"paced.{name}_proved", len(tasks) / max(1, drawn), f"of {drawn}", 0.95),
        Figure(f"paced.{name}_with_others", sum(bool(t.others) for t in tasks), of),
        Figure(
            f"paced.{name}_decided_by_others", sum("conflict" in t.signature for t in tasks), of
        ),
        Figure(f"paced.{name}_with_jobs", sum(not slow.isdisjoint(c) for c in calls), of),
        Figure(f"paced.{name}_with_users_hands", sum("ask_user" in c for c in calls), of),
        Figure(f"paced.{name}_of_several_parts", sum(parts(here, c) > 1 for c in calls), of),
    ]


def shipped(name: str, quick: bool) -> list[Figure]:
    """One spec: what is proved, and who passes."""
    world = read_spec(SPECS[name].read_text("utf-8"), str(SPECS[name])).world
    here = place(world, 60 if quick else 300, 1)
    tasks, plans = len(here.drawn.tasks), here.blueprints
    topologies = {plan.topology: plan for plan in reversed(plans)}
    if quick:
        topologies = dict([*topologies.items()][:4])
    rates = [anyio.run(passed, here, plan) / tasks for plan in topologies.values()]
    rough = anyio.run(passed, here, plans[0], "teacher", USUAL_FAULTS) / tasks
    weak = max(anyio.run(passed, here, plans[0], model) / tasks for model in WEAK)
    return [
        *told(name, here),
        Figure(f"paced.{name}_teacher", min(rates), f"{len(rates)} forms", 1.0, 0.98),
        Figure(f"paced.{name}_teacher_under_faults", rough, "solo", 0.98),
        Figure(f"paced.{name}_weak", weak, "solo", None, 0.01, "lower"),
    ]


def random(quick: bool) -> list[Figure]:
    """Random Worlds with a pace of their own."""
    count: Counter[str] = Counter()
    for seed in range(8 if quick else 60):
        stream = Stream("paced", seed)
        try:
            here = place(paced_world(random_world(stream), stream), 30, seed, 1)
        except InputError:  # its rules leave no rows, or two of its tools share a name
            count["no rows"] += 1
            continue
        count["drawn"] += sum(here.drawn.drawn.values())
        count["proved"] += len(here.drawn.tasks)
        count["others"] += sum(bool(task.others) for task in here.drawn.tasks)
        count["passed"] += anyio.run(passed, here, here.blueprints[0]) if here.drawn.tasks else 0
    proved = count["proved"]
    return [
        Figure("paced.random_proved", proved / count["drawn"], f"of {count['drawn']}", 0.95),
        Figure("paced.random_with_others", count["others"], f"of {proved}"),
        Figure("paced.random_teacher", count["passed"] / proved, "solo", 1.0, 0.98),
        Figure("paced.random_without_rows", count["no rows"], "worlds", better="lower"),
    ]


def measure(quick: bool) -> Sequence[Figure]:
    """The shipped specs, then random Worlds."""
    return [*shipped("helpdesk", quick), *shipped("shop", quick), *random(quick)]


if __name__ == "__main__":
    show(__doc__, measure)
