"""For every environment: the reference passes, who does no work does not, no mutant of it survives.

Environments of the shipped specs, of the twelve gold specs and of a sample of kits, each with its
proved tasks. The reference is the recorded solution; null, echo, constant and random act through
`solo` with the usual faults. Mutants of each solution: every one of its writes left out, and every
row of it taken for each of the two rows most like it (of a question: other rows read); what is
counted is how many of them the verifier lets pass, everything else being right. Rows that the goal
itself leaves open are no look-alikes. Of tasks that a rival overtakes only the proof is done again.

    python benchmarks/controls.py [--quick] [--json]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import anyio
from figures import Figure, show
from offices import solo

from nex.batch.plan import spread
from nex.data.environment import USUAL_FAULTS, EnvironmentCard
from nex.data.events import Event
from nex.data.task import Evidence, Fact, Outcome, Proof, Task
from nex.data.world import World
from nex.environment.folder import Environment
from nex.environment.live import Live, open_environment
from nex.environment.shipped import shipped_spec, shipped_specs
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.models.resolve import resolve
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.kits.making import write_kits
from nex.synthesis.kits.shelf import shipped_kits
from nex.synthesis.mistaking import alike
from nex.synthesis.reproving import Proved, draft_of, reprove
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.synthesize import synthesize
from nex.worlds.actions import execute
from nex.worlds.populate import populate
from nex.worlds.surface import signatures
from nex.worlds.verify import verify

GOLD = Path(__file__).parents[1] / "tests" / "data" / "specs"
CONTROLS = ("null", "echo", "constant", "random")


@dataclass(frozen=True)
class Case:
    """One environment and the scene that its tasks play on."""

    name: str
    live: Live
    scene: Scene
    pairs: Sequence[tuple[Task, Proof]]


def worlds(quick: bool) -> Iterator[tuple[str, World]]:
    """The shipped specs, the gold specs, every fourth kit."""
    shipped = list(shipped_specs())
    for name in shipped:
        yield name, read_spec(shipped_spec(name), f"{name}.md").world
    gold = [path for path in sorted(GOLD.glob("*.md")) if path.stem not in shipped]
    for path in gold[:: 4 if quick else 1]:
        yield f"gold {path.stem}", read_spec(path.read_text(), str(path)).world
    for kit in shipped_kits()[:: 12 if quick else 4]:
        yield f"kit {kit.name}", write_kits((kit,), "benchmark", 0).world


def case_of(name: str, world: World, count: int) -> Case:
    """The environment of a World with its proved tasks."""
    template = populate(world, 0)
    drawn = synthesize(template, count, seed=0)
    card = EnvironmentCard(
        name=name, world=world.digest, seed=0, state=template.digest, faults=USUAL_FAULTS
    )
    plans = draw_blueprints(world, signatures(world), 0, 1)
    made = Environment(card, world, tuple(drawn.tasks), plans)
    pairs = list(zip(drawn.tasks, drawn.proofs, strict=True))
    return Case(name, open_environment(made, "direct"), Scene(template, 0), pairs)


def unheard(event: Event) -> None:
    """Nothing is written."""


async def passed(case: Case, model: str) -> float:
    """The share of the tasks that a policy passes."""
    actor, plan = Actor(resolve(model), model, "template"), solo(case.live)
    tasks = [task for task, _ in case.pairs]
    items = spread(case.live.environment.name, [task.id for task in tasks], [plan], [model])
    count = 0
    for task, item in zip(tasks, items, strict=True):
        made = await run_rollout(case.live, Job(item, task, plan), actor, unheard)
        count += made.verdict is not None and made.verdict.passed
    return count / len(tasks)


def right(task: Task) -> Outcome:
    """What an agent that did everything right ends with."""
    goal = task.goal
    return Outcome(status=goal.status, answer=goal.answer, reason=next(iter(goal.rules), None))


def ends(scene: Scene, task: Task, steps: Sequence[Step], observed: Sequence[Fact]) -> bool:
    """Whether it passes once these steps are done (those that can be) and these rows were read."""
    with scene.trial() as state:
        for step in steps:
            try:
                execute(state, step.action.name, step.bindings, task.caller)
            except InputError:  # a row of another kind
                return False
        changes = scene.changes(state)
    evidence = Evidence(changes=changes, observed=tuple(observed), rejections=(), asked=1)
    return verify(task, evidence, right(task)).passed


def reference(scene: Scene, task: Task, draft: Draft) -> bool:
    """Whether the recorded solution passes; of a refusal, the refusal."""
    steps = draft.steps if task.goal.status == "done" else ()
    return ends(scene, task, steps, task.goal.observed)


def proved(scene: Scene, task: Task, proof: Proof) -> bool:
    """Whether all eight checks hold again."""
    found = reprove(scene, task, proof, OfflineSolver(scene.words), renew=False)
    return isinstance(found, Proved)


def dropped(draft: Draft) -> Iterator[tuple[Step, ...]]:
    """The solution without each of its writes."""
    for nth in range(len(draft.steps)):
        yield (*draft.steps[:nth], *draft.steps[nth + 1 :])


def mistaken(scene: Scene, draft: Draft) -> Iterator[tuple[Step, ...]]:
    """The solution with each of its rows taken for those most like it."""
    rows = {
        (parameter.entity, str(step.bindings[parameter.name])): None
        for step in draft.steps
        for parameter in step.action.parameters
        if parameter.entity and step.bindings.get(parameter.name) is not None
    }
    for entity, id in rows:
        for other in alike(scene, str(entity), id):
            if (entity, other) not in draft.spare:
                yield tuple(swapped(step, (str(entity), id), other) for step in draft.steps)


def swapped(step: Step, row: tuple[str, str], other: str) -> Step:
    """The step on the other row."""
    entity, id = row
    names = [p.name for p in step.action.parameters if p.entity == entity]
    mine = {name: other for name in names if step.bindings.get(name) == id}
    return replace(step, bindings={**step.bindings, **mine})


def misread(scene: Scene, task: Task) -> Iterator[list[Fact]]:
    """The rows of a question with each taken for those most like it."""
    seen = task.goal.observed
    for fact in seen:
        for other in alike(scene, fact.entity, fact.row):
            mistaken = Fact(entity=fact.entity, row=other)
            if mistaken not in seen:
                yield [*(one for one in seen if one != fact), mistaken]


@dataclass
class Count:
    """How many mutants there were, and how many the verifier let pass."""

    made: int = 0
    survived: int = 0

    def add(self, passes: bool) -> None:
        """One more."""
        self.made += 1
        self.survived += passes


@dataclass
class Counts:
    """What came of the reference and of the mutants of all tasks."""

    references: Count = field(default_factory=Count)
    drops: Count = field(default_factory=Count)
    likes: Count = field(default_factory=Count)

    def take(self, scene: Scene, task: Task, draft: Draft) -> None:
        """One more task, with all its mutants."""
        seen = task.goal.observed
        self.references.add(reference(scene, task, draft))
        if task.kind == "question":
            for rows in misread(scene, task):
                self.likes.add(ends(scene, task, (), rows))
        elif task.goal.status == "done":
            for steps in dropped(draft):
                self.drops.add(ends(scene, task, steps, seen))
            for steps in mistaken(scene, draft):
                self.likes.add(ends(scene, task, steps, seen))


def figures_of(case: Case) -> Iterator[Figure]:
    """The lines of one environment."""
    counts = Counts()
    for task, proof in case.pairs:
        if proof.rival is not None:  # who is overtaken cannot be told from the rows alone
            counts.references.add(proved(case.scene, task, proof))
            continue
        scene = case.scene.patched(task.start)
        counts.take(scene, task, draft_of(scene, task, proof))
    tasks = f"of {len(case.pairs)} tasks"
    held = counts.references.survived / counts.references.made
    yield Figure(f"{case.name}: reference", held, tasks, None, 1.0)
    for model in CONTROLS:
        share = anyio.run(passed, case, model)
        yield Figure(f"{case.name}: {model}", share, tasks, None, 0.01, "lower")
    for what, count in (("dropped writes", counts.drops), ("look-alikes", counts.likes)):
        name = f"{case.name}: {what} that survive"
        yield Figure(name, count.survived, f"of {count.made}", None, 0, "lower")


def cases_of(quick: bool) -> Iterator[Case | Figure]:
    """Every environment that can be made, and a line for each that cannot."""
    for name, world in worlds(quick):
        try:
            yield case_of(name, world, 40 if quick else 120)
        except InputError:
            yield Figure(f"{name}: no rows keep its rules", 1, "world", None, 0, "lower")


def measure(quick: bool) -> Sequence[Figure]:
    """Every environment, then all of them together."""
    found = list(cases_of(quick))
    cases = [one for one in found if isinstance(one, Case)]
    lines = [one for one in found if isinstance(one, Figure)]
    lines += [line for case in cases for line in figures_of(case)]
    held = [
        line.value <= line.bar if line.better == "lower" else line.value >= line.bar
        for line in lines
        if line.bar is not None
    ]
    count = sum(len(case.pairs) for case in cases)
    mutants = sum(int(line.unit.removeprefix("of ")) for line in lines if "survive" in line.name)
    return [
        *lines,
        Figure("environments", len(cases), f"{count} tasks"),
        Figure("mutants", mutants, "in all"),
        Figure("figures that hold", sum(held) / len(held), f"of {len(held)}", None, 1.0),
    ]


if __name__ == "__main__":
    show(__doc__, measure)
