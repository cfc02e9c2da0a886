"""Tasks with their proofs: draw, solve from the text, prove, drop what fails and say why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from nex.data.environment import SurfaceChoice
from nex.data.streams import Stream, world_stream
from nex.data.task import Proof, Task
from nex.errors import InputError
from nex.synthesis.company import accompanied
from nex.synthesis.desk import Solver
from nex.synthesis.drafts import Draft
from nex.synthesis.drawing import Drawing
from nex.synthesis.proving import REASONS, prove, solve
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.tasks import measured, task_of, twin_of
from nex.synthesis.timing import hurried, unmoved
from nex.worlds.populate import Template
from nex.worlds.surface import PLAIN

Maker = Callable[[int, Stream], Draft | None]
"""Draws the nth draft."""

_AGAIN = 4
"""How often a draft that was drawn before is drawn anew."""


@dataclass(slots=True)
class Drawn:
    """What came of drawing tasks: the proved ones, and why the others were dropped."""

    tasks: list[Task] = field(default_factory=list[Task])
    proofs: list[Proof] = field(default_factory=list[Proof])
    unproved: list[Task] = field(default_factory=list[Task])
    """Tasks that a proof dropped: for measuring, never for an environment."""
    exhausted: int = 0
    """Draws that brought nothing new: the World has no more to ask."""
    passed_over: Counter[str] = field(default_factory=Counter[str])
    """Kind -> (action, kind) cells in which the sampler found nothing fitting; never drawn."""
    drawn: Counter[str] = field(default_factory=Counter[str])
    """Tasks drawn, by kind."""
    solved: Counter[str] = field(default_factory=Counter[str])
    """Of those: how many the solver solved from the text, by kind."""
    proved: Counter[str] = field(default_factory=Counter[str])
    """Of those: how many are proved, by kind."""
    dropped: Counter[str] = field(default_factory=Counter[str])
    """Reason -> tasks."""
    dropped_by_kind: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """(kind, reason) -> tasks."""


def synthesize(
    template: Template,
    count: int | range,
    *,
    seed: int,
    surface: SurfaceChoice = PLAIN,
    solver: Solver | None = None,
) -> Drawn:
    """Draw `count` tasks and prove them; fewer where the World has no more to ask.

    A range draws the tasks of these numbers, so that more can be drawn later. The same template,
    seed and solver give the same tasks. Without a solver the offline one reads the texts, which
    shares the grammar that wrote them.
    """
    scene = Scene(template, seed, surface)
    drawing = Drawing(scene)
    numbers = range(count) if isinstance(count, int) else count
    found = draw_and_prove(scene, numbers, drawing.draft, solver or OfflineSolver(scene.words))
    found.passed_over = drawing.passed_over
    return found


def draw_and_prove(scene: Scene, numbers: range, draw: Maker, solver: Solver) -> Drawn:
    """Draw a task for each number and prove it; no instruction comes twice."""
    found = Drawn()
    texts: set[str] = set()
    for nth in numbers:
        case = _fresh(scene, nth, draw, texts)
        if case is None:
            found.exhausted += 1
            continue
        texts.add(case.task.instruction)
        cases = [case] if case.draft.twin is None else _paired(case, case.draft.twin)
        judged = [_judged(one, solver) for one in cases]
        reason = next((proof for _, proof in judged if isinstance(proof, str)), None)
        for whole, proof in judged:
            _note(found, whole, reason or proof)
    return found


class Case(NamedTuple):
    """A task on its own start state, and the draft that it was made from."""

    scene: Scene
    task: Task
    draft: Draft


def _paired(case: Case, twin: Draft) -> list[Case]:
    """The task and its twin, each with the other's id."""
    scene, task, draft = case
    start = scene.patched(twin.patches)
    other = twin_of(start, task, twin)
    return [
        Case(scene, task.model_copy(update={"twin": other.id}), draft),
        Case(start, other, twin),
    ]


def _judged(case: Case, solver: Solver) -> tuple[Task, Proof | str]:
    """The task with its complexity, and its proof or the check that it fails."""
    scene, task, draft = case
    task = accompanied(scene, task, draft, lambda busy: unmoved(scene, busy, solver))
    solved = solve(scene, task, solver)
    whole = measured(scene, task, draft, solved)
    if hurried(scene, task, solver):
        return whole, "solver"
    return whole, prove(scene, whole, draft, solved)


def _fresh(scene: Scene, nth: int, draw: Maker, texts: set[str]) -> Case | None:
    """A task that was not drawn before; None where the World seems to have no more."""
    for again in range(_AGAIN):
        stream = world_stream(scene.seed, scene.template.schema.digest, f"{nth}", "draw", again)
        draft = draw(nth, stream)
        if draft is None:
            return None
        with suppress(
            InputError
        ):  # a World may have two things of one name: no words tell them apart
            task = task_of(scene, draft, f"{draft.kind}-{nth:04}", stream)
            if task.instruction not in texts:
                return Case(scene, task, draft)
    return None


def _note(found: Drawn, task: Task, proof: Proof | str) -> None:
    found.drawn[task.kind] += 1
    if proof != "solver":
        found.solved[task.kind] += 1
    if isinstance(proof, Proof):
        found.tasks.append(task)
        found.proofs.append(proof)
        found.proved[task.kind] += 1
        return
    found.unproved.append(task)
    found.dropped[REASONS[proof]] += 1
    found.dropped_by_kind[task.kind, REASONS[proof]] += 1
