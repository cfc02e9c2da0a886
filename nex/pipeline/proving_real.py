"""Proofs of tasks on real servers: who works through the tools solves them, who does not cannot."""

from __future__ import annotations

import re
from itertools import count

import anyio

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint
from nex.data.events import Event
from nex.data.jsons import JsonValue, digest
from nex.data.task import Evidence, Outcome, PlannedCall, Proof, Task
from nex.data.trajectory import Trajectory
from nex.environment.live import Live
from nex.grounding.docker.unwrapping import unwrapped
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.worlds.verify import verify

AT_ONCE = 4
LOOKS = re.compile(
    r"(\w+?_)?(git_(status|log|show|diff\w*|branch)|read_\w+|list_\w+|search_\w+|open_\w+|get_\w+"
    r"|describe_\w+|directory_tree|find_\w+|fetch|finish|ask_user)"
)
"""Tools that change nothing; the calls of the others make a solution."""
NOTHING = Evidence(changes=(), observed=(), rejections=())
ANSWERS: tuple[JsonValue, ...] = (None, "", 0, 1, True, "yes", "none", [], {})
"""What somebody says who has not looked."""
Attempt = Proof | str
"""The proof of a task, or why there is none."""


async def prove(live: Live, plan: Blueprint, solver: Actor, watch: Watch) -> list[Attempt]:
    """Solve every task of the environment twice, and see that nothing less would do."""
    tasks, done = live.environment.tasks, count(1)
    items = spread(live.environment.name, [t.id for t in tasks], [plan], [solver.model.name])
    found: list[Attempt] = [""] * len(tasks)
    room = anyio.Semaphore(AT_ONCE)
    watch.begins("prove", len(tasks))

    async def attempt(place: int) -> None:
        async with room:
            job = Job(items[place], tasks[place], plan)
            found[place] = await _proof(live, job, solver)
            watch.moves(next(done), items[place].task)

    async with unwrapped(), anyio.create_task_group() as group:
        for place in range(len(tasks)):
            group.start_soon(attempt, place)
    proved = sum(isinstance(one, Proof) for one in found)
    watch.ends(f"{len(tasks)} tasks, {proved} proved")
    return found


async def _proof(live: Live, job: Job, solver: Actor) -> Attempt:
    if cheap(job.task):
        return "passes without any work"
    made = [await run_rollout(live, job, solver, _unheard) for _ in range(2)]
    for one in made:
        if one.verdict is None:
            return f"not judged: {one.stop_reason}"
        if not one.verdict.passed:
            return "not solved"
    ends = [_end(one) for one in made]
    if ends[0] != ends[1]:
        return "two ends"
    return Proof(
        task=job.task.id,
        solution=solution(made[0]),
        end=ends[0],
        checks={"solved": True, "same end again": True, "idle fails": True, "guesses fail": True},
    )


def cheap(task: Task) -> bool:
    """Whether somebody passes who changed nothing, whatever stock answer they give.

    Where changes are demanded, the right answer alone must not do either.
    """
    answers = [*ANSWERS, *([task.goal.answer] if task.goal.changes else [])]
    guesses = [
        Outcome(status=status, answer=answer, reason="It is not allowed.")
        for status in ("done", "refused")
        for answer in answers
    ]
    return any(verify(task, NOTHING, guess).passed for guess in guesses)


def solution(trajectory: Trajectory) -> tuple[PlannedCall, ...]:
    """The calls of a rollout that may have changed something, in order."""
    return tuple(
        PlannedCall(tool=call.unit, arguments=call.arguments)
        for step in trajectory.root.steps
        for call in step.calls
        if not LOOKS.fullmatch(call.unit)
    )


def _end(trajectory: Trajectory) -> str:
    """What a rollout ended with: the changes, and what was answered."""
    changes = [change.model_dump(mode="json") for change in trajectory.changes]
    outcome = trajectory.outcome.model_dump(mode="json") if trajectory.outcome else None
    return digest([changes, outcome])


def _unheard(_: Event) -> None:
    """Proving keeps no log."""
