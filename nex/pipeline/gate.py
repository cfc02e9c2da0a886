"""The gate: an architecture may make data only if the flawless teacher gets through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

import anyio

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint
from nex.data.environment import NO_FAULTS
from nex.data.events import Event
from nex.data.task import Task
from nex.data.trajectory import Trajectory
from nex.environment.live import Live
from nex.errors import InputError
from nex.grounding.docker.unwrapping import unwrapped
from nex.pipeline.watch import Watch
from nex.rollout.rollout import LOST, Actor, Job, run_rollout

PASS_RATE = 0.98
"""Design section 9; a lower rate would teach faults of the hand-off."""
AT_ONCE = 4
"""Rollouts at the gate at one time: real servers wait more than they work."""


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
    lost = 0
    for place, plan in enumerate(blueprints):
        moved = partial(_moved, watch, plan.name, place * len(tasks))
        failures = await _failures(calm, plan, tasks, teacher, moved)
        lost += len(failures)
        rate = round(1 - len(failures) / len(tasks), 4) if tasks else 0.0
        if rate >= PASS_RATE:
            passed.append(plan.model_copy(update={"gated_by": teacher.policy, "pass_rate": rate}))
        else:
            rejected[plan.name] = f"{rate:.2f}: {failures[0] if failures else 'no task to try'}"
    tried = len(blueprints) * len(tasks)
    watch.ends(
        f"{len(passed)} of {len(blueprints)} blueprints pass, "
        f"{tried - lost} of {tried} rollouts verified{_refused(rejected)}"
    )
    return Gated(tuple(passed), rejected)


def _moved(watch: Watch, note: str, before: int, done: int) -> None:
    watch.moves(before + done, note)


async def _failures(
    live: Live,
    plan: Blueprint,
    tasks: Sequence[Task],
    teacher: Actor,
    moved: Callable[[int], None],
) -> list[str]:
    """One line for each task that did not verify, in the order of the tasks."""
    done = count(1)
    names = [task.id for task in tasks]
    items = spread(live.environment.name, names, [plan], [teacher.model.name])
    lines = [""] * len(tasks)
    room = anyio.Semaphore(AT_ONCE)

    async def attempt(place: int) -> None:
        async with room:
            job = Job(items[place], tasks[place], plan)
            try:
                lines[place] = _failure(await run_rollout(live, job, teacher, _unheard))
            except InputError as e:  # a plan that somebody wrote by hand may not come to units
                lines[place] = f"{tasks[place].kind}: {e}"
            moved(next(done))

    async with unwrapped(), anyio.create_task_group() as group:
        for place in range(len(tasks)):
            group.start_soon(attempt, place)
    return [line for line in lines if line]


def _failure(made: Trajectory) -> str:
    """Why it did not verify; "": it did."""
    if made.verdict is None:
        said = made.extra.get(LOST, made.stop_reason)
        return f"{made.kind}: {made.status}, {said}"
    if made.verdict.passed:
        return ""
    why = (*made.verdict.unmet, *made.verdict.side_effects, made.stop_reason)
    return f"{made.kind}: {why[0]}"


def _unheard(event: Event) -> None:
    """A gate keeps no log."""


def _refused(rejected: dict[str, str]) -> str:
    if not rejected:
        return ""
    return f"   ({'; '.join(f'{name} {why}' for name, why in rejected.items())})"
