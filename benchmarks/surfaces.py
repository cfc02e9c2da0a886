"""Whether dialects are the World they show, and in how many of them the teacher finds its way.

Every dialect of a name and the first 24 by number. *differences*: the reference solutions and a
survey of all tools, called through the dialect and in the plain one, compared answer by answer, by
end state and by evidence. *teacher*: contracts as the dialect shows them, no faults, through `solo`.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace

import anyio
from figures import Figure, show
from offices import names, office, solo

from nex.batch.plan import spread
from nex.data.environment import NO_FAULTS, SurfaceChoice
from nex.data.events import Event
from nex.environment.live import Live
from nex.models.resolve import resolve
from nex.pipeline.synthesizing import gate_tasks
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.synthesis.synthesize import Drawn
from nex.worlds.dialects import NAMED, SEEDED, seeded, split_of
from nex.worlds.equivalence import compared, solution_calls
from nex.worlds.surface import signatures


def unheard(event: Event) -> None:
    """Nothing is written."""


def spoken(live: Live, choice: SurfaceChoice) -> Live:
    """The environment as the dialect shows it."""
    tools = signatures(live.environment.world, choice)
    return replace(live, site=replace(live.site, surface=choice, signatures=tools))


async def rate(live: Live, most: int) -> float:
    """The share of the tasks, in turn from every kind, that the teacher passes."""
    actor, plan = Actor(resolve("teacher"), "planner", "template"), solo(live)
    tasks = gate_tasks(live.environment)[:most]
    items = spread(live.environment.name, [task.id for task in tasks], [plan], ["teacher"])
    passed = 0
    for task, item in zip(tasks, items, strict=True):
        made = await run_rollout(live, Job(item, task, plan), actor, unheard)
        passed += made.verdict is not None and made.verdict.passed
    return passed / len(tasks)


def unlike(live: Live, drawn: Drawn, choice: SurfaceChoice, most: int) -> int:
    """How often the dialect did not do as the plain one."""
    proofs = {proof.task: proof for proof in drawn.proofs}
    runs = [(t.opening, solution_calls(t, proofs[t.id])) for t in drawn.tasks[:most]]
    return len(compared(live.site.template, runs, choice))


def measure(quick: bool) -> Sequence[Figure]:
    """Every dialect in turn."""
    offices = [office(name, 60 if quick else 200) for name in names()[: 2 if quick else None]]
    offices = [(live.with_faults(NO_FAULTS), drawn) for live, drawn in offices]
    choices = [*NAMED.values(), *(seeded(number) for number in range(1, SEEDED + 1))]
    tasks, runs = (20, 10) if quick else (60, 60)
    rates: dict[str, float] = {}
    figures: list[Figure] = []
    differing = 0
    for choice in choices:
        differing += sum(unlike(live, drawn, choice, runs) > 0 for live, drawn in offices)
        found = [anyio.run(rate, spoken(live, choice), tasks) for live, _ in offices]
        rates[choice.dialect] = statistics.mean(found)
        name = f"surfaces.teacher_{choice.dialect}"
        figures.append(Figure(name, rates[choice.dialect], split_of(choice)))
    able = sum(found >= 0.95 for found in rates.values())
    return [
        Figure("surfaces.dialects", len(choices), "", 20),
        Figure(
            "surfaces.differing", differing, f"of {len(choices) * len(offices)}", None, 0, "lower"
        ),
        Figure("surfaces.held_out", sum(split_of(c) == "held-out" for c in choices), "dialects"),
        Figure("surfaces.teacher_at_home", able, f"of {len(choices)}"),
        *figures,
    ]


if __name__ == "__main__":
    show(__doc__, measure)
