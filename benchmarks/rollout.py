"""How many verified trajectories a CPU second gives: the teacher through `solo`, every kind.

Faults are on (8 % of the calls). CPU of this process, from opening the sandbox to the verdict;
each round runs every proved task of the library, sandboxes in turn; medians over rounds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

import anyio
from figures import Figure, show
from offices import office, solo

from nex.batch.plan import spread
from nex.data.events import Event
from nex.environment.live import Live
from nex.models.resolve import resolve
from nex.rollout.rollout import Actor, Job, run_rollout

AIMS = {"direct": (300.0, None), "inprocess": (None, 100.0)}


def unheard(event: Event) -> None:
    """Nothing is written: the store has a benchmark of its own."""


async def verified_per_second(live: Live, actor: Actor) -> tuple[float, float]:
    """Verified trajectories per CPU second, and the share that verified."""
    plan, tasks = solo(live), live.environment.tasks
    items = spread(live.environment.name, [t.id for t in tasks], [plan], [actor.model.name])
    begun, verified = time.process_time(), 0
    for task, item in zip(tasks, items, strict=True):
        made = await run_rollout(live, Job(item, task, plan), actor, unheard)
        verified += made.verdict is not None and made.verdict.passed
    return verified / (time.process_time() - begun), verified / len(tasks)


def measure(quick: bool) -> Sequence[Figure]:
    """Both sandboxes, in turn."""
    actor = Actor(resolve("teacher"), "planner", "template")
    rounds, drawn = (4, 200) if quick else (11, 400)
    lives = {name: office("library", drawn, sandbox=name)[0] for name in AIMS}
    speeds: dict[str, list[float]] = {name: [] for name in AIMS}
    shares: dict[str, float] = {}
    for number in range(rounds + 1):
        for name, live in lives.items():
            speed, shares[name] = anyio.run(verified_per_second, live, actor)
            if number:
                speeds[name].append(speed)
    return [
        figure
        for name, (aim, bar) in AIMS.items()
        for figure in (
            Figure(f"rollout.{name}_verified", statistics.median(speeds[name]), "/CPU s", aim, bar),
            Figure(f"rollout.{name}_share", shares[name], "share", 0.97),
        )
    ]


if __name__ == "__main__":
    show(__doc__, measure)
