"""The proof of a task: eight checks, each of which can fail, run on copies of its start state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nex.data.task import Change, Evidence, Fact, Outcome, PlannedCall, Proof, Task
from nex.data.world import Parameter, identifier
from nex.language.requests.asking import ASK, please
from nex.language.requests.values import value_text
from nex.synthesis.desk import Desk, Solver
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.mistaking import alike, swapped
from nex.synthesis.scene import Scene
from nex.synthesis.timing import let_pass
from nex.worlds.actions import execute
from nex.worlds.blocking import Blocked
from nex.worlds.pace import runs
from nex.worlds.person import Person
from nex.worlds.state import Place, Record, State
from nex.worlds.surface import call_arguments
from nex.worlds.verify import Verifier
from nex.worlds.writing import Done

CHECKS: tuple[str, ...] = (
    "reference",
    "solver",
    "idle",
    "drop",
    "look_alike",
    "literals",
    "replay",
    "shortest",
)

REASONS = {
    "reference": "reference fails",
    "solver": "not solved from text",
    "idle": "constant",
    "drop": "droppable write",
    "look_alike": "look-alike passes",
    "literals": "literal out of nowhere",
    "replay": "not repeatable",
    "shortest": "shorter than claimed",
}
"""Why a task is dropped, by the check that it fails."""

NOTHING = Evidence(changes=(), observed=(), rejections=())


@dataclass(frozen=True, slots=True)
class Solved:
    """What a solver's run on a task came to."""

    outcome: Outcome
    evidence: Evidence
    calls: int
    """With `finish`."""
    writes: int
    """Actions that were applied."""
    shortest: bool
    """Whether its plans, where it made any, are proved to be the shortest."""


def solve(scene: Scene, task: Task, solver: Solver) -> Solved:
    """Let a solver work on the task's text, in a session of its own."""
    with scene.session(task) as session:
        desk = Desk(session, Person(task.user, task.hidden))
        outcome = solver(task.instruction, desk)
        evidence = desk.evidence()
    return Solved(outcome, evidence, desk.calls + 1, desk.writes, desk.shortest)


def prove(scene: Scene, task: Task, draft: Draft, solved: Solved) -> Proof | str:
    """The proof of a task, or the name of the first check that it fails.

    `solved` is what a solver made of the text alone; it never saw the draft.
    """
    run = _Run(scene, task, draft, solved)
    checks: dict[str, Callable[[], bool]] = {
        "solver": run.solver,
        "idle": run.idle,
        "reference": run.reference,
        "drop": run.drop,
        "look_alike": run.look_alike,
        "literals": run.literals,
        "replay": run.replay,
        "shortest": run.shortest,
    }
    for name, holds in checks.items():
        if not holds():
            return name
    spare = tuple(Fact(entity=entity, row=row) for entity, row in sorted(draft.spare))
    return Proof(
        task=task.id,
        solution=run.planned,
        end=run.end,
        checks=dict.fromkeys(CHECKS, True),
        spare=spare,
        rival=draft.rival,
        overtaken=tuple(planned(scene, step) for step in draft.overtaken),
    )


Played = tuple[Evidence, str, dict[Place, Record | None]]
"""What the World's side saw of some calls, the end's digest, and the rows that differ."""


class _Run:
    """The checks of one task."""

    def __init__(self, scene: Scene, task: Task, draft: Draft, solved: Solved) -> None:
        self.scene, self.task, self.draft, self.solved = scene, task, draft, solved
        self.planned = tuple(planned(scene, step) for step in draft.steps)
        self._verifier = Verifier(task)
        self.end = ""
        self._left: dict[Place, Record | None] = {}
        self._right = Outcome(
            status=task.goal.status,
            answer=task.goal.answer,
            reason=next(iter(task.goal.rules), None),
        )

    def solver(self) -> bool:
        """(2) Who saw only the text ends as the task demands."""
        return self._passes(self.solved.evidence, self.solved.outcome)

    def reference(self) -> bool:
        """(1) The sampled solution, through the World's own tools, verifies."""
        evidence, self.end, self._left = self._played(self.planned)
        return self._passes(evidence, self._right)

    def _played(self, calls: Sequence[PlannedCall]) -> Played:
        """What comes of these calls, in a session of its own; a rival has been there before."""
        with self.scene.session(self.task) as session:
            desk = Desk(session, Person(self.task.user, self.task.hidden))
            if self.draft.rival is not None:
                let_pass(session, self.draft.rival.seconds)
            for fact in self.task.goal.observed if self.task.goal.status == "done" else ():
                desk.call(f"get_{identifier(fact.entity)}", {"id": fact.row})
            for call in calls:
                desk.act(call.tool, call.arguments)
            if self.task.goal.asked:
                for fact in self.task.hidden or (None,):
                    desk.ask(f"What is the {fact.about[0]}?" if fact else "Which one?")
            state = session.state
            return desk.evidence(), state.digest(), self.scene.differing(state)

    def idle(self) -> bool:
        """(3) Doing nothing fails, whatever is said: nothing, the right words, the text itself."""
        told = self.task.instruction
        said = (
            Outcome(),
            Outcome(status="refused"),
            self._right,
            Outcome(answer=told, reason=told),
        )
        return not any(self._passes(NOTHING, outcome) for outcome in said)

    def drop(self) -> bool:
        """(4) Without any one of its writes it fails, and so does what a rival has overtaken."""
        if self.draft.overtaken:
            calls = [planned(self.scene, step) for step in self.draft.overtaken]
            if self._passes(self._played(calls)[0], Outcome(answer=self._right.answer)):
                return False
        if self.task.goal.status == "refused":
            return True
        steps, caller = self.draft.steps, self.draft.caller
        with self.scene.trial() as state:
            applied: list[Done | Blocked] = []
            for nth, step in enumerate(steps):
                with state.trial():
                    if self._passes_after(state, applied, steps[nth + 1 :]):
                        return False
                applied.append(execute(state, step.action.name, step.bindings, caller))
        return True

    def look_alike(self) -> bool:
        """(5) Done to rows that resemble the right ones, it fails."""
        if self.draft.kind == "question":
            return self._other_rows_fail()
        return not any(self._ends(steps) for steps in self._mistaken())

    def literals(self) -> bool:
        """(6) What the solution names was shown or said."""
        seen = {fact.row for fact in self.solved.evidence.observed}
        if self.draft.rival is not None:  # seen before they were taken, and stale since
            seen |= {str(value) for value in self.draft.rival.bindings.values()}
        return all(
            self._known(parameter, step, seen)
            for step in self.draft.steps
            for parameter in step.action.parameters
            if step.bindings.get(parameter.name) is not None
        )

    def replay(self) -> bool:
        """(7) Done again, it ends in the same state."""
        if runs(self.scene.world):
            return self._played(self.planned)[1] == self.end
        with self.scene.trial() as state:
            for step in self.draft.steps:
                execute(state, step.action.name, step.bindings, self.draft.caller)
            return self.scene.differing(state) == self._left

    def shortest(self) -> bool:
        """(8) Nobody needed fewer actions than what is called the shortest."""
        complexity = self.task.complexity
        return not complexity.shortest or self.solved.writes >= complexity.actions

    def _passes(self, evidence: Evidence, outcome: Outcome) -> bool:
        return self._verifier.verdict(evidence, outcome).passed

    def _ends(self, steps: Sequence[Step]) -> bool:
        """Whether these actions, with everything else right, would pass."""
        with self.scene.trial() as state:
            return self._passes_after(state, [], steps)

    def _passes_after(
        self, state: State, applied: Sequence[Done | Blocked], steps: Sequence[Step]
    ) -> bool:
        """Whether it would pass once these actions are done too, after those `applied` before."""
        caller, goal = self.draft.caller, self.task.goal
        done = [execute(state, step.action.name, step.bindings, caller) for step in steps]
        if not _touches([*applied, *done], goal.changes):
            return False
        changes = self.scene.changes(state)
        evidence = Evidence(changes=changes, observed=goal.observed, rejections=(), asked=1)
        return bool(changes) and self._passes(evidence, self._right)

    def _mistaken(self) -> Iterator[list[Step]]:
        """The solution with one row taken for the one most like it."""
        rows = {
            (parameter.entity, str(step.bindings[parameter.name])): None
            for step in self.draft.steps
            for parameter in step.action.parameters
            if parameter.entity and parameter.name in step.bindings
        }
        for entity, id in rows:
            for other in alike(self.scene, str(entity), id):
                if (str(entity), other) in self.draft.spare:
                    continue
                yield [swapped(step, str(entity), id, other) for step in self.draft.steps]

    def _other_rows_fail(self) -> bool:
        """Having read other rows than the answer's does not count."""
        right = self.task.goal.observed
        for fact in right:
            for other in alike(self.scene, fact.entity, fact.row):
                if Fact(entity=fact.entity, row=other) in right:
                    continue
                read = [one for one in right if one != fact]
                seen = (*read, Fact(entity=fact.entity, row=other))
                if self._passes(NOTHING.model_copy(update={"observed": seen}), self._right):
                    return False
        return True

    def _known(self, parameter: Parameter, step: Step, seen: set[str]) -> bool:
        value = step.bindings[parameter.name]
        if parameter.entity:
            start = self.scene.now.rows(parameter.entity)
            return value in seen or value not in start
        told = "\n".join((self.task.instruction, *(fact.says for fact in self.task.hidden)))
        return value_text(parameter.type, value).strip('"') in told


def _touches(done: list[Done | Blocked], changes: tuple[Change, ...]) -> bool:
    """Whether the actions wrote anything, and every row that shall differ: else no diff is needed."""
    applied = [outcome for outcome in done if isinstance(outcome, Done)]
    written = {place for one in applied for place in (*one.changed, *one.deleted)}
    return bool(applied) and all(
        change.kind == "created" or (change.entity, change.row) in written for change in changes
    )


def planned(scene: Scene, step: Step) -> PlannedCall:
    """A step as a call of its tool, or as a question to the user whose own hands do it."""
    if step.action.in_person:
        question = please(step.action, step.bindings, scene.words, scene.called)
        return PlannedCall(tool=ASK, arguments={"question": question})
    arguments = call_arguments(scene.world, step.action.name, step.bindings)
    return PlannedCall(tool=identifier(step.action.name), arguments=arguments)
