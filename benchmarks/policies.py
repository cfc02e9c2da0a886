"""Who passes: the teacher by kind, on drawn and on proved tasks, and the controls that must not.

All through `solo` in `direct`, on the shipped specs. *Drawn* is before the proof's filter and
without faults; *proved* has 8 % faults, as do the controls and the weakened teachers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import anyio
from figures import Figure, show
from offices import by_kind, names, office, solo

from nex.batch.plan import spread
from nex.data.environment import NO_FAULTS
from nex.data.events import Event
from nex.data.task import KINDS, Task
from nex.environment.live import Live
from nex.models.resolve import resolve
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.synthesis.synthesize import Drawn

CONTROLS = ("null", "echo", "constant", "random")
WEAKENED = ("teacher:slip=0.05", "teacher:slip=0.2")


@dataclass(frozen=True)
class Office:
    """One shipped spec's environment and what was drawn for it."""

    live: Live
    drawn: Drawn


def unheard(event: Event) -> None:
    """Nothing is written."""


async def passed(live: Live, tasks: Sequence[Task], model: str) -> int:
    """How many of the tasks the policy passes."""
    actor, plan = Actor(resolve(model), model, "template"), solo(live)
    items = spread(live.environment.name, [task.id for task in tasks], [plan], [model])
    count = 0
    for task, item in zip(tasks, items, strict=True):
        made = await run_rollout(live, Job(item, task, plan), actor, unheard)
        count += made.verdict is not None and made.verdict.passed
    return count


def share(offices: Sequence[Office], model: str) -> float:
    """Of all proved tasks, the share that the policy passes."""
    done = sum(anyio.run(passed, o.live, o.drawn.tasks, model) for o in offices)
    return done / sum(len(o.drawn.tasks) for o in offices)


def on_drawn(offices: Sequence[Office]) -> list[Figure]:
    """The teacher on every task that was drawn, proved or not, by kind."""
    figures: list[Figure] = []
    for kind in KINDS:
        count = done = 0
        for o in offices:
            tasks = by_kind([*o.drawn.tasks, *o.drawn.unproved]).get(kind, [])
            count += len(tasks)
            done += anyio.run(passed, o.live.with_faults(NO_FAULTS), tasks, "teacher")
        figures.append(Figure(f"policies.teacher_on_drawn_{kind}", done / count, "share", 0.95))
    return figures


def yields(offices: Sequence[Office]) -> list[Figure]:
    """The share of the drawn tasks that is proved, by kind."""
    return [
        Figure(
            f"policies.yield_{kind}",
            sum(o.drawn.proved[kind] for o in offices) / sum(o.drawn.drawn[kind] for o in offices),
            "share",
        )
        for kind in KINDS
    ]


def measure(quick: bool) -> Sequence[Figure]:
    """Drawn, proved, weakened, controls."""
    offices = [Office(*office(name, 80 if quick else 400)) for name in names()]
    return [
        *on_drawn(offices),
        *yields(offices),
        Figure("policies.teacher_on_proved", share(offices, "teacher"), "share", None, 0.97),
        *(Figure(f"policies.{name}", share(offices, name), "share") for name in WEAKENED),
        *(
            Figure(f"policies.{name}", share(offices, name), "share", None, 0.01, "lower")
            for name in CONTROLS
        ),
    ]


if __name__ == "__main__":
    show(__doc__, measure)
