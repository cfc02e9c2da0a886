"""Proving a task anew: from its record and its old proof, on a World that may have been edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nex.data.task import Goal, PlannedCall, Proof, Task
from nex.data.world import Value
from nex.errors import InputError
from nex.language.requests.asking import ASK
from nex.language.requests.reader import read_request
from nex.language.requests.request import Do, Mention
from nex.synthesis.arguments import Bindings
from nex.synthesis.desk import Solver
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.proving import REASONS, Solved, prove, solve
from nex.synthesis.scene import Scene
from nex.synthesis.survey import attempt
from nex.synthesis.tasks import measured
from nex.synthesis.timing import hurried, unmoved
from nex.synthesis.writer.literals import demand_same_literals
from nex.worlds.actions import execute
from nex.worlds.blocking import Blocked
from nex.worlds.pointing import fitting
from nex.worlds.surface import surface_of
from nex.worlds.verify import verify


@dataclass(frozen=True, slots=True)
class Proved:
    """A task that holds, and its proof; `renewed`: its goal was worked out anew."""

    task: Task
    proof: Proof
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Unproved:
    """A task that does not hold: the check that it fails, in words, and what was seen of it."""

    task: Task
    reason: str
    seen: str = ""


def reprove(
    scene: Scene, task: Task, proof: Proof | None, solver: Solver, *, renew: bool
) -> Proved | Unproved:
    """Run all eight checks on the scene, which is the environment's as it is now.

    With `renew`, a goal that the recorded solution no longer reaches is worked out anew from that
    solution: an edited World may do more, or other things, than the one that the task was drawn on.
    """
    task = task.model_copy(update={"world": scene.template.schema.digest})
    if proof is None:
        return Unproved(task, "no solution", "proofs.jsonl has no line for it")
    if proof.original:
        return _in_other_words(scene, task, proof, solver, renew=renew)
    try:
        here = scene.patched(task.start)
        draft = draft_of(here, task, proof)
        found = _proved(here, task, draft, solver)
        if isinstance(found, Proved) or not renew:
            return found
        goal = _goal(here, task, draft)
        if goal == task.goal:
            return found
        again = _proved(here, task.model_copy(update={"goal": goal}), draft, solver)
        return replace(again, renewed=True) if isinstance(again, Proved) else found
    except (InputError, KeyError, ValueError) as e:
        return Unproved(task, "does not fit the World", str(e))


def _in_other_words(
    scene: Scene, task: Task, proof: Proof, solver: Solver, *, renew: bool
) -> Proved | Unproved:
    """The proof of a task whose words are a model's: in the words that the grammar gave it.

    Only a model may be able to read the others; of those it is checked that they name the same.
    """
    if task.instruction == proof.original:
        return reprove(scene, task, proof.model_copy(update={"original": ""}), solver, renew=renew)
    try:
        demand_same_literals(proof.original, task.instruction)
    except InputError as e:
        return Unproved(task, "other words", str(e))
    plain = task.model_copy(update={"instruction": proof.original})
    bare = proof.model_copy(update={"original": ""})
    found = reprove(scene, plain, bare, solver, renew=renew)
    whole = found.task.model_copy(update={"instruction": task.instruction})
    if isinstance(found, Unproved):
        return replace(found, task=whole)
    told = {"solver": proof.solver, "original": proof.original}
    return replace(found, task=whole, proof=found.proof.model_copy(update=told))


def draft_of(scene: Scene, task: Task, proof: Proof) -> Draft:
    """The draft that a task and its proof come from, as far as a proof needs it.

    Raises InputError where a call of the solution is none of the World's.
    """
    request = read_request(task.instruction, scene.words)
    steps = tuple(_step(scene, task, call) for call in proof.solution)
    return Draft(
        task.kind,
        request.items if request is not None else (),
        task.caller,
        steps,
        answer=task.goal.answer,
        rules=task.goal.rules,
        observed=task.goal.observed,
        conditions=task.goal.conditions,
        spare=frozenset((fact.entity, fact.row) for fact in proof.spare),
        rival=proof.rival,
        overtaken=tuple(_step(scene, task, call) for call in proof.overtaken),
        patches=task.start,
    )


def _step(scene: Scene, task: Task, call: PlannedCall) -> Step:
    if call.tool == ASK:
        return _by_hand(scene, task, str(call.arguments.get("question", "")))
    tool = surface_of(scene.template.schema).tools.get(call.tool)
    if tool is None or tool.kind != "action":
        raise InputError(f"its solution calls {call.tool!r}, which is no action any more")
    bindings: Bindings = {}
    for key, value in call.arguments.items():
        if key not in tool.arguments:
            raise InputError(f"its solution gives {call.tool!r} {key!r}, which it does not take")
        bindings[tool.arguments[key].name] = tool.arguments[key].read(value)
    return Step(scene.world.action(tool.target), bindings)


def _by_hand(scene: Scene, task: Task, question: str) -> Step:
    """The step that the user is asked to do with their own hands; rows stand in it by name."""
    request = read_request(question, scene.words)
    item = request.items[0] if request is not None and request.items else None
    if not isinstance(item, Do):
        raise InputError(f"its solution asks {question!r}, which nobody understands any more")
    bindings: Bindings = {}
    for name, value in item.arguments:
        found = fitting(scene.base, value) if isinstance(value, Mention) else [value]
        own = [id for id in found if _is_own(scene, task, value, id)] if len(found) > 1 else found
        if len(own) != 1:
            raise InputError(f"its solution asks {question!r}, which fits {len(own)} rows")
        bindings[name] = own[0]
    return Step(scene.world.action(item.action), bindings)


def _is_own(scene: Scene, task: Task, value: Mention | Value, id: Value) -> bool:
    """Whether a row that a mention fits belongs to who asks."""
    if not isinstance(value, Mention):
        return True
    row = scene.now.rows(value.entity)[str(id)]
    return task.caller.row is not None and task.caller.row in row.values()


def _proved(scene: Scene, task: Task, draft: Draft, solver: Solver) -> Proved | Unproved:
    if not _unhurried(scene, task, draft, solver):
        return Unproved(task, REASONS["solver"], "what others do, or the time of day, decides it")
    solved = solve(scene, task, solver)
    whole = _measured(scene, task, draft, solved) if draft.items else task
    found = prove(scene, whole, draft, solved)
    if isinstance(found, Proof):
        return Proved(whole, found)
    return Unproved(task, REASONS[found], next(_seen(scene, task, draft, solved), ""))


def _unhurried(scene: Scene, task: Task, draft: Draft, solver: Solver) -> bool:
    """Whether a solver ends right early and late, where others act or a clock runs."""
    bystanders = len(task.others) - (draft.rival is not None)
    alone = bystanders == 0 or unmoved(scene, task, solver)
    return alone and not hurried(scene, task, solver)


def _measured(scene: Scene, task: Task, draft: Draft, solved: Solved) -> Task:
    """The task with its complexity; what waited for what in its solution only the record knows."""
    whole = measured(scene, task, draft, solved)
    depth = {"depth": task.complexity.depth}
    return whole.model_copy(update={"complexity": whole.complexity.model_copy(update=depth)})


def _seen(scene: Scene, task: Task, draft: Draft, solved: Solved) -> Iterator[str]:
    """What stands in the way, most telling first."""
    with scene.trial() as state:
        for step in draft.steps if task.goal.status == "done" else ():
            done = execute(state, step.action.name, step.bindings, draft.caller)
            if isinstance(done, Blocked):
                yield done.sentence or done.text
    if task.goal.status == "refused" and draft.steps:
        with scene.trial() as state:
            step = draft.steps[0]
            if not attempt(state, step.action, step.bindings, draft.caller).blocked:
                yield "nothing forbids it"
    verdict = verify(task, solved.evidence, solved.outcome)
    yield from (*verdict.unmet, *verdict.side_effects)
    yield from filter(None, (solved.outcome.reason,))


def _goal(scene: Scene, task: Task, draft: Draft) -> Goal:
    """The task's goal as the recorded solution reaches it now."""
    if task.goal.status == "refused":
        step = draft.steps[0]
        with scene.trial() as state:
            blocked = attempt(state, step.action, step.bindings, draft.caller).blocked
        rules = tuple(one.sentence for one in blocked if one.sentence)
        return task.goal.model_copy(update={"rules": rules}) if rules else task.goal
    if task.goal.conditions or not draft.steps:
        return task.goal
    with scene.trial() as state:
        for step in draft.steps:
            execute(state, step.action.name, step.bindings, draft.caller)
        return task.goal.model_copy(update={"changes": scene.changes(state)})
