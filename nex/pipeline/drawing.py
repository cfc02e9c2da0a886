"""Drawing tasks as they were asked for: so many, so long, so difficult."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint
from nex.data.environment import NO_FAULTS, EnvironmentCard, SurfaceChoice
from nex.data.events import Event
from nex.data.task import Proof, Task
from nex.environment.folder import Environment
from nex.environment.live import Live, open_environment
from nex.errors import InputError
from nex.models.resolve import resolve
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.scoring.scorecard import passed
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.lengths import synthesize_long
from nex.synthesis.synthesize import Drawn, synthesize
from nex.worlds.populate import Template
from nex.worlds.surface import signatures

WEAKENED = (
    "teacher:slip=0.03",
    "teacher:slip=0.1",
    "teacher:slip=0.25",
    "teacher:bias=first-match",
    "teacher:bias=always-done",
    "teacher:bias=first-request",
)
"""Policies of several strengths; a task's difficulty is the share of their rollouts that fail."""
ROLLOUTS = 2
"""Rollouts of each of them per task."""
_ROUNDS = 8
"""How many times as many tasks are drawn, at most, until enough are as difficult as asked for."""
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class Span:
    """From a number to another one, both included."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def read_span(option: str, text: str, highest: float) -> Span:
    """The span in "0.3..0.7" or "0.5"; InputError where it is none between 0 and `highest`."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{option} {text!r}: not a number or a span such as 0.3..0.7")
    low, high = float(match[1]), float(match[2] or match[1])
    if not 0 <= low <= high <= highest:
        raise InputError(f"{option} {text!r}: not between 0 and {highest:g}, the lower one first")
    return Span(low, high)


@dataclass(frozen=True, slots=True)
class Aim:
    """What tasks shall be like; None: as they come."""

    difficulty: Span | None = None
    """Share of weakened policies' rollouts that fail."""
    length: Span | None = None
    """Dependent calls; doubled from the lower end to the upper one."""


AS_THEY_COME = Aim()


def aim_of(difficulty: str | None, length: str | None) -> Aim:
    """The aim that a command's options say; InputError where they are no spans."""
    return Aim(
        None if difficulty is None else read_span("--difficulty", difficulty, 1),
        None if length is None else read_span("--length", length, 512),
    )


@dataclass(frozen=True, slots=True)
class Draw:
    """Which tasks to draw from a start state."""

    template: Template
    seed: int
    tasks: int
    surface: SurfaceChoice
    aim: Aim


async def draw_tasks(draw: Draw, watch: Watch) -> Drawn:
    """Draw and prove; with an aim, go on until enough are like it or the World has no more.

    Raises InputError where the World has no task like it at all.
    """
    length = draw.aim.length
    if draw.aim.difficulty is None:
        found = _round(draw, range(draw.tasks))
        if length is not None and not found.tasks:
            raise InputError(
                f"{draw.template.world.name}: no chain of {length.low:g} dependent calls was found; "
                "long ones need an action that adds to an amount (form 11)"
            )
        return found
    return await _difficult(draw, draw.aim.difficulty, watch)


def _round(draw: Draw, numbers: range) -> Drawn:
    if draw.aim.length is not None:
        lengths = doublings(draw.aim.length)
        return synthesize_long(draw.template, numbers, seed=draw.seed, lengths=lengths)
    return synthesize(draw.template, numbers, seed=draw.seed, surface=draw.surface)


def doublings(span: Span) -> tuple[int, ...]:
    """The lower end, doubled until the upper end: 4..64 gives 4, 8, 16, 32, 64."""
    found = [int(span.low)]
    while found[-1] * 2 <= span.high:
        found.append(found[-1] * 2)
    return tuple(found)


async def _difficult(draw: Draw, wanted: Span, watch: Watch) -> Drawn:
    """Rounds of draws; kept are those whose measured difficulty is in the span, and their twins."""
    kept = Drawn()
    texts: set[str] = set()
    for nth in range(_ROUNDS):
        found = _round(draw, range(nth * draw.tasks, (nth + 1) * draw.tasks))
        fresh = [task for task in found.tasks if task.instruction not in texts]
        texts.update(task.instruction for task in fresh)
        measured = await difficulty(draw, fresh)
        proofs = {proof.task: proof for proof in found.proofs}
        _keep(kept, found, [(task, proofs[task.id]) for task in measured], wanted)
        watch.moves(min(len(kept.tasks), draw.tasks), f"{len(kept.tasks)} as difficult as asked")
        if len(kept.tasks) >= draw.tasks or not fresh:
            break
    if not kept.tasks:
        raise InputError(
            f"{draw.template.world.name}: of {kept.drawn.total()} tasks none is as difficult as "
            f"{wanted.low:g}..{wanted.high:g}; widen --difficulty"
        )
    return kept


def _keep(kept: Drawn, found: Drawn, tasks: Sequence[tuple[Task, Proof]], wanted: Span) -> None:
    kept.drawn.update(found.drawn)
    kept.solved.update(found.solved)
    kept.dropped.update(found.dropped)
    kept.dropped_by_kind.update(found.dropped_by_kind)
    kept.passed_over.update(found.passed_over)
    kept.exhausted += found.exhausted
    for task, proof in tasks:
        if task.difficulty is not None and task.difficulty in wanted:
            kept.tasks.append(task)
            kept.proofs.append(proof)
            kept.proved[task.kind] += 1
        else:
            kept.dropped["not as difficult as asked for"] += 1
            kept.dropped_by_kind[task.kind, "not as difficult as asked for"] += 1


async def difficulty(draw: Draw, tasks: Sequence[Task]) -> list[Task]:
    """The tasks with their measured difficulty, in the order given."""
    world = draw.template.world
    solo = draw_blueprints(world, signatures(world, draw.surface), draw.seed, 1)
    card = EnvironmentCard(
        name=world.name,
        world=world.digest,
        seed=draw.seed,
        state=draw.template.digest,
        surface=draw.surface,
        faults=NO_FAULTS,
    )
    live = open_environment(Environment(card, world, tuple(tasks), solo), "direct")
    failures: Counter[str] = Counter()
    for name in WEAKENED:
        failures.update(await _failures(live, solo[0], tasks, name))
    total = len(WEAKENED) * ROLLOUTS
    shares = {task.id: round(failures[task.id] / total, 4) for task in tasks}
    return [task.model_copy(update={"difficulty": shares[task.id]}) for task in tasks]


async def _failures(live: Live, plan: Blueprint, tasks: Sequence[Task], name: str) -> list[str]:
    """The ids of the tasks that the policy fails, once for each failed rollout."""
    actor = Actor(resolve(name), "planner", "template")
    by_id = {task.id: task for task in tasks}
    items = spread(live.environment.name, list(by_id), [plan], [name], ROLLOUTS)
    failed: list[str] = []
    for item in items:
        made = await run_rollout(live, Job(item, by_id[item.task], plan), actor, _unheard)
        if not passed(made):
            failed.append(item.task)
    return failed


def _unheard(event: Event) -> None:
    """Measuring keeps no log."""
