"""The gate: an architecture may make data only if the flawless teacher gets through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint
from nex.data.environment import NO_FAULTS
from nex.data.events import Event
from nex.data.task import Task
from nex.environment.live import Live
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor, Job, run_rollout

PASS_RATE = 0.98
"""Design section 9; a lower rate would teach faults of the hand-off."""


@dataclass(frozen=True, slots=True)
class Gated:
    """Who passed, with the rate written in, and who did not, with the reason."""

    blueprints: tuple[Blueprint, ...]
    rejected: dict[str, str]


async def gate(
    live: Live, blueprints: Sequence[Blueprint], tasks: Sequence[Task], teacher: Actor, watch: Watch
) -> Gated:
    """Send the fault-free teacher through each blueprint on every one of `tasks`."""
    calm = live.with_faults(NO_FAULTS)
    watch.begins("gate", len(blueprints) * len(tasks))
    passed: list[Blueprint] = []
    rejected: dict[str, str] = {}
    for place, plan in enumerate(blueprints):
        failures = await _failures(calm, plan, tasks, teacher)
        rate = round(1 - len(failures) / len(tasks), 4) if tasks else 0.0
        if rate >= PASS_RATE:
            passed.append(plan.model_copy(update={"gated_by": teacher.policy, "pass_rate": rate}))
        else:
            rejected[plan.name] = f"{rate:.2f}: {failures[0] if failures else 'no task to try'}"
        watch.moves((place + 1) * len(tasks), plan.name)
    watch.ends(_line(blueprints, passed, rejected))
    return Gated(tuple(passed), rejected)


async def _failures(
    live: Live, plan: Blueprint, tasks: Sequence[Task], teacher: Actor
) -> list[str]:
    """One line for each task that did not verify."""
    failures: list[str] = []
    names = [task.id for task in tasks]
    items = spread(live.environment.name, names, [plan], [teacher.model.name])
    for task, planned in zip(tasks, items, strict=True):
        made = await run_rollout(live, Job(planned, task, plan), teacher, _unheard)
        if made.verdict is None:
            failures.append(f"{task.kind}: {made.status}, {made.stop_reason}")
        elif not made.verdict.passed:
            why = (*made.verdict.unmet, *made.verdict.side_effects, made.stop_reason)
            failures.append(f"{task.kind}: {why[0]}")
    return failures


def _unheard(event: Event) -> None:
    """A gate keeps no log."""


def _line(drawn: Sequence[Blueprint], passed: Sequence[Blueprint], rejected: dict[str, str]) -> str:
    text = f"{len(drawn)} blueprints, {len(passed)} pass"
    if rejected:
        text += f"   ({'; '.join(f'{name} {why}' for name, why in rejected.items())})"
    return text
